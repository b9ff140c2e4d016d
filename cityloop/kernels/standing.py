"""Standing: a subject that is said to be at a level, until it is said to be at another."""

from typing import Any, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Longs, Readings, State, in_order, nothing
from cityloop.kernels.stretches import NEVER, NOWHERE, Draft, draft, findings, grown, write


def step(state: State, readings: Readings, *, level: float) -> tuple[State, Findings]:
    """Stretches in which the newest value of a subject is `level`, from the reading that says so to the one that says
    otherwise. While a stretch lasts it reaches to its newest reading; `state["on"]` says by subject whether it lasts.

    >>> rows = Readings(*[np.zeros(3, np.int32)] * 2, np.array([1000, 5000, 9000]), np.array([3.0, 3, 0]), *[np.ones(3)] * 2)
    >>> found = step({}, rows, level=3.0)[1]
    >>> found.began, found.ended
    (array([1000]), array([9000]))
    """
    if not readings.at.size:
        return state, nothing()
    order = in_order(readings)
    if order is not None:
        readings = readings.take(order)
    notes = draft(state, readings)
    size = notes.row_of.size
    empty: dict[str, Any] = {"newest": NEVER, "began": NEVER, "on": np.uint8(0)}
    newest, began, on = (cast("Any", grown(state, name, size, value)) for name, value in empty.items())
    _read(newest, began, on, notes, readings, level)
    return state, findings(notes)


@njit(cache=True, nogil=True)
def _read(newest: Longs, began: Longs, on: NDArray[np.uint8], notes: Draft, readings: Readings, level: float) -> None:
    for row in range(readings.at.size):
        subject, at, value = readings.subject[row], readings.at[row], readings.value[row]
        if at <= newest[subject] or np.isnan(value):
            continue
        newest[subject] = at
        if not (on[subject] or value == level):
            continue
        if not on[subject]:
            began[subject] = at
            notes.row_of[subject] = NOWHERE
        on[subject] = value == level
        write(notes, subject, began[subject], at, level, readings.lon[row], readings.lat[row])
