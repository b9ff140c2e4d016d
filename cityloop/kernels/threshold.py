"""Threshold with hold: a value above its limit for long enough, without a break."""

from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Ints, Longs, Readings, State, in_order, nothing
from cityloop.kernels.stretches import NEVER, NOWHERE, Draft, draft, findings, grown, write


class Held(NamedTuple):
    """What is known of each subject; all but `mark` only means something while the value holds above its limit."""

    mark: Longs  # twice the time of the newest reading, plus one while it holds: the calm cost one look at memory
    began: Longs
    peak: Floats
    points: Ints


def step(
    state: State,
    readings: Readings,
    *,
    limit: Floats,
    for_s: Floats,
    gap_s: Floats | None = None,
    points: Floats | None = None,
) -> tuple[State, Findings]:
    """Stretches above `limit` (the value's unit) of at least `for_s`, from first to last reading above it.

    The place is that of the last one. Where they are given, readings further apart than `gap_s` are not
    one stretch, and it takes `points` readings.

    >>> at, ten = np.arange(4) * 60_000, np.full(4, 10.0)
    >>> rows = Readings(*[np.zeros(4, np.int32)] * 2, at, np.array([1.0, 12, 13, 1]), ten, ten)
    >>> found = step({}, rows, limit=ten, for_s=ten)[1]
    >>> found.began, found.ended, found.peak
    (array([60000]), array([120000]), array([13.]))
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings, limit, for_s = readings.take(order), limit[order], for_s[order]
        gap_s = gap_s if gap_s is None else gap_s[order]
        points = points if points is None else points[order]
    notes = draft(state, readings)
    _read(_held(state, notes.row_of.size), notes, readings, limit, for_s, gap_s, points)
    return state, findings(notes)


def _held(state: State, size: int) -> Held:
    empty: dict[str, Any] = {"mark": NEVER, "began": NEVER, "peak": np.float64(0), "points": np.int32(0)}
    return Held(*(cast("Any", grown(state, name, size, value)) for name, value in empty.items()))


@njit(cache=True, nogil=True)
def _read(
    held: Held,
    notes: Draft,
    readings: Readings,
    limit: Floats,
    for_s: Floats,
    gap_s: Floats | None,
    points: Floats | None,
) -> None:
    for row in range(readings.at.size):
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        mark = held.mark[subject]
        newest, holding = mark >> 1, mark & 1 == 1
        if at <= newest or np.isnan(value):
            continue
        above = value > limit[row]
        held.mark[subject] = 2 * at + above
        if holding and gap_s is not None:
            holding = at - newest <= gap_s[row] * 1000.0
        if not (above and holding):
            if mark & 1 == 1:
                notes.row_of[subject] = NOWHERE
            if above:
                held.began[subject] = at
                held.peak[subject] = value
                held.points[subject] = 0
        if not above:
            continue
        held.peak[subject] = max(held.peak[subject], value)
        enough = True
        if points is not None:
            held.points[subject] += 1
            enough = held.points[subject] >= points[row]
        began = held.began[subject]
        if enough and at - began >= for_s[row] * 1000.0:
            write(notes, subject, began, at, held.peak[subject], readings.lon[row], readings.lat[row])
