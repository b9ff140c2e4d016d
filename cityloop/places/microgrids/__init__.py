"""Micro-grids: the buildings and lanes a grid is shared into, by day."""
