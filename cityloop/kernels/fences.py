"""Fences: who comes into a drawn area, stays too long, is there when nobody may be, or leaves where it should be."""

from typing import Any, Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Floats, Ints, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NOWHERE, Draft, draft, findings, grown, write

OUTSIDE = -1
DAY_H = 24.0
HOUR_MS = 3_600_000.0

# The visit that goes on: in which fence (one higher, 0 is none), since when, when last seen there; where else the subject
# has been seen since (-1 outside of all, 0 nowhere else), from when and how often; and the newest fix, one higher.
VISIT = np.dtype(
    [("began", "i8"), ("last", "i8"), ("newest", "i8"), ("else_at", "i8")]
    + [("fence", "i4"), ("points", "i4"), ("elsewhere", "i4"), ("else_points", "i4")]
)


class Fences(Protocol):
    """Whatever says which fence a point is in: `kernels.locate.Locator` over any number of polygons, 65,000 or one."""

    def locate(self, lon: Floats, lat: Floats) -> Ints: ...


def step(
    state: State,
    readings: Readings,
    *,
    fences: Fences,
    for_s: Floats,
    away_s: Floats,
    points: Floats,
    from_h: Floats | None = None,
    to_h: Floats | None = None,
    watched: NDArray[np.bool_] | None = None,
    leaving: bool = False,
    utc_h: float = 8.0,
) -> tuple[State, Findings]:
    """Visits of at least `for_s` and `points` fixes: one finding a visit, `peak` its length in s.

    A visit goes on until its subject was elsewhere for `away_s`, so that a receiver that flickers at the edge makes one
    visit and not many. `for_s` nought is entering, more is staying too long. Where `from_h` and `to_h` are given only
    the hours [from_h, to_h) of the local clock count (they may go past midnight). Bound: `fences`; `watched`, which of
    them count, all if None; `leaving`, to find being outside of all of them instead.

    >>> class Island:
    ...     def locate(self, lon, lat):
    ...         return np.where(lon > 106.5, 0, -1).astype(np.int32)
    >>> at, none = np.arange(4) * 60_000, np.zeros(4)
    >>> rows = Readings(*[np.zeros(4, np.int32)] * 2, at, none, np.array([106.4, 106.6, 106.6, 106.4]), none)
    >>> step({}, rows, fences=Island(), for_s=none, away_s=none, points=none)[1].peak
    array([60.])
    """
    if not readings.at.size:
        return state, nothing()
    columns = (for_s, away_s, points, from_h, to_h)
    order = in_order(readings)
    if order is not None:
        readings = readings.take(order)
        columns = tuple(None if column is None else column[order] for column in columns)  # type: ignore[assignment]
    for_s, away_s, points, from_h, to_h = columns
    fence = fences.locate(readings.lon, readings.lat)
    if watched is not None:
        fence = np.where(watched[fence] & (fence != OUTSIDE), fence, OUTSIDE).astype(np.int32)
    if leaving:
        fence = np.where(fence == OUTSIDE, 0, OUTSIDE).astype(np.int32)
    if from_h is not None and to_h is not None:
        hour = readings.at / HOUR_MS + utc_h
        fence[(hour - from_h) % DAY_H >= (to_h - from_h) % DAY_H] = OUTSIDE
    notes = draft(state, readings)
    _read(grown(state, "visit", notes.row_of.size, VISIT), notes, readings, fence, for_s, away_s, points)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _read(visits: Any, notes: Draft, readings: Readings, fence: Ints, for_s: Floats, away_s: Floats, points: Floats) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(visits, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, lon, lat = readings.subject[row], readings.at[row], readings.lon[row], readings.lat[row]
        one = visits[subject]
        if at < one.newest or np.isnan(lon) or np.isnan(lat):
            continue
        one.newest = at + 1
        here = fence[row] + 1
        if one.fence not in (0, here):
            place = here if here != 0 else OUTSIDE
            if one.elsewhere != place:
                one.elsewhere, one.else_at, one.else_points = place, at, 0
            one.else_points += 1
        if one.fence != 0 and one.elsewhere != 0 and at - one.last >= away_s[row] * 1000.0:
            notes.row_of[subject] = NOWHERE
            one.fence, one.points, one.began = 0, 0, at
            if here == one.elsewhere:  # it came here while it might still have gone back
                one.fence, one.points, one.began = here, one.else_points - 1, one.else_at
            one.elsewhere = 0
        if here == 0 or one.fence not in (0, here):
            continue
        if one.fence == 0:
            one.fence, one.points, one.began = here, 0, at
        one.points, one.last, one.elsewhere = one.points + 1, at, 0
        if at - one.began >= for_s[row] * 1000.0 and one.points >= points[row]:
            write(notes, subject, one.began, at, (at - one.began) * 0.001, lon, lat)
