"""Surprise: a value, or a view of it, beyond all that its subject has shown; learns online, the same for every subject."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NEVER, NOWHERE, Draft, draft, findings, grown, write

# Five views of one value, each with the lowest and highest it has shown (both slowly forgotten, as part of their range):
# the value, what the hour of day leaves of it, how often it is far out, its middle and its slow mean.
VALUE, HOURLY, FAR, MIDDLE, SLOW, VIEWS = 0, 1, 2, 3, 4, 5
BEYOND = np.array([0.04, 0.08, 0.01, 0.12, 0.12])  # of the range, by view: this much further is a surprise
MIDDLE_RATE, SLOW_RATE, LONG_RATE, FAR_RATE, HOUR_RATE = 0.08, 0.01, 0.0016, 0.035, 0.1  # of a reading
FORGET = 7e-5  # of the range a reading
FAR_SPREADS = 2.9  # mean deviations from the long mean
WEARY, RECOVER = 0.015, 0.0097  # each surprise asks for more of the next (in ranges), and that fades with each reading
SETTLE, MARK, GUARD = 20, 30, 50  # readings until the marks are set, are used, and outliers are held back from the spread

DEFAULTS = {"margin": 1.0, "learn": 170.0, "learn_s": 86_400.0, "rest": 30.0}  # what the published score uses

KNOWN = np.dtype(
    [("at", "i8"), ("first", "i8"), ("began", "i8"), ("count", "i4"), ("quiet", "i4"), ("peak", "f4"), ("weary", "f4")]
    + [("long", "f4"), ("spread", "f4"), ("middle", "f4"), ("slow", "f4"), ("far", "f4")]
    + [("low", "f4", VIEWS), ("high", "f4", VIEWS), ("hours", "f4", 24)]
)
UNSEEN = np.zeros(1, KNOWN)
UNSEEN["at"] = UNSEEN["first"] = UNSEEN["began"] = NEVER
UNSEEN["hours"] = np.nan


def step(
    state: State, readings: Readings, *, margin: Floats, learn: Floats, learn_s: Floats, rest: Floats
) -> tuple[State, Findings]:
    """Stretches in which a subject surprises; `peak` is how far beyond the allowance, in ranges of that view.

    Nobody is surprised by the first `learn` readings, nor in the first `learn_s` seconds: a day, since who has not seen one
    knows nothing of its hours. `margin` scales what is allowed beyond the known range: higher is calmer. A surprise within
    `rest` readings of the beginning of a stretch makes it longer, a later one begins the next. All but the hour of day
    (UTC) is counted in readings. `DEFAULTS` are what the score in `docs/guides/detectors.md` was measured with, on the
    Numenta Anomaly Benchmark (Lavin & Ahmad, ICMLA 2015).

    >>> at, ten = np.arange(300) * 60_000, np.full(300, 10.0)
    >>> value = np.where(np.arange(300) == 250, 30.0, 5 + np.arange(300) % 3)
    >>> rows = Readings(*[np.zeros(300, np.int32)] * 2, at, value, ten, ten)
    >>> step({}, rows, margin=ten / 10, learn=ten * 17, learn_s=ten, rest=ten * 3)[1].began // 60_000
    array([250])
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings, margin, rest = readings.take(order), margin[order], rest[order]
        learn, learn_s = learn[order], learn_s[order]
    notes = draft(state, readings)
    _read(grown(state, "known", notes.row_of.size, UNSEEN[0]), notes, readings, margin, learn, learn_s, rest)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _read(known: Any, notes: Draft, readings: Readings, margin: Floats, learn: Floats, learn_s: Floats, rest: Floats) -> None:
    views = np.empty(VIEWS)
    last_row = readings.at.size - 1
    for row in range(readings.at.size):
        fetch(known, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        one = known[subject]
        if at <= one.at or np.isnan(value):
            continue
        one.at = at
        if one.count == 0:
            one.first = at
            one.long = one.middle = one.slow = value
        spread = _look(one, at, value, views)
        beyond = _beyond(one, views, spread, margin[row])
        one.count += 1
        one.weary -= RECOVER * one.weary
        if one.count <= learn[row] or at - one.first < learn_s[row] * 1000.0 or not beyond > one.weary:
            continue
        if one.count > one.quiet:
            notes.row_of[subject] = NOWHERE
            one.began, one.peak = at, beyond
            one.quiet = one.count + rest[row]
            one.weary += WEARY
        one.peak = max(one.peak, beyond)
        write(notes, subject, one.began, at, one.peak, readings.lon[row], readings.lat[row])


@njit(cache=True, nogil=True)
def _look(one: Any, at: int, value: float, views: Floats) -> float:
    """The five views of a value, its means taken further; gives the spread there was before it."""
    early = 1.0 / (one.count + 1)  # means of few readings are plain means
    long_rate = max(LONG_RATE, early)
    spread = one.spread + 1e-9 + 0.001 * abs(one.long)
    off = abs(value - one.long)
    far = 1.0 if off > FAR_SPREADS * spread else 0.0
    one.long += long_rate * (value - one.long)
    one.spread += long_rate * ((min(off, 8.0 * spread) if one.count > GUARD else off) - one.spread)
    one.middle += max(MIDDLE_RATE, early) * (value - one.middle)
    one.slow += max(SLOW_RATE, early) * (value - one.slow)
    one.far += max(FAR_RATE, early) * (far - one.far)
    hour = (at // 3_600_000) % 24
    if np.isnan(one.hours[hour]):
        one.hours[hour] = value
    views[VALUE], views[FAR], views[MIDDLE], views[SLOW] = value, one.far, one.middle, one.slow
    views[HOURLY] = value - one.hours[hour]
    one.hours[hour] += HOUR_RATE * views[HOURLY]
    return float(spread)


@njit(cache=True, nogil=True)
def _beyond(one: Any, views: Floats, spread: float, margin: float) -> float:
    """How far the worst view is beyond its allowance, in its ranges; the marks are moved."""
    worst = -np.inf
    for view in range(VIEWS):
        seen, low, high = views[view], one.low[view], one.high[view]
        if one.count <= SETTLE:
            one.low[view] = one.high[view] = seen
            continue
        width = high - low
        if one.count > MARK:
            least = 0.02 if view == FAR else 0.1 * spread
            worst = max(worst, max(seen - high, low - seen) / (width + least) - margin * BEYOND[view])
            low, high = low + FORGET * width, high - FORGET * width
        one.low[view], one.high[view] = min(low, seen), max(high, seen)
    return worst
