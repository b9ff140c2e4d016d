"""How a datastream stands in the reading log: which signal it is, and of which subject."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from cityloop.kit.errors import Refused
from cityloop.kit.work import Work
from cityloop.rulebook import Keep, Signal
from cityloop.sense.readings import queries as readings
from cityloop.sense.signals import actions as signals
from cityloop.sense.things import rules
from cityloop.sense.things.tables import Datastream, ObservedProperty

EXPECTED = timedelta(hours=1)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LONG = timedelta(days=50 * 365)
KEEP = Keep(raw=LONG, hourly=LONG, daily=LONG)  # who writes observations brings old ones too, and reads each again


class CountedOtherwise(Refused):
    """What was read is counted in {unit}; for another unit make a new Datastream."""

    status = 409


def signal(work: Work, told: Mapping[str, Any], measured: ObservedProperty) -> str:
    """The signal of a new datastream: the one it names in its properties, or the one of this property and unit,
    declared now if there is none yet."""
    unit = rules.unit_of(told["measured_in"])
    named = (told["properties"] or {}).get("signal")
    if named is not None:
        return _known(work, named, unit)
    same = select(Datastream.signal, Datastream.measured_in).where(Datastream.observed_property_id == measured.id)
    own = f"things.{rules.slug(measured.name)}_{measured.id}"
    taken = set()
    for name, measured_in in work.session.execute(same.order_by(Datastream.id)):
        if name.startswith("things.") and rules.unit_of(measured_in) == unit:
            return str(name)
        taken.add(name)
    names = (own if number == 1 else f"{own}_{number}" for number in range(1, len(taken) + 2))
    free = next(name for name in names if name not in taken)
    signals.declare(work, Signal(name=free, unit=unit, expect_every=_expected(told["properties"]), keep=KEEP))
    return free


def _known(work: Work, named: Any, unit: str) -> str:
    found = work.rulebook.signals.get(named) if isinstance(named, str) else None
    if found is None:
        raise rules.Unfit(why="properties/signal names no signal of the rulebook.")
    if unit and found.unit and unit != found.unit:
        raise rules.Unfit(why=f"{named} is counted in {found.unit}, not in {unit}.")
    return str(named)


def _expected(properties: Mapping[str, Any] | None) -> timedelta:
    every = (properties or {}).get("expect_every_s")
    if every is None:
        return EXPECTED
    if not isinstance(every, int | float) or isinstance(every, bool) or not 0 < every <= 366 * 86_400:
        raise rules.Unfit(why="properties/expect_every_s is a number of seconds, at most a year.")
    return timedelta(seconds=every)


def subject(work: Work, signal: str, code: str) -> str:
    """The subject of a new datastream: the thing's code if nothing has been read of it, else the code with a number.

    A new datastream is empty: what was read under a name before, by whomever, is not shown in it.
    """
    taken = 0
    name = code
    while _used(work, signal, name):
        if not taken:
            same = Datastream.subject.startswith(f"{code}#", autoescape=True)
            taken = 1 + (work.session.scalar(select(func.count()).where(Datastream.signal == signal, same)) or 0)
        taken += 1
        name = f"{code}#{taken}"
    return name


def _used(work: Work, signal: str, subject: str) -> bool:
    if work.session.scalar(select(Datastream.id).where(Datastream.signal == signal, Datastream.subject == subject)):
        return True
    if None in (work.frames.signals.known(signal), work.frames.subjects.known(subject)):
        return False
    return bool(readings.window(work, [signal], EARLIEST, work.now + timedelta(days=1), subject).at.size)


def same_unit(row: Datastream, measured_in: Mapping[str, Any]) -> None:
    if rules.unit_of(measured_in) != rules.unit_of(row.measured_in):
        raise CountedOtherwise(unit=rules.unit_of(row.measured_in) or "no unit")
