"""Escalations: who is rung when nobody answers, and rung again when who answered does nothing."""
