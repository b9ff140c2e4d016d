"""What spoil trucks do wrong, as folds: dump, leave the route, drive in forbidden hours, speed (T10, T04, T05, T07)."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels import stops, threshold
from cityloop.kernels.columns import Findings, Floats, Longs, Readings, State
from cityloop.kernels.stops import metres

HOUR_MS = 3_600_000.0


class Circles(NamedTuple):
    """Where trucks may stand: building sites, disposal sites, yards. Degrees and metres, one element a place."""

    lon: Floats
    lat: Floats
    radius_m: Floats


class Corridors(NamedTuple):
    """Permitted roads of each subject: lines `line_of[s]:line_of[s + 1]`, of points `point_of[l]:point_of[l + 1]`."""

    line_of: Longs
    point_of: Longs
    lon: Floats
    lat: Floats


def dumping(state: State, readings: Readings, *, permitted: Circles, radius_m: Floats, for_s: Floats) -> tuple[State, Findings]:
    """Stops long enough to dump, outside every permitted place; `peak` is the length in s. `permitted` is bound."""
    state, found = stops.step(state, readings, radius_m=radius_m, for_s=for_s)
    outside = ~inside(permitted, found.lon, found.lat)
    return state, Findings._make(column[outside] for column in found)


def off_route(
    state: State,
    readings: Readings,
    *,
    corridors: Corridors,
    permitted: Circles,
    off_m: Floats,
    for_s: Floats,
    points: Floats,
) -> tuple[State, Findings]:
    """Farther than `off_m` from the truck's own corridor; `peak` in m.

    On a permitted place nobody is off, nor is a truck without a corridor (it has no permit, which is another rule).
    `corridors` and `permitted` are bound.
    """
    away_m = distance_m(corridors, readings, off_m)
    away_m[inside(permitted, readings.lon, readings.lat)] = 0.0
    return threshold.step(state, readings._replace(value=away_m), limit=off_m, for_s=for_s, points=points)


def curfew(
    state: State,
    readings: Readings,
    *,
    from_h: Floats,
    to_h: Floats,
    grace_s: Floats,
    slow_kmh: Floats,
    for_s: Floats,
    utc_h: float = 8.0,
) -> tuple[State, Findings]:
    """Moving faster than `slow_kmh` in the forbidden hours [from_h, to_h) of the local clock; `peak` in km/h.

    `grace_s` at both ends are let pass; the hours may go past midnight.
    """
    kmh = _in_forbidden_hours(readings.at, readings.value, slow_kmh, from_h, to_h, grace_s, utc_h)
    return threshold.step(state, readings._replace(value=kmh), limit=slow_kmh, for_s=for_s)


@njit(cache=True, nogil=True)
def _in_forbidden_hours(
    at: Longs, value: Floats, slow: Floats, from_h: Floats, to_h: Floats, grace_s: Floats, utc_h: float
) -> Floats:
    """The value in the forbidden hours, else 0; nan stays nan. What is no more than `slow` stays as it is at any hour."""
    kmh = value.copy()
    for row in range(at.size):
        if value[row] > slow[row]:
            grace_h = grace_s[row] / 3600.0
            length_h = _of_day(to_h[row] - from_h[row]) - 2.0 * grace_h
            if _of_day(at[row] / HOUR_MS + utc_h - from_h[row] - grace_h) >= length_h:
                kmh[row] = 0.0
    return kmh


@njit(cache=True, nogil=True, inline="always")
def _of_day(hours: float) -> float:
    """The hour of the day; a remainder by division takes ten times as long."""
    return float(hours - 24.0 * np.floor(hours / 24.0))


def overspeed(state: State, readings: Readings, *, limit_kmh: Floats, tolerance: Floats, for_s: Floats) -> tuple[State, Findings]:
    """Faster than `limit_kmh` times `tolerance` without a break; `peak` in km/h."""
    return threshold.step(state, readings, limit=limit_kmh * tolerance, for_s=for_s)


@njit(cache=True, nogil=True)
def inside(circles: Circles, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Which places lie in any of the circles."""
    answer = np.zeros(lon.size, np.bool_)
    for row in range(lon.size):
        for circle in range(circles.lon.size):
            east, north = metres(circles.lon[circle], circles.lat[circle], lon[row], lat[row])
            if east * east + north * north <= circles.radius_m[circle] ** 2:
                answer[row] = True
                break
    return answer


@njit(cache=True, nogil=True)
def distance_m(corridors: Corridors, readings: Readings, off_m: Floats) -> Floats:
    """How far each reading is from its subject's corridor; if no more than `off_m`, some such distance; nan without."""
    answer = np.full(readings.at.size, np.nan)
    near = corridors.point_of[:-1].copy()  # of each line, the point last found near: a truck moves little between fixes
    for row in range(readings.at.size):
        subject, lon, lat = readings.subject[row], readings.lon[row], readings.lat[row]
        if subject >= corridors.line_of.size - 1 or np.isnan(lon) or np.isnan(lat):
            continue
        least = np.inf
        for line in range(corridors.line_of[subject], corridors.line_of[subject + 1]):
            first, last = corridors.point_of[line], corridors.point_of[line + 1] - 1
            low, high = max(first, near[line] - 1), min(last, near[line] + 2)
            apart, point = _nearest(corridors, low, high, lon, lat, off_m[row])
            if apart > off_m[row]:
                apart, point = _nearest(corridors, first, last, lon, lat, off_m[row])
            near[line] = point
            least = min(least, apart)
            if least <= off_m[row]:
                break
        if least < np.inf:
            answer[row] = least
    return answer


@njit(cache=True, nogil=True)
def _nearest(corridors: Corridors, first: int, last: int, lon: float, lat: float, enough_m: float) -> tuple[float, int]:
    """The distance to the pieces of a line from point `first` to `last`, and the piece; one near enough will do."""
    least, found = np.inf, first
    end = metres(corridors.lon[first], corridors.lat[first], lon, lat)
    for point in range(first, last):
        start, end = end, metres(corridors.lon[point + 1], corridors.lat[point + 1], lon, lat)
        apart = _apart_m(start, end)
        if apart < least:
            least, found = apart, point
        if least <= enough_m:
            break
    return least, found


@njit(cache=True, nogil=True)
def _apart_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    """From the origin to the straight line between two points."""
    east, north = end[0] - start[0], end[1] - start[1]
    square = east * east + north * north
    part = min(max(-(start[0] * east + start[1] * north) / square, 0.0), 1.0) if square > 0.0 else 0.0
    return float(np.sqrt((start[0] + part * east) ** 2 + (start[1] + part * north) ** 2))
