"""Mutes: times in which alerts are recorded and nobody is called, planned ahead and approved by a second person."""
