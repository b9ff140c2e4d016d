import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np

from cityloop.decide.cases import queries as cases
from cityloop.kernels import latest
from cityloop.kit.frames.latest import NEVER
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas import queries as areas
from cityloop.rulebook import EXPECTS
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.rules import moment

READER = "cockpit.positions"
CATCH_UP = 1_000_000  # readings looked at to catch up at the most: a position older than that is not live
_ONE_AT_A_TIME = threading.Lock()


class Vehicle(NamedTuple):
    subject: str
    at: datetime
    lon: float
    lat: float
    speed: float | None
    heading: float | None


class Numbers(NamedTuple):
    """What the wall says first: open alerts by warning level, cases by state, overdue, closed today."""

    alerts: Mapping[int, int]
    cases: Mapping[str, int]
    overdue: int
    closed_today: int


def numbers(work: Work) -> Numbers:
    """Counted over what the one who works may see."""
    by_warning: dict[int, int] = {}
    for alert in alerts.newest(work, limit=10_000, open_only=True):
        warning = int(work.rulebook.detector(alert.detector).warning)
        by_warning[warning] = by_warning.get(warning, 0) + 1
    midnight = work.now.astimezone(areas.CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    return Numbers(by_warning, cases.counts(work), cases.overdue_seen(work), cases.closed_since(work, midnight))


def vehicles(work: Work, since: datetime | None = None) -> list[Vehicle]:
    """Where each subject that says where it is was last: in the areas the one who works oversees, and in those of another
    duty of theirs, if that answers for what the subject says."""
    state = _caught_up(work)
    if "at" not in state:
        return []
    after = latest.NEVER if since is None else int(since.timestamp() * 1000)
    rows = np.flatnonzero(np.asarray(state["at"]) > after)
    lon, lat = np.asarray(state["lon"])[rows], np.asarray(state["lat"])[rows]
    codes = np.asarray(areas.codes_at(work, lon, lat), str)
    scope = scope_of(work)
    seen = _inside(codes, scope.areas)
    for held in scope.duties:
        seen |= _inside(codes, (held.area,)) & _spoken(work, held.duty, rows)
    return [_vehicle(work, state, int(row)) for row, mine in zip(rows, seen.tolist(), strict=True) if mine]


def _inside(codes: np.ndarray, held: Iterable[str]) -> np.ndarray:
    """Which of these codes lie in one of the areas."""
    found = np.zeros(codes.size, bool)
    for area in held:
        found |= np.char.startswith(codes, area)
    return found


def _spoken(work: Work, duty: str, rows: np.ndarray) -> np.ndarray:
    """Which of these subjects have said something of a signal the duty answers for."""
    mine = [one.reads for one in work.rulebook.detectors.values() if one.playbook.duty == duty]
    names = {signal.name for reads in mine for signal in reads if not signal.inner}
    found = np.zeros(rows.size, bool)
    for number in work.frames.signals.known_of(sorted(names)):
        if number is not None:
            found |= work.frames.log.latest.of(number, rows.astype(np.int32)).at != NEVER
    return found


def _vehicle(work: Work, state: Mapping[str, np.ndarray], row: int) -> Vehicle:
    speed, heading = float(state["value"][row]), float(state["heading"][row])
    return Vehicle(
        work.frames.subjects[row],
        moment(int(state["at"][row])),
        float(state["lon"][row]),
        float(state["lat"][row]),
        None if np.isnan(speed) else round(speed, 1),
        None if np.isnan(heading) else round(heading),
    )


def _caught_up(work: Work) -> Mapping[str, np.ndarray]:
    with _ONE_AT_A_TIME:
        state, offset = work.frames.states.of(READER)
        hung_up = work.frames.signals.number(EXPECTS.name)
        end = work.frames.log.end
        offset = max(offset, end - CATCH_UP, work.frames.log.begin)
        while offset < end:
            readings, offset = work.frames.log.read(offset)
            readings = readings.take(np.flatnonzero(readings.signal != hung_up))  # where a device stands is no drive
            state = latest.step(state, readings)
        work.frames.states.advance(READER, state, offset)
        return {name: np.array(column) for name, column in state.items()}
