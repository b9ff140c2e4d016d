"""Stuck: readings keep coming, and the value does not move."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NOWHERE, Draft, draft, findings, grown, write

# Since when the value has stood, at what, and the newest reading, one higher: all noughts is a subject never seen.
STILL = np.dtype([("since", "i8"), ("value", "f8"), ("newest", "i8"), ("points", "f8")])


def step(
    state: State,
    readings: Readings,
    *,
    within: Floats,
    for_s: Floats,
    points: Floats,
    gap_s: Floats | None = None,
) -> tuple[State, Findings]:
    """Stretches of at least `for_s` and `points` readings in which the value stays `within` (its unit) of its first.

    A silence of more than `gap_s` begins anew: who says nothing is silent, not stuck. `peak` is the length in s.

    >>> at, one = np.arange(3) * 60_000, np.ones(3)
    >>> rows = Readings(*[np.zeros(3, np.int32)] * 2, at, np.array([7.0, 7, 7]), one, one)
    >>> step({}, rows, within=one * 0, for_s=one * 90, points=one * 3)[1].peak
    array([120.])
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings, within, for_s, points = readings.take(order), within[order], for_s[order], points[order]
        gap_s = gap_s if gap_s is None else gap_s[order]
    notes = draft(state, readings)
    _read(grown(state, "still", notes.row_of.size, STILL), notes, readings, within, for_s, points, gap_s)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _read(
    stills: Any, notes: Draft, readings: Readings, within: Floats, for_s: Floats, points: Floats, gap_s: Floats | None
) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(stills, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        one = stills[subject]
        if at < one.newest or np.isnan(value):
            continue
        moved = one.newest == 0 or abs(value - one.value) > within[row]
        if gap_s is not None:
            moved |= at - (one.newest - 1) > gap_s[row] * 1000.0
        one.newest = at + 1
        if moved:
            notes.row_of[subject] = NOWHERE
            one.since, one.value, one.points = at, value, 1.0
            continue
        one.points += 1.0
        if at - one.since >= for_s[row] * 1000.0 and one.points >= points[row]:
            write(notes, subject, one.since, at, (at - one.since) * 0.001, readings.lon[row], readings.lat[row])
