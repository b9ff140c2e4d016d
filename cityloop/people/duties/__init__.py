"""Duties: who holds which post, and where."""
