"""The latest place of every subject that says where it is."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Floats, Ints, Longs, Readings, State

NEVER = np.iinfo(np.int64).min


def step(state: State, readings: Readings) -> State:
    """Take the readings' positions into the state: `at` (ms), `lon`, `lat`, `value`, `heading` (degrees) by subject.

    >>> seen = Readings._make((np.array([c]) for c in (np.int32(0), np.int32(2), 5, 40.0, 106.5, 29.5)))
    >>> float(step({}, seen)["lon"][2])
    106.5
    """
    placed = np.flatnonzero(~(np.isnan(readings.lon) | np.isnan(readings.lat)))
    if not placed.size:
        return state
    seen = readings.take(placed)
    grown = _room(state, int(seen.subject.max()) + 1)
    columns: list[Any] = [grown[name] for name in COLUMNS]
    _note(seen.subject, seen.at, seen.lon, seen.lat, seen.value, *columns)
    return grown


COLUMNS = ("at", "lon", "lat", "value", "heading")


def _room(state: State, size: int) -> State:
    old = state.get("at", np.zeros(0, np.int64)).size
    if old >= size:
        return state
    room = max(256, 2 * size)
    grown: State = {}
    for name in COLUMNS:
        column = np.full(room, NEVER) if name == "at" else np.full(room, np.nan)
        if old:
            column[:old] = state[name]
        grown[name] = column
    return grown


@njit(cache=True, nogil=True)
def _note(
    subject: Ints,
    at: Longs,
    lon: Floats,
    lat: Floats,
    value: Floats,
    newest: Longs,
    x: Floats,
    y: Floats,
    said: Floats,
    heading: Floats,
) -> None:
    for row in range(subject.size):
        one = subject[row]
        if at[row] <= newest[one]:
            continue
        east = (lon[row] - x[one]) * np.cos(np.radians(lat[row]))
        north = lat[row] - y[one]
        if east * east + north * north > 1e-10:  # about a metre: a standing vehicle keeps its heading
            heading[one] = np.degrees(np.arctan2(east, north)) % 360.0
        newest[one], x[one], y[one], said[one] = at[row], lon[row], lat[row], value[row]
