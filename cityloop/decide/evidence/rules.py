"""What is odd about a picture that is shown as proof. Pure. None of it says no: it is shown to who looks at the case."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

FAR_M = 200.0
SLACK = timedelta(minutes=10)  # clocks of telephones
TOLD = ("reused", "far", "old", "new")  # what is told as a fact; that a picture says no place is only shown
EARTH_M = 6_371_008.8

Place = tuple[float, float]


class Matter(NamedTuple):
    """Of a case what a picture is held against."""

    place: Place | None
    since: datetime

    def of_a_day(self) -> "Matter":
        """The matter as it is reported: what shows it may be a day old."""
        return self._replace(since=self.since - timedelta(days=1))


class Before(NamedTuple):
    """A like picture that was shown before, and in how many of 64 bits it differs; in none if it is the same file."""

    case: int
    at: datetime
    bits: int


def away_m(one: Place, other: Place) -> float:
    """How far two places are from each other, along the ground.

    >>> round(away_m((106.55, 29.55), (106.56, 29.55)))
    967
    """
    (lon, lat), (lon2, lat2) = ([math.radians(side) for side in place] for place in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(half))


def flags(
    matter: Matter, taken: datetime | None, place: Place | None, now: datetime, likes: Sequence[Before]
) -> list[dict[str, Any]]:
    """What is odd, each with what it is about: the case and day it was shown in first, metres, minutes."""
    found: list[dict[str, Any]] = []
    if likes:
        first = min(likes, key=lambda one: one.at)
        found.append({"why": "reused", "case": first.case, "at": first.at.isoformat(), "bits": first.bits, "times": len(likes)})
    if place is None:
        found.append({"why": "no_place"})
    elif matter.place and (away := away_m(place, matter.place)) > FAR_M:
        found.append({"why": "far", "m": round(away)})
    if taken and taken < matter.since - SLACK:
        found.append({"why": "old", "minutes": round((matter.since - taken).total_seconds() / 60)})
    if taken and taken > now + SLACK:
        found.append({"why": "new", "minutes": round((taken - now).total_seconds() / 60)})
    return found
