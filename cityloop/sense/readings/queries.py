from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, overload

import numpy as np

from cityloop.kernels.columns import NOTHING_READ, Ints, Readings
from cityloop.kernels.summary import Summaries, summarise
from cityloop.kit.errors import NotAllowed
from cityloop.kit.frames.days import day_of
from cityloop.kit.frames.latest import Said
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas.queries import CITY
from cityloop.rulebook.rulebook import DAY_MS
from cityloop.sense.devices import queries as devices
from cityloop.sense.devices.rules import KEEPER

FINE, COARSE = timedelta(days=2), timedelta(days=60)  # `auto` gives readings up to the one, hours up to the other

Tier = Literal["raw", "hourly", "daily", "auto"]


def may_see(work: Work, signals: Sequence[str], subjects: Sequence[str]) -> None:
    """Who oversees the whole city may ask for anything. Others name registered subjects in the area of a duty of theirs: one
    that oversees, one that keeps devices, or one that answers for what is found in these signals."""
    scope = scope_of(work)
    if scope.covers(CITY):
        return
    if not subjects:
        raise NotAllowed(why="Only who oversees the whole city may ask for all subjects; name those that stand in your own area.")
    registered = devices.by_code(work, subjects)
    answering = [{KEEPER, *_answering(work, signal)} for signal in signals]
    for name in subjects:
        area = registered[name].area if name in registered else CITY
        if not all(any(scope.covers(area, duty) for duty in duties) for duties in answering):
            raise NotAllowed(why=f"You answer for no area in which {name} is registered, so its readings are not yours to see.")


def _answering(work: Work, signal: str) -> Iterator[str]:
    """The duties that are called for what detectors find in the signal."""
    for detector in work.rulebook.detectors.values():
        if any(one.name == signal for one in detector.reads):
            yield detector.playbook.duty


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
    what they said in every hour, or day of the city, that touches the stretch. `auto` takes readings for a few days, hours
    for weeks, else days, and the next coarser where the finer is not kept any more."""
    numbers = _known(work, signals)
    subjects = None if subject is None else _numbers(work, [subject] if isinstance(subject, str) else subject)
    nothing = not numbers or (subjects is not None and not subjects.size)
    tier = tier_for(work, tier, signals, since, until)
    if tier == "raw":
        return NOTHING_READ if nothing else work.frames.log.window(numbers, _ms(since), _ms(until), subjects)
    if nothing:
        return summarise(NOTHING_READ, DAY_MS)
    return work.frames.tiers.window(work.frames.log, tier, numbers, _ms(since), _ms(until), subjects)


def tier_for(work: Work, tier: Tier, signals: Sequence[str], since: datetime, until: datetime) -> Tier:
    """The tier that is meant by `auto` for so long a stretch: the finest of which all is kept since it began."""
    if tier != "auto":
        return tier
    fitting: list[Tier] = ["raw", "hourly", "daily"]
    fitting = fitting[0 if until - since <= FINE else 1 if until - since <= COARSE else 2 :]
    numbers, day = np.array(_known(work, signals), np.int32), day_of(np.array([_ms(since)]))[0]
    return next((one for one in fitting if (work.frames.tiers.since.of(one, numbers) <= day).all()), "daily")


def latest(work: Work, signal: str, subjects: Sequence[str]) -> Said:
    """What these subjects said last of the signal, in their order; never and nan for one that has not spoken."""
    known = work.frames.signals.known(signal)
    numbers = [-1 if number is None else number for number in work.frames.subjects.known_of(list(subjects))]
    return work.frames.log.latest.of(-1 if known is None else known, np.array(numbers, np.int32))


def _known(work: Work, signals: Sequence[str]) -> list[int]:
    return [number for name in signals if (number := work.frames.signals.known(name)) is not None]


def _numbers(work: Work, subjects: Sequence[str]) -> Ints:
    known = work.frames.subjects.known_of(list(subjects))
    return np.array([number for number in known if number is not None], np.int32)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
