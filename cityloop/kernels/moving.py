"""Which single fixes of a vehicle are driving: thirty-two small trees over speeds around the fix (a measure, not a fold)."""

from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs, Readings
from cityloop.kernels.stops import METRES_A_DEGREE

# What a tree may ask: the speed from one time to another around the fix (s), and within so many seconds to either side
# the fastest step and the length of the way per second.
WINDOWS = np.array(
    [(-5.5, 0), (0, 5.5), (-5.5, 5.5), (-11, 11), (-16, 16), (-22, 22), (-32, 32), (-42, 42), (-60, 60)]
    + [(-11, 0), (0, 11), (-22, 0), (0, 22), (-42, 0), (0, 42), (-60, 0), (0, 60)]
    + [(-11, -5), (5, 11), (-16, -11), (11, 16)]
)
SIDES = np.array([11.0, 22.0, 32.0, 45.0])
SLACK = 0.5  # s; clocks of recorders wander
UNKNOWN = -1.0  # m/s, where a window has fewer than two fixes

# One row a node: the view asked (-1: an end), its limit, the rows below and above it, and what an end says (log odds).
TREES: Floats = np.loadtxt(Path(__file__).with_suffix(".csv"), delimiter=",", skiprows=1)
ROOTS = np.flatnonzero(np.diff(TREES[:, 0], prepend=-1.0))


def moving(readings: Readings) -> NDArray[np.bool_]:
    """Which fixes are driving, one a reading; walking and standing are not. A fix without a place is not driving.

    Looks a minute to either side, so an answer is settled once fixes come that are a minute younger. Boosted trees
    (32 of 8 ends), fitted once on the development half of GOAL (Eftelioglu et al., IWCTS 2022; fixes 5 s apart); the figure
    by cross-validation over traces, which is what strange traces may expect, is in `docs/guides/detectors.md`.
    """
    order = np.lexsort((readings.at, readings.subject))
    order = order[np.isfinite(readings.lon[order] + readings.lat[order])]
    rows = readings.take(order)
    answer = np.zeros(readings.at.size, np.bool_)
    answer[order] = _moving(rows.subject, rows.at, rows.lon, rows.lat, TREES, ROOTS)
    return answer


@njit(cache=True, nogil=True)
def _moving(subject: Ints, at: Longs, lon: Floats, lat: Floats, trees: Floats, roots: Longs) -> NDArray[np.bool_]:
    answer = np.zeros(at.size, np.bool_)
    views = np.empty(WINDOWS.shape[0] + 2 * SIDES.size)
    first = 0
    while first < at.size:
        end = first
        while end < at.size and subject[end] == subject[first]:
            end += 1
        seconds = (at[first:end] - at[first]) * 0.001
        for row in range(end - first):
            narrow = np.cos(np.radians(lat[first + row]))
            east, north = lon[first:end], lat[first:end]
            for place in range(WINDOWS.shape[0]):
                views[place] = _gets_on(seconds, east, north, narrow, row, WINDOWS[place, 0], WINDOWS[place, 1])
            for place in range(SIDES.size):
                fastest, along = _way(seconds, east, north, narrow, row, SIDES[place])
                views[WINDOWS.shape[0] + place] = fastest
                views[WINDOWS.shape[0] + SIDES.size + place] = along
            answer[first + row] = _says(views, trees, roots) > 0.0
        first = end
    return answer


@njit(cache=True, nogil=True)
def _metres(lon: Floats, lat: Floats, narrow: float, one: int, other: int) -> float:
    return float(METRES_A_DEGREE * np.hypot(narrow * (lon[other] - lon[one]), lat[other] - lat[one]))


@njit(cache=True, nogil=True)
def _gets_on(seconds: Floats, lon: Floats, lat: Floats, narrow: float, row: int, begins: float, ends: float) -> float:
    """Speed in m/s between the first and last fix of a window around this row; a window at the row reaches its neighbour."""
    one, last, now = row, row, seconds[row]
    while one > 0 and seconds[one - 1] >= now + begins - SLACK:
        one -= 1
    while begins > 0 and one < seconds.size - 1 and seconds[one] < now + begins - SLACK:
        one += 1
    while last < seconds.size - 1 and seconds[last + 1] <= now + ends + SLACK:
        last += 1
    while ends < 0 and last > 0 and seconds[last] > now + ends + SLACK:
        last -= 1
    if one == last and begins <= 0 <= ends:
        if begins < 0 and one > 0:
            one -= 1
        elif ends > 0 and last < seconds.size - 1:
            last += 1
    if one >= last:
        return UNKNOWN
    return float(_metres(lon, lat, narrow, one, last) / max(seconds[last] - seconds[one], 1.0))


@njit(cache=True, nogil=True)
def _way(seconds: Floats, lon: Floats, lat: Floats, narrow: float, row: int, side: float) -> tuple[float, float]:
    """The fastest step and the way per second, m/s, within `side` seconds of this row."""
    one, last = row, row
    while one > 0 and seconds[row] - seconds[one - 1] <= side:
        one -= 1
    while last < seconds.size - 1 and seconds[last + 1] - seconds[row] <= side:
        last += 1
    fastest, along = 0.0, 0.0
    for step in range(one, last):
        far = _metres(lon, lat, narrow, step, step + 1)
        along += far
        fastest = max(fastest, far / max(seconds[step + 1] - seconds[step], 1.0))
    return fastest, along / max(seconds[last] - seconds[one], 1.0)


@njit(cache=True, nogil=True)
def _says(views: Floats, trees: Floats, roots: Longs) -> float:
    total = 0.0
    for root in roots:
        node = root
        while trees[node, 1] >= 0.0:
            below = views[int(trees[node, 1])] <= trees[node, 2]
            node = int(trees[node, 3] if below else trees[node, 4])
        total += trees[node, 5]
    return total
