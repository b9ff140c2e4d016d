"""Suggestions: who could take on a case's work, ranked by distance, load, experience and duty, each with the numbers."""
