"""Scenes: what a wall can show, those that are shipped and the city's own."""
