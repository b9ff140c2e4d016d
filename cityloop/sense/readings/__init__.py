"""Readings: what a signal said about a subject at an instant. The door they come in by."""
