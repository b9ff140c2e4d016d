"""What is usual at this hour of this kind of day, learned reading by reading: the ground of `seasonal` and `forecast`."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.stretches import NEVER

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
HOURS, SLOTS = 24, 48  # working days, then Saturdays and Sundays
DAYS_A_WEEK = (1.4, 3.5)  # a week has fewer days of a kind: each of them teaches more
OUTLIER = 4.0  # spreads a single reading teaches at most
GENERAL_RATE = 0.01
LATE_RATE = 1.0  # of an hour: how fast what just happened replaces what happened before it
LEAST = 0.05  # of the general spread: no hour is surer of itself than this

HABIT = np.dtype(
    [("at", "i8"), ("first", "i8"), ("began", "i8"), ("points", "f4"), ("peak", "f4")]
    + [("lately", "f4"), ("general", "f4"), ("below", "f4"), ("above", "f4")]
    + [("usual", "f4", SLOTS), ("spread", "f4", SLOTS)]
)
UNSEEN = np.zeros(1, HABIT)
UNSEEN["at"] = UNSEEN["first"] = UNSEEN["began"] = NEVER
UNSEEN["usual"] = np.nan
UNSEEN["below"], UNSEEN["above"] = -3.0, 3.0  # wide until it is known better


@njit(cache=True, nogil=True)
def slot(at: int, offset_s: float) -> int:
    """Which of the hours of a week's two kinds of day; `offset_s` is how far the city's clock is ahead of UTC."""
    local = at + int(offset_s * 1000.0)
    rest = (local // DAY_MS + 3) % 7 >= 5  # 1970 began on a Thursday
    return int((local % DAY_MS) // HOUR_MS + (HOURS if rest else 0))


@njit(cache=True, nogil=True)
def learn(habit: Any, at: int, value: float, here: int, weight: float, memory_days: float) -> None:
    """Take a reading into the habit; `weight` is the part of what happened lately that a forecast already knew of."""
    hours = min(at - habit.at, HOUR_MS) / HOUR_MS if habit.first != NEVER else 0.5
    if habit.first == NEVER:
        habit.first = at
    habit.at = at
    if np.isnan(habit.usual[here]):
        habit.general += GENERAL_RATE * (min(abs(value), 8.0 * habit.general + 1.0) - habit.general)
        habit.usual[here], habit.spread[here] = value, max(habit.general, 0.5 * abs(value))
        return
    off, most = value - habit.usual[here], OUTLIER * habit.spread[here]
    days = min(memory_days, 1.0 + (at - habit.first) / DAY_MS)
    rate = min(hours * DAYS_A_WEEK[here // HOURS] / days, 1.0)
    habit.usual[here] += rate * min(max(off, -most), most)
    habit.spread[here] += rate * (min(abs(off - weight * habit.lately), most) - habit.spread[here])
    habit.general += GENERAL_RATE * (min(abs(off), 4.0 * habit.general) - habit.general)
    habit.spread[here] = max(habit.spread[here], LEAST * habit.general + 1e-9)
    habit.lately += (1.0 - np.exp(-hours / LATE_RATE)) * (off - habit.lately)
