"""Lessons: closed cases worth reading again."""
