"""Rasa custom actions: they read the tracker, call `rules`, and utter. Nothing else."""
