"""Agencies: the tree of organisations, department by department, as it was on any day."""
