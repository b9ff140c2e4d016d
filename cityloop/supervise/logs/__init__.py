"""Logs of other systems: what happened to whose cases when, measured by their own deadlines. Nothing of them is kept."""
