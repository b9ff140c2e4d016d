"""Absence: a subject that ought to speak every so often, and does not.

No clock is asked: time goes on by ticks, readings that the city itself puts into the log. So a replay finds what was
found live, and a subject that has never spoken is found too.
"""

from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Floats, Ints, Longs, Readings, State, in_order, merged, nothing
from cityloop.kernels.stretches import NEVER, grown

TICK, EXPECTS = 0, 1  # places among the signals read; every other place means: the subject was heard
NEVER_DUE = int(NEVER)
DEAF_TICKS = 3  # a gap of more ticks than this: it was the city that did not listen


class Known(NamedTuple):
    """What is known of each subject: 21 bytes."""

    last: Longs  # when it was heard last
    told: Longs  # when it was said what is expected of it
    expect_s: NDArray[np.float32]  # it speaks every so many seconds; 0: nothing is expected
    silent: NDArray[np.uint8]


def step(state: State, readings: Readings, *, misses: Floats) -> tuple[State, Findings]:
    """Subjects that missed `misses` reports they were expected to make. A stretch begins when the subject was heard last,
    or when it was said what is expected of it, and ends when it is heard again or nothing is expected any more.

    Signal 0 is the tick (its value: seconds from tick to tick), 1 says what is expected (seconds between reports, 0 for
    nothing more), any other that the subject was heard. While a stretch lasts it is said once, up to the tick that found it;
    `state["silent"]` says by subject whether it still lasts. Peak: seconds of silence. After a gap of more than three ticks
    silence is counted anew, for the city did not listen.

    >>> at = np.array([0, 60, 120, 180, 240]) * 1000
    >>> rows = Readings(np.array([1, 0, 0, 0, 2], np.int32), np.array([0, 1, 1, 1, 0], np.int32), at,
    ...     np.array([60.0, 60, 60, 60, 1]), np.zeros(5), np.zeros(5))
    >>> found = step({}, rows, misses=np.full(5, 1.0))[1]
    >>> found.began, found.ended, found.peak
    (array([0]), array([240000]), array([240.]))
    """
    if not readings.at.size:
        return state, nothing()
    ticks = readings.signal == TICK
    order = np.lexsort((ticks, readings.at)) if ticks.any() else in_order(readings)  # between ticks each speaks for itself
    rows = readings if order is None else readings.take(order)
    size = int(rows.subject.max()) + 1
    empty: dict[str, Any] = {"last": NEVER, "told": NEVER, "expect_s": np.float32(0), "silent": np.uint8(0)}
    known = Known(*(cast("Any", grown(state, name, size, value)) for name, value in empty.items()))
    ticked = cast("Any", grown(state, "ticked", 2, NEVER))  # the newest tick, and since when the city listens
    room = rows.at.size + known.last.size  # who falls silent again has spoken in between; what is not written costs nothing
    said = Said(np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int64))
    count = _read(known, ticked, rows, misses if order is None else misses[order], said)
    if not count:
        return state, nothing()
    found = Said._make(column[:count] if 2 * count > room else column[:count].copy() for column in said)
    nowhere = np.full(count, np.nan)
    return state, merged(Findings(*found, (found.until - found.since) / 1000.0, nowhere, nowhere))


class Said(NamedTuple):
    """Room for stretches."""

    subject: Ints
    since: Longs
    until: Longs


@njit(cache=True, nogil=True)
def _read(known: Known, ticked: Longs, rows: Readings, misses: Floats, said: Said) -> int:
    count, due = 0, NEVER_DUE  # before `due` nobody can fall silent, so ticks until then need not look
    for row in range(rows.at.size):
        one, at, value = rows.subject[row], rows.at[row], rows.value[row]
        if rows.signal[row] == TICK:
            newest = ticked[0]
            if at <= newest or not value > 0:
                continue
            ticked[0] = at
            if at - newest > DEAF_TICKS * value * 1000:
                ticked[1] = at
                due = NEVER_DUE
            elif at > due or (row and misses[row] != misses[row - 1]):
                count, due = _look(known, ticked[1], at, misses[row], said, count)
            continue
        expects = rows.signal[row] == EXPECTS
        if at <= (known.told[one] if expects else known.last[one]) or (expects and np.isnan(value)):
            continue
        if known.silent[one]:
            known.silent[one] = 0
            said.subject[count], said.since[count], said.until[count] = one, max(known.last[one], known.told[one]), at
            count += 1
            due = NEVER_DUE
        if expects:
            known.told[one], known.expect_s[one] = at, max(value, 0.0)
            due = NEVER_DUE
        else:
            known.last[one] = at
    return count


@njit(cache=True, nogil=True)
def _look(known: Known, listening: int, at: int, misses: float, said: Said, count: int) -> tuple[int, int]:
    """Mark and write down who is silent for too long now. How many stretches there are then, and when the next may be due."""
    due = np.iinfo(np.int64).max
    for one in range(known.last.size):
        expect_s = known.expect_s[one]
        if expect_s == 0 or known.silent[one]:
            continue
        began = max(known.last[one], known.told[one])
        over = max(began, listening) + np.int64(misses * expect_s * 1000.0)
        if at > over:
            known.silent[one] = 1
            said.subject[count], said.since[count], said.until[count] = one, began, at
            count += 1
        else:
            due = min(due, over)
    return count, due
