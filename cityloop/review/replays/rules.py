"""What another parameter would have changed. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from cityloop.sense.alerts.rules import Sighting


class Past(NamedTuple):
    """An alert of the time, its case, and whether the matter was real (None: not known yet)."""

    case: int | None
    subject: str
    sighting: Sighting
    real: bool | None


class Comparison(NamedTuple):
    true_kept: int
    true_then: int
    false_kept: int
    false_then: int
    missed: list[int]


def compare(past: Sequence[Past], now: Sequence[Sighting], quiet: timedelta) -> Comparison:
    """How many of the past's real and empty cases would still be found."""

    def still(one: Past) -> bool:
        return any(
            s.subject == one.subject and s.began <= one.sighting.ended + quiet and s.ended >= one.sighting.began - quiet
            for s in now
        )

    real = [one for one in past if one.real]
    empty = [one for one in past if one.real is False]
    missed = [one.case for one in real if not still(one) and one.case is not None]
    return Comparison(len(real) - len(missed), len(real), sum(map(still, empty)), len(empty), missed)
