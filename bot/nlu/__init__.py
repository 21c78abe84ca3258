"""Reading what people type: tokens, intents, places, dates, numbers and facts, as Rasa graph components."""
