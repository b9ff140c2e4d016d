"""When two sightings are one alert. Pure."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

from cityloop.kit.errors import Refused


class Sighting(NamedTuple):
    """A finding in people's terms."""

    subject: str
    began: datetime
    ended: datetime
    peak: float
    lon: float | None
    lat: float | None

    @classmethod
    def of(cls, subject: str, began: int, ended: int, peak: float, lon: float, lat: float) -> "Sighting":
        """From a finding's numbers: milliseconds UTC, nan for no place."""
        nowhere = math.isnan(lon) or math.isnan(lat)
        return cls(subject, moment(began), moment(ended), peak, None if nowhere else lon, None if nowhere else lat)


COMMANDS = ("dispatcher", "shift_leader", "leader")  # who may raise an alert as a drill


class DrillNowhere(Refused):
    """Say what the drill is about, and where: a point or an area."""

    status = 422


class Exercise(NamedTuple):
    """An alert somebody raises as a drill: what a detector would say of a subject, at a point in degrees or in an area."""

    detector: str
    subject: str
    area: str
    lon: float | None
    lat: float | None
    peak: float


class Stretch(Protocol):
    began: datetime
    ended: datetime
    open: bool


S = TypeVar("S", bound=Stretch)


def moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def touches(began: datetime, ended: datetime, sighting: Sighting, quiet: timedelta) -> bool:
    """Whether the sighting belongs to the stretch, give or take the quiet time.

    >>> at = datetime(2026, 3, 1, 8, tzinfo=UTC)
    >>> later = Sighting("a", at + timedelta(minutes=20), at + timedelta(minutes=21), 1.0, None, None)
    >>> touches(at, at + timedelta(minutes=5), later, timedelta(minutes=10))
    False
    """
    return sighting.began <= ended + quiet and sighting.ended >= began - quiet


def nearest(stretches: Iterable[S], sighting: Sighting) -> S | None:
    """The last stretch that began before the sighting ended."""
    before = [one for one in stretches if one.began <= sighting.ended]
    return max(before, key=lambda one: one.began, default=None)


def unended(stretches: Iterable[S]) -> S | None:
    """The one that is open; there is never a second."""
    return next((one for one in stretches if one.open), None)
