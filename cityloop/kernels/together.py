"""Together: things of two kinds that happen near each other in space and time, such as a drop of pressure and two reports."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Longs, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stops import METRES_A_DEGREE
from cityloop.kernels.stretches import NEVER, grown

# What happened lately: of which kind, to whom, when, where; and, for the first kind, what was asked for around it then.
HAPPENED = np.dtype(
    [("at", "i8"), ("lon", "f8"), ("lat", "f8"), ("subject", "i4"), ("kind", "i4")]
    + [("radius_m", "f8"), ("within_s", "f8"), ("first", "f8"), ("second", "f8")]
)


def step(
    state: State,
    readings: Readings,
    *,
    first_above: Floats,
    second_above: Floats,
    radius_m: Floats,
    within_s: Floats,
    first: Floats,
    second: Floats,
    each: tuple[bool, bool] = (False, True),
    below: tuple[bool, bool] = (False, False),
) -> tuple[State, Findings]:
    """For everything of the first kind: are there `first` of its kind (itself included) and `second` of the other around?

    Around is within `radius_m` and `within_s`, before or after; each subject counts once. Of the first kind is a reading
    of signal 0 above `first_above`, of the second one of signal 1 above `second_above`; both must say where. Bound, for
    each kind: `each`, whether every such reading is one that happens (a report is) or only the first of a row (a drop of
    pressure is); `below` turns the comparison around. A finding is about the subject of the first kind, from when it
    happened to the last thing around it; `peak` is how many subjects are around.

    >>> one, at = np.ones(3), np.array([0, 60_000, 120_000])
    >>> rows = Readings(np.array([0, 1, 1], np.int32), np.arange(3, dtype=np.int32), at, one * 5, one * 106.5, one * 29.5)
    >>> asked = dict(radius_m=one * 300, within_s=one * 1200, first=one, second=one * 2)
    >>> step({}, rows, first_above=one, second_above=one, **asked)[1]._asdict()["peak"]
    array([3.])
    """
    if not readings.at.size:
        return state, nothing()
    columns = [first_above, second_above, radius_m, within_s, first, second]
    order = in_order(readings)
    if order is not None:
        readings, columns = readings.take(order), [column[order] for column in columns]
    fresh = _happening(state, readings, columns, each, below)
    if not fresh.size:
        return state, nothing()
    lately = np.concatenate([state.get("lately", np.zeros(0, HAPPENED)), fresh])
    longest = 1000.0 * lately["within_s"].max(initial=0.0)
    asks = (lately["kind"] == 0) & (lately["at"] >= fresh["at"].min() - longest)
    found = _around(lately, np.flatnonzero(asks)) if asks.any() else nothing()
    state["lately"] = lately[lately["at"] >= fresh["at"].max() - 2 * longest]
    return state, found


def _happening(state: State, readings: Readings, columns: list[Floats], each: tuple[bool, bool], below: tuple[bool, bool]) -> Any:
    """What the readings say has happened, as rows of HAPPENED."""
    first_above, second_above, *asked = columns
    marks: Any = grown(state, "marks", 2 * (int(readings.subject.max()) + 1), NEVER)
    rows = _begun(marks, readings, first_above, second_above, each, below)
    fresh = np.zeros(rows.size, HAPPENED)
    for name, column in zip(("radius_m", "within_s", "first", "second"), asked, strict=True):
        fresh[name] = column[rows]
    for name in ("at", "lon", "lat", "subject"):
        fresh[name] = getattr(readings, name)[rows]
    fresh["kind"] = readings.signal[rows]
    return fresh


@njit(cache=True, nogil=True)
def _begun(
    marks: Longs, readings: Readings, first: Floats, second: Floats, each: tuple[bool, bool], below: tuple[bool, bool]
) -> Longs:
    """The rows in which something happens; a mark is twice the newest time plus whether the value was beyond its limit."""
    rows, count, last_row = np.empty(readings.at.size, np.int64), 0, readings.at.size - 1
    for row in range(readings.at.size):
        fetch(marks, 2 * np.intp(readings.subject[min(row + AHEAD, last_row)]))
        kind, at, value = readings.signal[row], readings.at[row], readings.value[row]
        place = 2 * readings.subject[row] + kind
        if at <= marks[place] >> 1 or np.isnan(value + readings.lon[row] + readings.lat[row]):
            continue
        limit = second[row] if kind == 1 else first[row]
        beyond = value < limit if below[kind] else value > limit
        if beyond and (each[kind] or marks[place] & 1 == 0):
            rows[count] = row
            count += 1
        marks[place] = 2 * at + beyond
    return rows[:count]


def _around(lately: Any, asks: Longs) -> Findings:
    """Look around each of `asks`, by squares of ground as wide as the widest radius."""
    side = float(lately["radius_m"].max()) / METRES_A_DEGREE  # degrees of latitude
    square = _squares(lately, max(side, 1e-9))
    order = np.argsort(square, kind="stable")
    enough, ended, peak = _count(lately, asks, square[order], order, max(side, 1e-9))
    said = lately[asks[enough]]
    found = Findings(said["subject"], said["at"], ended[enough], peak[enough], said["lon"], said["lat"])
    return Findings._make(np.ascontiguousarray(column) for column in found)


WIDE = 1 << 31


@njit(cache=True, nogil=True)
def _line(lat: float, side: float) -> int:
    return int(np.floor((lat + 90.0) / side))


@njit(cache=True, nogil=True)
def _column(line: int, lon: float, side: float) -> int:
    """Squares of one line are as wide as they are high at the end that is nearer to a pole: never too narrow."""
    far = max(abs(line * side - 90.0), abs((line + 1) * side - 90.0))
    return int(np.floor((lon + 180.0) * max(np.cos(np.radians(min(far, 89.9))), 1e-3) / side))


@njit(cache=True, nogil=True)
def _squares(lately: Any, side: float) -> Longs:
    squares = np.empty(lately.size, np.int64)
    for row in range(lately.size):
        line = _line(lately[row].lat, side)
        squares[row] = line * WIDE + _column(line, lately[row].lon, side)
    return squares


@njit(cache=True, nogil=True)
def _count(lately: Any, asks: Longs, square: Longs, order: Longs, side: float) -> tuple[Any, Longs, Floats]:
    enough, ended, peak = np.zeros(asks.size, np.bool_), np.empty(asks.size, np.int64), np.empty(asks.size)
    met = np.empty((2, lately.size), np.int32)  # who was met around the one that is looked at
    for ask in range(asks.size):
        one = lately[asks[ask]]
        counts, last = np.zeros(2, np.int64), one.at
        for line in range(_line(one.lat, side) - 1, _line(one.lat, side) + 2):
            middle = _column(line, one.lon, side)
            seat = np.searchsorted(square, line * WIDE + middle - 1)
            while seat < square.size and square[seat] <= line * WIDE + middle + 1:
                other = lately[order[seat]]
                seat += 1
                if abs(other.at - one.at) > one.within_s * 1000.0 or not _near(one, other):
                    continue
                last = max(last, other.at)
                known = False
                for place in range(counts[other.kind]):
                    known |= met[other.kind, place] == other.subject
                if not known:
                    met[other.kind, counts[other.kind]] = other.subject
                    counts[other.kind] += 1
        enough[ask] = counts[0] >= one.first and counts[1] >= one.second
        ended[ask], peak[ask] = last, counts[0] + counts[1]
    return enough, ended, peak


@njit(cache=True, nogil=True)
def _near(one: Any, other: Any) -> bool:
    north = (other.lat - one.lat) * METRES_A_DEGREE
    east = (other.lon - one.lon) * METRES_A_DEGREE * np.cos(np.radians(one.lat))
    return bool(east * east + north * north <= one.radius_m * one.radius_m)
