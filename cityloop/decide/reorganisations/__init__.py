"""Reorganisations: streets merged, grids split, matters handed on, posts ended; shown before, done in one step."""
