"""Rate of change: a value that rises or falls faster than it should."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NEVER, NOWHERE, Draft, draft, findings, grown, write

HOUR_MS = 3_600_000.0
FLOAT = np.dtype(np.float64)
RISING, FALLING, EITHER = 1, -1, 0

# The reading from which the change is measured, the newest one's time, one higher (all noughts is a subject never seen),
# and since when a stretch goes on, NEVER if none does: half a line of processor memory.
RATE = np.dtype([("from_at", "i8"), ("from_value", "f8"), ("newest", "i8"), ("began", "i8")])


def step(
    state: State, readings: Readings, *, limit: Floats, over_s: Floats, gap_s: Floats | None = None, way: int = EITHER
) -> tuple[State, Findings]:
    """Stretches in which the value changes by more than `limit` (its unit an hour), measured over at least `over_s`.

        Each measurement goes from one reading to the first that is `over_s` younger, and the next begins there; a stretch is
        a row of measurements that are too fast. `way` (bound): FLOAT = np.dtype(np.float64)
    RISING, FALLING or EITHER. A silence of more than `gap_s`
        breaks it. `peak` is the fastest change, an hour.

        >>> at, one = np.arange(3) * 60_000, np.ones(3)
        >>> rows = Readings(*[np.zeros(3, np.int32)] * 2, at, np.array([1.0, 1, 3]), one, one)
        >>> found = step({}, rows, limit=one * 60, over_s=one * 60)[1]
        >>> found.began, found.ended, found.peak
        (array([60000]), array([120000]), array([120.]))
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings, limit, over_s = readings.take(order), limit[order], over_s[order]
        gap_s = gap_s if gap_s is None else gap_s[order]
    notes = draft(state, readings)
    size = notes.row_of.size
    _read(grown(state, "rate", size, RATE), grown(state, "peak", size, FLOAT), notes, readings, limit, over_s, gap_s, way)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _read(
    rates: Any, peaks: Any, notes: Draft, readings: Readings, limit: Floats, over_s: Floats, gap_s: Floats | None, way: int
) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(rates, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        one = rates[subject]
        if at < one.newest or np.isnan(value):
            continue
        broken = one.newest == 0 or (gap_s is not None and at - (one.newest - 1) > gap_s[row] * 1000.0)
        one.newest = at + 1
        if broken:
            notes.row_of[subject] = NOWHERE
            one.from_at, one.from_value, one.began = at, value, NEVER
            continue
        span = at - one.from_at
        if span < over_s[row] * 1000.0:
            continue
        rate = (value - one.from_value) * HOUR_MS / span
        fast = abs(rate) if way == EITHER else rate * way
        if fast > limit[row]:
            if one.began == NEVER:
                one.began, peaks[subject] = one.from_at, fast
            peaks[subject] = max(peaks[subject], fast)
            write(notes, subject, one.began, at, peaks[subject], readings.lon[row], readings.lat[row])
        elif one.began != NEVER:
            notes.row_of[subject] = NOWHERE
            one.began = NEVER
        one.from_at, one.from_value = at, value
