"""Absence: a subject that ought to speak every so often, and does not.

No clock is asked: time goes on by ticks, readings that the city itself puts into the log. So a replay finds what was
found live, and a subject that has never spoken is found too.
"""

from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Floats, Ints, Longs, Readings, State, merged, nothing
from cityloop.kernels.stretches import NEVER, grown

TICK, EXPECTS = 0, 1  # places among the signals read; every other place means: the subject was heard
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
    order = np.lexsort((ticks, readings.at)) if ticks.any() else np.argsort(readings.at, kind="stable")
    rows = readings.take(order)
    size = int(rows.subject.max()) + 1
    empty: dict[str, Any] = {"last": NEVER, "told": NEVER, "expect_s": np.float32(0), "silent": np.uint8(0)}
    known = Known(*(cast("Any", grown(state, name, size, value)) for name, value in empty.items()))
    ticked = cast("Any", grown(state, "ticked", 2, NEVER))  # the newest tick, and since when the city listens
    parts, began = [], 0
    for row in np.flatnonzero(ticks[order]).tolist():
        parts.append(_hear(known, rows, began, row))
        parts.append(_tick(known, ticked, int(rows.at[row]), float(rows.value[row]), float(misses[order[row]])))
        began = row + 1
    parts.append(_hear(known, rows, began, rows.at.size))
    return state, _found(parts)


def _found(parts: list[tuple[Ints, Longs, Longs]]) -> Findings:
    subject, since, until = map(np.concatenate, zip(*parts, strict=True))
    if not subject.size:
        return nothing()
    nowhere = np.full(subject.size, np.nan)
    return merged(Findings(subject, since, until, (until - since) / 1000.0, nowhere, nowhere))


@njit(cache=True, nogil=True)
def _hear(known: Known, rows: Readings, begin: int, end: int) -> tuple[Ints, Longs, Longs]:
    """Take readings that are no ticks into account; the stretches of silence that they end."""
    subject, since, until = np.empty(end - begin, np.int32), np.empty(end - begin, np.int64), np.empty(end - begin, np.int64)
    said = 0
    for row in range(begin, end):
        one, at = rows.subject[row], rows.at[row]
        expects = rows.signal[row] == EXPECTS
        if at <= (known.told[one] if expects else known.last[one]) or (expects and np.isnan(rows.value[row])):
            continue
        if known.silent[one]:
            known.silent[one] = 0
            subject[said], since[said], until[said] = one, max(known.last[one], known.told[one]), at
            said += 1
        if expects:
            known.told[one], known.expect_s[one] = at, rows.value[row]
        else:
            known.last[one] = at
    return subject[:said], since[:said], until[:said]


def _tick(known: Known, ticked: Longs, at: int, every_s: float, misses: float) -> tuple[Ints, Longs, Longs]:
    """Who has been silent for too long at this tick and was not so before."""
    newest = int(ticked[0])
    nobody = np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64)
    if at <= newest or not every_s > 0:
        return nobody
    ticked[0] = at
    if at - newest > DEAF_TICKS * every_s * 1000:
        ticked[1] = at
        return nobody
    count = _silent(known, int(ticked[1]), at, misses, *nobody)
    if not count:
        return nobody
    found = np.empty(count, np.int32), np.empty(count, np.int64), np.empty(count, np.int64)
    _silent(known, int(ticked[1]), at, misses, *found)
    return found


@njit(cache=True, nogil=True)
def _silent(known: Known, listening: int, at: int, misses: float, subject: Ints, since: Longs, until: Longs) -> int:
    """Count those newly silent; given room for them, write them down and mark them."""
    said = 0
    for one in range(known.last.size):
        expect_s = known.expect_s[one]
        if expect_s == 0 or known.silent[one]:
            continue
        began = max(known.last[one], known.told[one])
        if at - max(began, listening) > misses * expect_s * 1000.0:
            if subject.size:
                known.silent[one] = 1
                subject[said], since[said], until[said] = one, began, at
            said += 1
    return said
