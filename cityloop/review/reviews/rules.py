"""When cases are read again together, and when a review is done. Pure."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from itertools import takewhile

from cityloop.kit.errors import Refused

LEADS = ("leader", "shift_leader", "dispatcher", "inspector", "rule_board")
LEVELS = (17, 15, 12, 9, 6, 2)
EARTH_M = 6_371_000.0


class Trigger(StrEnum):
    """Why a review opened."""

    repeated = "repeated"  # the same again and again, at a place or of a subject
    late = "late"
    reopened = "reopened"
    injured = "injured"
    major = "major"
    supervised = "supervised"  # a leader asked somebody by name to answer for the case
    by_hand = "by_hand"


class ReviewClosed(Refused):
    """Review {review} is closed; what is known since belongs to a new one."""


class NotReady(Refused):
    """A review is closed when it names a cause, a lesson and a decision: {missing} is missing."""


class StillToDo(Refused):
    """{count} improvements of this review are not done yet."""


class NoSuchCause(Refused):
    """There is no cause {cause} in the list."""

    status = 422


class DueTooSoon(Refused):
    """An improvement is due today at the earliest: {due} is past."""

    status = 422


class DoneAlready(Refused):
    """This improvement is done already."""


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """How far two places are apart, on a sphere.

    >>> round(metres(106.5, 29.5, 106.501, 29.5))
    97
    """
    x = math.radians(other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return EARTH_M * math.hypot(x, math.radians(other_lat - lat))


def box(lon: float, lat: float, reach_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of what lies within reach of a place."""
    up = math.degrees(reach_m / EARTH_M)
    wide = up / math.cos(math.radians(lat))
    return lon - wide, lat - up, lon + wide, lat + up


def smallest(codes: Iterable[str]) -> str:
    """The smallest area that all these lie in; the empty code if they share none.

    >>> smallest(["500103001001001", "500103001002001"]), smallest(["500103001", "500104002"])
    ('500103001', '50')
    """
    found = list(codes)
    shared = "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, zip(*found, strict=False)))
    return next((shared[:digits] for digits in LEVELS if len(shared) >= digits), "")


def missing(causes: Sequence[str], lessons: str, decision: str) -> str:
    """The first thing a review still lacks; empty if it lacks nothing."""
    said = {"cause": causes, "lesson": lessons.strip(), "decision": decision.strip()}
    return next((name for name, value in said.items() if not value), "")


def quarter(day: date) -> str:
    """
    >>> quarter(date(2026, 5, 3))
    '2026Q2'
    """
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarter_days(name: str) -> tuple[date, date]:
    """The first day of a quarter, and the first after it.

    >>> quarter_days("2026Q4")
    (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    """
    year, number = int(name[:4]), int(name[5])
    after = (year + 1, 1) if number == 4 else (year, 3 * number + 1)
    return date(year, 3 * number - 2, 1), date(*after, 1)
