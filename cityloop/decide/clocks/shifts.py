"""Deadlines that moved together, and what vouches for them. Pure."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from cityloop.decide.calendars.rules import micros


class Shift(NamedTuple):
    """How the deadline of one clock moved; without an instant it stood still."""

    clock: int
    was: datetime | None
    due: datetime | None


def digested(shifts: Iterable[Shift]) -> str:
    """SHA-256 over a line for each, in the order of their clocks.

    >>> digested([Shift(2, None, None), Shift(1, None, None)]) == digested([Shift(1, None, None), Shift(2, None, None)])
    True
    """
    lines = [f"{clock} {_micros(was)} {_micros(due)}" for clock, was, due in sorted(shifts, key=lambda one: one.clock)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _micros(at: datetime | None) -> str:
    return "" if at is None else str(micros(at))
