"""Yardsticks: what work is measured by, counted over the cases of a stretch of time by area, duty, post or member."""
