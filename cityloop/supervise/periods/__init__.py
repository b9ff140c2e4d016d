"""Periods: a stretch of time frozen with all it was counted from, signed, and reckoned again whenever somebody asks."""
