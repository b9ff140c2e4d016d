import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from cityloop.decide.cases import queries as cases
from cityloop.kernels import latest
from cityloop.kit.errors import NotFound
from cityloop.kit.frames.latest import NEVER
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas import queries as areas
from cityloop.rulebook import EXPECTS
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.rules import moment

READER = "cockpit.positions"
CATCH_UP = 1_000_000  # readings looked at to catch up at the most: a position older than that is not live
MICRO = 1e6  # parts of a degree
UNSAID = 65_535  # of a heading that was not said
FLEET = np.dtype([("number", "<i4"), ("lon", "<i4"), ("lat", "<i4"), ("speed", "<u2"), ("heading", "<u2")])  # speed: 0.1 km/h
_ONE_AT_A_TIME = threading.Lock()


class Vehicle(NamedTuple):
    subject: str
    at: datetime
    lon: float
    lat: float
    speed: float | None
    heading: float | None


class Moving(NamedTuple):
    """Where each subject was last, in columns, and in which area that is; `said` is of each duty the rows of those that say
    something it answers for. `at` in milliseconds; an unknown speed or heading is not a number."""

    subjects: list[str]
    at: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    speed: np.ndarray
    heading: np.ndarray
    codes: np.ndarray
    said: Mapping[str, np.ndarray]


class Numbers(NamedTuple):
    """What the wall says first: open alerts by warning level, cases by state, overdue, closed today."""

    alerts: Mapping[int, int]
    cases: Mapping[str, int]
    overdue: int
    closed_today: int


def numbers(work: Work) -> Numbers:
    """Counted over what the one who works may see; drills are none."""
    by_warning: dict[int, int] = {}
    for alert in alerts.newest(work, limit=10_000, open_only=True, drills=False):
        warning = int(work.rulebook.detector(alert.detector).warning)
        by_warning[warning] = by_warning.get(warning, 0) + 1
    midnight = work.now.astimezone(areas.CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    return Numbers(by_warning, cases.counts(work), cases.overdue_seen(work), cases.closed_since(work, midnight))


def vehicles(work: Work, since: datetime | None = None) -> list[Vehicle]:
    """Where each subject that says where it is was last: in the areas the one who works oversees, and in those of another
    duty of theirs, if that answers for what the subject says."""
    after = latest.NEVER if since is None else int(since.timestamp() * 1000)
    return seen(work, moving(work, after, {held.duty for held in scope_of(work).duties}))


def moving(work: Work, after: int, duties: Iterable[str]) -> Moving:
    """All that moved after that instant (milliseconds), whoever may see it. Needs the reading log."""
    state = _caught_up(work)
    rows = np.flatnonzero(np.asarray(state["at"]) > after) if "at" in state else np.zeros(0, np.int64)
    at, lon, lat, speed, heading = (np.asarray(state[name])[rows] if state else np.zeros(0) for name in latest.COLUMNS)
    codes = np.asarray(areas.codes_at(work, lon, lat), str)
    said = {duty: np.flatnonzero(_spoken(work, duty, rows)) for duty in duties}
    return Moving([work.frames.subjects[row] for row in rows.tolist()], at, lon, lat, speed, heading, codes, said)


def seen(work: Work, of: Moving) -> list[Vehicle]:
    """What of it the one who works may see."""
    scope = scope_of(work)
    mine = _inside(of.codes, scope.areas)
    for held in scope.duties:
        answered = np.zeros(of.codes.size, bool)
        answered[of.said.get(held.duty, np.zeros(0, np.int64))] = True
        mine |= _inside(of.codes, (held.area,)) & answered
    return [_vehicle(of, row) for row in np.flatnonzero(mine).tolist()]


def packed(of: Moving) -> dict[str, Any]:
    """As JSON, for who does not hold the reading log."""
    columns = {name: getattr(of, name).tolist() for name in ("at", "lon", "lat", "codes")}
    unknown = {name: [None if np.isnan(one) else one for one in getattr(of, name).tolist()] for name in ("speed", "heading")}
    return {"subjects": of.subjects, **columns, **unknown, "said": {duty: rows.tolist() for duty, rows in of.said.items()}}


def unpacked(body: Mapping[str, Any]) -> Moving:
    places = {name: np.array(body[name], float) for name in ("lon", "lat", "speed", "heading")}
    said = {duty: np.array(rows, np.int64) for duty, rows in body["said"].items()}
    return Moving(
        subjects=body["subjects"], at=np.array(body["at"], np.int64), codes=np.array(body["codes"], str), said=said, **places
    )


# tens of thousands, for a wall ---------------------------------------------------------------------------------------


def fleet(work: Work, since: datetime) -> bytes:
    """The same of all that has spoken since then, as rows of `FLEET` for a wall that shows tens of thousands."""
    state = _caught_up(work)
    rows = _in_sight(work, state, int(since.timestamp() * 1000))
    told = np.zeros(rows.size, FLEET)
    told["number"] = rows
    if rows.size:
        speed, heading = np.asarray(state["value"])[rows], np.asarray(state["heading"])[rows]
        told["lon"], told["lat"] = (np.round(np.asarray(state[side])[rows] * MICRO) for side in ("lon", "lat"))
        told["speed"] = np.clip(np.nan_to_num(speed, nan=0.0) * 10, 0, UNSAID - 1)
        told["heading"] = np.where(np.isnan(heading), UNSAID, np.nan_to_num(heading) % 360)
    return told.tobytes()


def newest(work: Work) -> datetime | None:
    """When anything that moves said last where it is."""
    at = _caught_up(work).get("at")
    return moment(int(np.max(at))) if at is not None and np.size(at) and np.max(at) > latest.NEVER else None


def vehicle(work: Work, number: int) -> Vehicle:
    """One of them, by the number a wall knows it by; to who may not see it there is none."""
    state = _caught_up(work)
    if number not in _in_sight(work, state, latest.NEVER):
        raise NotFound(kind="vehicle", id=number)
    row = np.array([number])
    at, lon, lat, speed, heading = (np.asarray(state[name])[row] for name in latest.COLUMNS)
    return _vehicle(Moving([work.frames.subjects[number]], at, lon, lat, speed, heading, np.zeros(1, str), {}), 0)


def _in_sight(work: Work, state: Mapping[str, np.ndarray], after: int) -> np.ndarray:
    """The numbers of those that the one who works may see and that have said where they are after this millisecond."""
    rows = np.flatnonzero(np.asarray(state["at"]) > after) if "at" in state else np.zeros(0, np.int64)
    scope = scope_of(work)
    if areas.CITY in scope.areas or not rows.size:
        return rows
    lon, lat = np.asarray(state["lon"])[rows], np.asarray(state["lat"])[rows]
    codes = np.asarray(areas.codes_at(work, lon, lat), str)
    seen = _inside(codes, scope.areas)
    for held in scope.duties:
        seen |= _inside(codes, (held.area,)) & _spoken(work, held.duty, rows)
    mine: np.ndarray = rows[seen]
    return mine


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


def _vehicle(of: Moving, row: int) -> Vehicle:
    speed, heading = float(of.speed[row]), float(of.heading[row])
    return Vehicle(
        of.subjects[row],
        moment(int(of.at[row])),
        float(of.lon[row]),
        float(of.lat[row]),
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
