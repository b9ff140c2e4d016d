"""Which policy holds for an alert. Pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


class Mode(StrEnum):
    """What an alert leads to."""

    automatic = "automatic"  # a case is opened at once
    by_hand = "by_hand"  # somebody opens one, or nobody does
    shadow = "shadow"  # none is opened; it is noted that one would have been


class Line(Protocol):
    """A line of policy. An empty detector and a warning of 0 mean any; hours from `from_h` up to `to_h` of the city's day,
    over midnight where `to_h` is the smaller."""

    id: int
    detector: str
    warning: int
    area: str
    from_h: float
    to_h: float
    since: date


L = TypeVar("L", bound=Line)


def holding(lines: Iterable[L], detector: str, warning: int, area: str, day: date, hour: float) -> L | None:
    """The line that holds: of those that fit, the one that says most of the detector, then of the area, then of the level,
    then of the hour; of equals the newest."""
    fit = [
        line
        for line in lines
        if line.since <= day
        and line.detector in ("", detector)
        and line.warning in (0, warning)
        and area.startswith(line.area)
        and within(hour, line.from_h, line.to_h)
    ]
    return max(
        fit, key=lambda one: (one.detector != "", len(one.area), one.warning != 0, -hours(one), one.since, one.id), default=None
    )


def within(hour: float, from_h: float, to_h: float) -> bool:
    """Whether an hour of the day lies between the two.

    >>> within(23.5, 22, 6), within(12, 22, 6), within(12, 0, 24)
    (True, False, True)
    """
    return from_h <= hour < to_h if from_h < to_h else hour >= from_h or hour < to_h


def hours(line: Line) -> float:
    return (line.to_h - line.from_h) % 24 or 24
