"""Threshold with hold: a value beyond its limit for long enough, with a way back that may lie elsewhere."""

from typing import Any

import numpy as np
from numba import njit

from cityloop.kernels.columns import Findings, Floats, Longs, Readings, State, in_order, nothing
from cityloop.kernels.memory import AHEAD, fetch
from cityloop.kernels.stretches import NEVER, NOWHERE, Draft, draft, findings, grown, write

# What is known of a subject while its value holds, and only read then; a row fills half a line of processor memory.
HELD = np.dtype([("began", "i8"), ("last", "i8"), ("peak", "f8"), ("points", "f8")])


def step(
    state: State,
    readings: Readings,
    *,
    limit: Floats,
    for_s: Floats,
    release: Floats | None = None,
    clear_s: Floats | None = None,
    gap_s: Floats | None = None,
    points: Floats | None = None,
    below: bool = False,
) -> tuple[State, Findings]:
    """Stretches above `limit` (the value's unit) of at least `for_s`, from first to last reading above it.

    The place is that of the last one. Where they are given: a stretch that has begun goes on above `release`; it ends
    only when the value has stayed down for `clear_s`; readings further apart than `gap_s` are not one stretch; it takes
    `points` readings. `below` (bound) turns all of it around, and `peak` is then how far below the limit it went, because
    of whatever a stretch is told again the highest peak counts.

    >>> at, ten = np.arange(4) * 60_000, np.full(4, 10.0)
    >>> rows = Readings(*[np.zeros(4, np.int32)] * 2, at, np.array([1.0, 12, 9, 1]), ten, ten)
    >>> found = step({}, rows, limit=ten, for_s=ten, release=ten - 2)[1]
    >>> found.began, found.ended, found.peak
    (array([60000]), array([120000]), array([12.]))
    """
    if not readings.at.size:
        return state, nothing()
    columns = (limit, for_s, release, clear_s, gap_s, points)
    order = in_order(readings)
    if order is not None:
        readings = readings.take(order)
        columns = tuple(None if column is None else column[order] for column in columns)  # type: ignore[assignment]
    notes = draft(state, readings)
    marks: Any = grown(state, "mark", notes.row_of.size, NEVER)
    _read(marks, grown(state, "held", notes.row_of.size, HELD), notes, readings, *columns, below)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _read(
    marks: Longs,
    held: Any,
    notes: Draft,
    readings: Readings,
    limit: Floats,
    for_s: Floats,
    release: Floats | None,
    clear_s: Floats | None,
    gap_s: Floats | None,
    points: Floats | None,
    below: bool,
) -> None:
    """A mark is twice the time of the newest reading, plus one while a stretch goes on: the calm cost one look at memory."""
    sign, last_row = (-1.0 if below else 1.0), readings.at.size - 1
    for row in range(readings.at.size):
        fetch(marks, np.intp(readings.subject[min(row + AHEAD, last_row)]))
        subject, at, value = readings.subject[row], readings.at[row], sign * readings.value[row]
        mark = marks[subject]
        newest, holding = mark >> 1, mark & 1 == 1
        if at <= newest or np.isnan(value):
            continue
        high = value > sign * limit[row]
        if not (high or holding):
            marks[subject] = 2 * at
            continue
        one = held[subject]
        if holding:
            over = gap_s is not None and at - newest > gap_s[row] * 1000.0
            if clear_s is not None:
                over |= newest > one.last and at - one.last >= clear_s[row] * 1000.0
            if not over and not (high or (release is not None and value > sign * release[row])):
                if clear_s is not None and at - one.last < clear_s[row] * 1000.0:
                    marks[subject] = 2 * at + 1  # down, but not for long enough
                    continue
                over = True
            if over:
                notes.row_of[subject] = NOWHERE
                holding = False
                if not high:
                    marks[subject] = 2 * at
                    continue
        marks[subject] = 2 * at + 1
        worst = value + limit[row] if below else value
        if not holding:
            one.began, one.peak, one.points = at, worst, 0.0
        one.last, one.peak, one.points = at, max(one.peak, worst), one.points + 1.0
        if at - one.began >= for_s[row] * 1000.0 and (points is None or one.points >= points[row]):
            write(notes, subject, one.began, at, one.peak, readings.lon[row], readings.lat[row])
