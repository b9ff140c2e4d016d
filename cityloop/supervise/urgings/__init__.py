"""Urgings: 催办 and 督办, a ticket that forces a named person to answer by a time."""
