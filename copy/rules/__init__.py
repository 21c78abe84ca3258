"""The law as data and the reasoning about it: pure, no Rasa, no network, no database."""
