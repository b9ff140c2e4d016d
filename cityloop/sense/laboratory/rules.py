"""How findings are weighed: against what was real, against each other, and against what looking costs. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeVar

from cityloop.kit.errors import Refused, Unreadable
from cityloop.rulebook import Dated, Detector, Parameter
from cityloop.sense.alerts.rules import Sighting

LONGEST = timedelta(days=400)
EARLIEST = 2000  # the door takes no older readings
SHOWN = 200  # findings of a side that are shown one by one


class Stand(StrEnum):
    """Where a trial stands."""

    waiting = "waiting"
    running = "running"
    done = "done"
    failed = "failed"


class AlreadyThere(Refused):
    """Such a shadow of {detector} is running already, or differs in nothing from what is live."""


class Over(Refused):
    """This shadow has ended."""


class Known(NamedTuple):
    """What is known of a stretch: whether it was real."""

    subject: str
    began: datetime
    ended: datetime
    real: bool


class Tally(NamedTuple):
    """How a set of values did: alerts, how many were real or empty as far as anyone knows, what was known and not found."""

    alerts: int
    true: int
    false: int
    unlabelled: int
    missed: int
    cost: float
    cost_per_true: float | None  # none: nothing true was found


class Difference(NamedTuple):
    """Findings of two sides: those of both, and the places of those that only one has."""

    both: int
    only_first: list[int]
    only_second: list[int]


def sound_values(detector: Detector, values: Mapping[str, float]) -> None:
    """Refuse values of parameters the detector does not have, or outside what makes sense."""
    known = {one.name: one for one in detector.parameters}
    for name, value in values.items():
        if name not in known:
            raise Unreadable(why=f"{detector.name} has no parameter {name}.")
        if not known[name].least <= value <= known[name].most:
            raise Unreadable(why=f"{name} lies between {known[name].least:g} and {known[name].most:g}.")


def sound_stretch(since: datetime, until: datetime, now: datetime) -> None:
    if not (since < until and until - since <= LONGEST and since.year >= EARLIEST and until <= now + timedelta(days=1)):
        raise Unreadable(why=f"A trial begins before it ends, spans at most {LONGEST.days} days and reads the past.")


def shadowed(detector: Detector, parameters: Sequence[Parameter], values: Mapping[str, float], number: int) -> Detector:
    """The detector as its shadow: under another name, with other values whatever the day and the area."""

    def under(one: Parameter) -> Parameter:
        if one.name not in values:
            return one
        return replace(one, history=(Dated(since=date(EARLIEST, 1, 1), value=values[one.name], source="shadow"),))

    name = f"{detector.name}~{number}"
    return replace(detector, name=name, parameters=tuple(map(under, parameters)), version=0, retired=False)


def judged(found: Sequence[Sighting], known: Sequence[Known], quiet: timedelta) -> list[bool | None]:
    """For each finding whether it was real: the newest word on a stretch it touches; None if nobody knows.

    >>> from datetime import UTC
    >>> at = datetime(2026, 3, 1, 8, tzinfo=UTC)
    >>> judged([Sighting("a", at, at, 1.0, None, None)], [Known("a", at, at, True)], timedelta())
    [True]
    """
    of = _by_subject(known)
    said: list[bool | None] = []
    for one in found:
        words = [word.real for word in of[one.subject] if touch(one, word, quiet)]
        said.append(words[-1] if words else None)
    return said


def tally(found: Sequence[Sighting], known: Sequence[Known], quiet: timedelta, each_cost: float) -> Tally:
    said = judged(found, known, quiet)
    true, false = said.count(True), said.count(False)
    of = _by_subject(found)
    missed = sum(word.real and not any(touch(one, word, quiet) for one in of[word.subject]) for word in known)
    cost = each_cost * len(found)
    return Tally(len(found), true, false, said.count(None), missed, cost, cost / true if true else None)


def differ(first: Sequence[Sighting], second: Sequence[Sighting], quiet: timedelta) -> Difference:
    """Which findings of one side no finding of the other touches."""
    one_side, other_side = _by_subject(first), _by_subject(second)
    only_first = [n for n, one in enumerate(first) if not any(touch(one, other, quiet) for other in other_side[one.subject])]
    only_second = [n for n, one in enumerate(second) if not any(touch(one, other, quiet) for other in one_side[one.subject])]
    return Difference(len(first) - len(only_first), only_first, only_second)


def touch(one: Sighting, other: Sighting | Known, quiet: timedelta) -> bool:
    return one.began <= other.ended + quiet and one.ended >= other.began - quiet


S = TypeVar("S", Sighting, Known)


def _by_subject(said: Sequence[S]) -> defaultdict[str, list[S]]:
    of: defaultdict[str, list[S]] = defaultdict(list)
    for one in said:
        of[one.subject].append(one)
    return of
