"""Signals declared while the city runs, beside those that scenarios bring."""
