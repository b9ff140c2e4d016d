"""Seasonal anomaly: a value unusual for its hour and kind of day, for each subject by what it has itself taught."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels import habit
from cityloop.kernels.columns import Findings, Floats, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NOWHERE, Draft, draft, findings, grown, write

DEFAULTS = {"limit": 6.0, "points": 2.0, "learn_s": 604_800.0, "memory_days": 20.0, "offset_s": 28_800.0}


def step(
    state: State,
    readings: Readings,
    *,
    limit: Floats,
    points: Floats,
    learn_s: Floats,
    memory_days: Floats,
    offset_s: Floats,
) -> tuple[State, Findings]:
    """Stretches of at least `points` readings more than `limit` mean deviations off the usual; `peak` is the most, in them.

    The usual value and its spread are kept for 24 hours of two kinds of day (48 slots, 436 bytes a subject), forgotten over
    `memory_days`; one reading teaches no more than four spreads, so an outlier spoils nothing. Nothing is said in the first
    `learn_s`. `offset_s` is how far the city's clock is ahead of UTC.

    >>> at, one = np.arange(24 * 21) * 3_600_000, np.ones(24 * 21)
    >>> value = 10.0 * (at // 3_600_000 % 24 == 8) + at // 3_600_000 % 5
    >>> value[24 * 18 + 15 : 24 * 18 + 18] = 60.0
    >>> rows = Readings(*[np.zeros(24 * 21, np.int32)] * 2, at, value, one, one)
    >>> step({}, rows, **{name: one * default for name, default in DEFAULTS.items()})[1].began // 3_600_000 - 24 * 18
    array([15])
    """
    if not readings.at.size:
        return state, nothing()
    columns = np.stack([limit, points, learn_s, memory_days, offset_s], axis=1)
    order = in_order(readings)
    if order is not None:
        readings, columns = readings.take(order), columns[order]
    notes = draft(state, readings)
    _read(grown(state, "habit", notes.row_of.size, habit.UNSEEN[0]), notes, readings, columns)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _read(habits: Any, notes: Draft, readings: Readings, columns: Any) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(habits, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        one = habits[subject]
        if at <= one.at or np.isnan(value):
            continue
        limit, points, learn_s, memory_days, offset_s = columns[row]
        here = habit.slot(at, offset_s)
        off = abs(value - one.usual[here]) / one.spread[here] if one.spread[here] > 0.0 else 0.0
        habit.learn(one, at, value, here, 0.0, memory_days)
        if not off > limit or at - one.first < learn_s * 1000.0:
            one.points = 0.0
            continue
        if one.points == 0.0:
            notes.row_of[subject] = NOWHERE
            one.began, one.peak = at, 0.0
        one.points += 1.0
        one.peak = max(one.peak, off)
        if one.points >= points:
            write(notes, subject, one.began, at, one.peak, readings.lon[row], readings.lat[row])
