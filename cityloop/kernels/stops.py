"""Stops: who stands, where and how long."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Readings, State, in_order, nothing
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
