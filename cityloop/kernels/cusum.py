"""Change point: the level of a signal has moved and stays moved (two-sided CUSUM, Page 1954, scaled by itself)."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NEVER, NOWHERE, Draft, draft, findings, grown, write

DEFAULTS = {"drift": 0.75, "limit": 12.0, "learn": 60.0}
OUTLIER = 4.0  # spreads a single reading counts at most: a spike is no change
SLOW_RATE = 0.01  # of a reading, while nothing is wrong

LEVEL = np.dtype(
    [("at", "i8"), ("rose", "i8"), ("fell", "i8"), ("began", "i8"), ("count", "f4"), ("over", "f4")]
    + [("mean", "f4"), ("spread", "f4"), ("up", "f4"), ("down", "f4"), ("way", "f4"), ("peak", "f4")]
)
UNSEEN = np.array((NEVER, NEVER, NEVER, NEVER, 0, 0, 0, 0, 0, 0, 0, 0), LEVEL)[()]


def step(state: State, readings: Readings, *, drift: Floats, limit: Floats, learn: Floats) -> tuple[State, Findings]:
    """Stretches in which a level has moved: from the reading since which the sum has not been nothing, while it is above `limit`.

    Deviations are counted in spreads (1.25 mean deviations) of the subject itself, learned from its first `learn` readings and
    slowly after them; what is beyond `drift` of them is summed, each way, and `peak` is the largest sum. After `learn` readings
    of a stretch the new level is the usual one and is learned anew. A subject takes 68 bytes.

    >>> at, one = np.arange(200) * 60_000, np.ones(200)
    >>> value = np.where(np.arange(200) < 151, 10.0, 13.0) + np.arange(200) % 3
    >>> rows = Readings(*[np.zeros(200, np.int32)] * 2, at, value, one, one)
    >>> step({}, rows, drift=one, limit=one * 8, learn=one * 60)[1].began // 60_000
    array([151])
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings, drift, limit, learn = readings.take(order), drift[order], limit[order], learn[order]
    notes = draft(state, readings)
    _read(grown(state, "level", notes.row_of.size, UNSEEN), notes, readings, drift, limit, learn)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _learn(level: Any, value: float) -> None:
    if level.count == 0.0:
        level.mean, level.spread = value, 0.0
    rate = max(SLOW_RATE, 1.0 / (level.count + 1.0))
    level.spread += rate * (1.25 * abs(value - level.mean) - level.spread)
    level.mean += rate * (value - level.mean)
    level.count += 1.0


@njit(cache=True, nogil=True)
def _sum(level: Any, at: int, value: float, drift: float) -> float:
    off = (value - level.mean) / (level.spread + 1e-9 + 0.001 * abs(level.mean))
    off = min(max(off, -OUTLIER), OUTLIER)
    if level.up == 0.0:
        level.rose = at
    if level.down == 0.0:
        level.fell = at
    level.up = max(level.up + off - drift, 0.0)
    level.down = max(level.down - off - drift, 0.0)
    return float(max(level.up, level.down))


@njit(cache=True, nogil=True)
def _read(level_of: Any, notes: Draft, readings: Readings, drift: Floats, limit: Floats, learn: Floats) -> None:
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(level_of, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        level = level_of[subject]
        if at <= level.at or np.isnan(value):
            continue
        level.at = at
        if level.count < learn[row]:
            _learn(level, value)
            continue
        total = _sum(level, at, value, drift[row])
        if level.over > 0.0 and (level.up if level.way > 0.0 else level.down) == 0.0:
            level.over = 0.0
        if level.over == 0.0 and total > limit[row]:
            notes.row_of[subject] = NOWHERE
            level.way = 1.0 if level.up >= level.down else -1.0
            level.began, level.peak = level.rose if level.way > 0.0 else level.fell, 0.0
        elif level.over == 0.0 and total < 0.5 * limit[row]:  # what may be the beginning of a change teaches nothing
            _learn(level, value)
        total = level.up if level.way > 0.0 else level.down
        if not (total > limit[row] and level.began != NEVER):
            continue
        level.over += 1.0
        level.peak = max(level.peak, total)
        write(notes, subject, level.began, at, level.peak, readings.lon[row], readings.lat[row])
        if level.over >= learn[row]:  # the new level is the usual one
            level.count = level.up = level.down = level.over = 0.0
