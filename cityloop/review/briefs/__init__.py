"""Briefs: what the city was like in a day, a week, a month, a quarter, counted by itself and kept as documents."""
