from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, overload

import numpy as np

from cityloop.kernels.columns import NOTHING_READ, Ints, Readings
from cityloop.kernels.summary import Summaries, summarise
from cityloop.kit.errors import NotAllowed
from cityloop.kit.frames.latest import Said
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas.queries import CITY
from cityloop.rulebook.rulebook import CITY_OFFSET_MS, DAY_MS

HOUR_MS = 3_600_000
FINE, COARSE = timedelta(days=2), timedelta(days=60)  # `auto` gives readings up to the one, hours up to the other

Tier = Literal["raw", "hourly", "daily", "auto"]


def may_see(work: Work) -> None:
    """Readings say nothing of areas, so only who oversees the whole city may ask for any of them."""
    if not scope_of(work).covers(CITY):
        raise NotAllowed(why="Only who oversees the whole city may ask for readings.")


@overload
def window(
    work: Work, signals: Sequence[str], since: datetime, until: datetime, subject: str | Sequence[str] | None = None
) -> Readings: ...
@overload
def window(
    work: Work, signals: Sequence[str], since: datetime, until: datetime, subject: str | Sequence[str] | None, tier: Tier
) -> Readings | Summaries: ...
def window(
    work: Work,
    signals: Sequence[str],
    since: datetime,
    until: datetime,
    subject: str | Sequence[str] | None = None,
    tier: Tier = "raw",
) -> Readings | Summaries:
    """The stored readings of these signals with since <= at < until, of one subject, of some or of all, oldest first; or
    what they say by the hour or by the city's day. `auto` takes readings for a few days, hours for weeks, else days."""
    numbers = [number for name in signals if (number := work.frames.signals.known(name)) is not None]
    subjects = None if subject is None else _numbers(work, [subject] if isinstance(subject, str) else subject)
    if not numbers or (subjects is not None and not subjects.size):
        readings = NOTHING_READ
    else:
        readings = work.frames.log.window(numbers, _ms(since), _ms(until), subjects)
    tier = tier_for(tier, since, until)
    if tier == "raw":
        return readings
    return summarise(readings, *((HOUR_MS, 0) if tier == "hourly" else (DAY_MS, CITY_OFFSET_MS)))


def tier_for(tier: Tier, since: datetime, until: datetime) -> Tier:
    """The tier that is meant by `auto` for so long a stretch."""
    if tier != "auto":
        return tier
    return "raw" if until - since <= FINE else "hourly" if until - since <= COARSE else "daily"


def latest(work: Work, signal: str, subjects: Sequence[str]) -> Said:
    """What these subjects said last of the signal, in their order; never and nan for one that has not spoken."""
    known = work.frames.signals.known(signal)
    numbers = [-1 if number is None else number for number in work.frames.subjects.known_of(list(subjects))]
    return work.frames.log.latest.of(-1 if known is None else known, np.array(numbers, np.int32))


def _numbers(work: Work, subjects: Sequence[str]) -> Ints:
    known = work.frames.subjects.known_of(list(subjects))
    return np.array([number for number in known if number is not None], np.int32)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
