"""Stops: who stands, where and how long (a fold), and which single fixes are moving (a measure)."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Floats, Ints, Longs, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NEVER, NOWHERE, Draft, draft, findings, grown, write

METRES_A_DEGREE = 111_195.0  # of latitude, on a sphere of radius 6371 km

# Where a subject may be standing (mean of its fixes), and the one fix outside that either strays or leaves. One row
# fills one line of processor memory: four times as fast as eight columns.
STAND = np.dtype(
    [("began", "i8"), ("ended", "i8"), ("fixes", "f8"), ("lon", "f8"), ("lat", "f8")]
    + [("stray_at", "i8"), ("stray_lon", "f8"), ("stray_lat", "f8")]
)
UNSEEN = np.array((NEVER, NEVER, 0, 0, 0, NEVER, 0, 0), STAND)[()]


def step(state: State, readings: Readings, *, radius_m: Floats, for_s: Floats) -> tuple[State, Findings]:
    """Stays of at least `for_s` within `radius_m` of their mean place; `peak` is the length in s.

    The place is the mean of the fixes until the stop had lasted `for_s`; from then on it is fixed, so that a crawl
    cannot drag it along and whoever asks where the stop is gets one answer. Two fixes outside, one after the other, end
    a stop; a single one is a stray and is forgotten.

    >>> at, rest, ten = np.arange(4) * 60_000, np.full(4, 29.5), np.full(4, 10.0)
    >>> rows = Readings(*[np.zeros(4, np.int32)] * 2, at, ten, np.array([106.4, 106.5, 106.5, 106.5]), rest)
    >>> step({}, rows, radius_m=ten, for_s=ten)[1].peak
    array([120.])
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings, radius_m, for_s = readings.take(order), radius_m[order], for_s[order]
    notes = draft(state, readings)
    _follow(grown(state, "stand", notes.row_of.size, UNSEEN), notes, readings, radius_m, for_s)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def metres(lon: float, lat: float, to_lon: float, to_lat: float) -> tuple[float, float]:
    """East and north from one place to another nearby, by the local flat projection (0.1 % wrong at 10 km)."""
    narrow = np.cos(np.radians(to_lat))
    return METRES_A_DEGREE * narrow * (to_lon - lon), METRES_A_DEGREE * (to_lat - lat)


@njit(cache=True, nogil=True)
def _near(stand: Any, lon: float, lat: float, radius_m: float) -> bool:
    if not abs(METRES_A_DEGREE * (lat - stand.lat)) <= radius_m:  # settles most moving fixes without a cosine
        return False
    east, north = metres(stand.lon, stand.lat, lon, lat)
    return east * east + north * north <= radius_m * radius_m


@njit(cache=True, nogil=True)
def _arrive(stand: Any, at: int, lon: float, lat: float) -> None:
    stand.began, stand.ended, stand.stray_at = at, at, NEVER
    stand.fixes, stand.lon, stand.lat = 1.0, lon, lat


@njit(cache=True, nogil=True)
def _stay(stand: Any, at: int, lon: float, lat: float) -> None:
    stand.fixes += 1.0
    stand.lon += (lon - stand.lon) / stand.fixes
    stand.lat += (lat - stand.lat) / stand.fixes
    stand.ended, stand.stray_at = at, NEVER


@njit(cache=True, nogil=True)
def _stray(stand: Any, at: int, lon: float, lat: float) -> None:
    stand.stray_at, stand.stray_lon, stand.stray_lat = at, lon, lat


@njit(cache=True, nogil=True)
def _follow(stands: Any, notes: Draft, readings: Readings, radius_m: Floats, for_s: Floats) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(stands, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at = readings.subject[row], readings.at[row]
        lon, lat, radius = readings.lon[row], readings.lat[row], radius_m[row]
        stand = stands[subject]
        if at <= max(stand.ended, stand.stray_at) or np.isnan(lon) or np.isnan(lat):
            continue
        if stand.fixes == 0.0:
            _arrive(stand, at, lon, lat)
        elif _near(stand, lon, lat, radius):
            _stay(stand, at, lon, lat)
        elif stand.stray_at == NEVER:
            _stray(stand, at, lon, lat)
            continue
        else:  # the stray was the first fix of somewhere else; this one is there with it, or the next stray
            notes.row_of[subject] = NOWHERE
            _arrive(stand, stand.stray_at, stand.stray_lon, stand.stray_lat)
            if not _near(stand, lon, lat, radius):
                _stray(stand, at, lon, lat)
                continue
            _stay(stand, at, lon, lat)
        if at - stand.began >= for_s[row] * 1000.0:
            stand.fixes = np.inf  # no further fix moves the mean
            write(notes, subject, stand.began, at, (at - stand.began) * 0.001, stand.lon, stand.lat)


def moving(
    readings: Readings,
    *,
    near_s: float = 12.0,
    slow_ms: float = 1.0,
    reach_s: float = 20.0,
    fast_ms: float = 3.5,
    shortest_s: float = 20.0,
) -> NDArray[np.bool_]:
    """Which fixes are moving, one a reading; not a fold. A fix without a place is not moving.

    Moving: over `near_s` to either side it gets on at `slow_ms` m/s, and within `reach_s` one step is faster than
    `fast_ms` (a walker's never is); stops shorter than `shortest_s` are part of the drive. An answer is settled once
    fixes come that are `reach_s + shortest_s` (and one fix) younger.
    The defaults were fixed on the GOAL recordings (Eftelioglu et al., IWCTS 2022).
    """
    order = np.lexsort((readings.at, readings.subject))
    order = order[np.isfinite(readings.lon[order] + readings.lat[order])]
    rows = readings.take(order)
    spans = np.array([near_s, reach_s, shortest_s]) * 1000.0
    answer = np.zeros(readings.at.size, np.bool_)
    answer[order] = _moving(rows.subject, rows.at, rows.lon, rows.lat, spans, slow_ms, fast_ms)
    return answer


@njit(cache=True, nogil=True)
def _span(subject: Ints, at: Longs, row: int, reach: float) -> tuple[int, int]:
    """The first and last row of the same subject within `reach` ms; the rows beside it in any case."""
    first = last = row
    while first > 0 and subject[first - 1] == subject[row] and (first == row or at[row] - at[first - 1] <= reach):
        first -= 1
    while last < at.size - 1 and subject[last + 1] == subject[row] and (last == row or at[last + 1] - at[row] <= reach):
        last += 1
    return first, last


@njit(cache=True, nogil=True)
def _speed_ms(at: Longs, lon: Floats, lat: Floats, first: int, last: int) -> float:
    east, north = metres(lon[first], lat[first], lon[last], lat[last])
    return float(np.hypot(east, north) / max((at[last] - at[first]) / 1000.0, 1.0))  # never divided by nothing


@njit(cache=True, nogil=True)
def _moving(
    subject: Ints, at: Longs, lon: Floats, lat: Floats, spans: Floats, slow_ms: float, fast_ms: float
) -> NDArray[np.bool_]:
    near, reach, shortest = spans
    answer = np.zeros(at.size, np.bool_)
    for row in range(at.size):
        first, last = _span(subject, at, row, near)
        if _speed_ms(at, lon, lat, first, last) > slow_ms:
            first, last = _span(subject, at, row, reach)
            for step in range(first, last):
                answer[row] |= _speed_ms(at, lon, lat, step, step + 1) > fast_ms
    stopped = -1  # the last moving row before a stop
    for row in range(1, at.size):
        if subject[row] != subject[row - 1]:
            stopped = -1
        elif answer[row - 1] and not answer[row]:
            stopped = row - 1
        elif answer[row] and stopped >= 0:
            if at[row] - at[stopped] < shortest:
                answer[stopped + 1 : row] = True
            stopped = -1
    return answer
