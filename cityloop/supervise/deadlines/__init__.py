"""Deadlines: when hastening begins."""
