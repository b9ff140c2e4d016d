"""Indicators: readings made of readings, by the same kind of fold as a detector."""
