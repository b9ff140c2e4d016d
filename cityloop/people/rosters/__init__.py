"""Rosters: who is on duty, who comes next, and what the one hands over to the other."""
