"""八大板块 The eight boards: vital signs of a whole city, as data."""

from scenarios.boards.scenario import scenario

__all__ = ["scenario"]
