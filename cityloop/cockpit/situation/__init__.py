"""Situation: what is going on in the city now, as numbers and on the map."""
