"""Stretches in the making: state that grows with its subjects, and the findings of one batch while it is read."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Floats, Ints, Longs, Readings, State

NEVER = np.int64(np.iinfo(np.int64).min // 2)  # halved, so that taking it from a time cannot overflow
NOWHERE = np.int32(-1)


class Draft(NamedTuple):
    """The findings of one batch: one row per stretch, grown in place. `row_of[subject]` is its row, or NOWHERE."""

    row_of: Ints
    said: Longs  # one element: how many rows there are
    subject: Ints
    began: Longs
    ended: Longs
    peak: Floats
    lon: Floats
    lat: Floats


def grown(state: State, name: str, size: int, empty: Any) -> NDArray[np.generic]:
    """The column `name` of at least `size` places, made or doubled at need, new places `empty`; or, if that is a type,
    noughts, which take no memory before they are written."""
    column = state.get(name)
    if column is None or column.size < size:
        room = max(size, 2 * column.size if column is not None else 0)
        longer = np.zeros(room, empty) if isinstance(empty, np.dtype) else np.full(room, empty)
        if column is not None:
            longer[: column.size] = column
        state[name] = column = longer
    return column


def draft(state: State, readings: Readings) -> Draft:
    """Room for a stretch per reading; memory that is never written costs nothing."""
    size, rows = int(readings.subject.max()) + 1, readings.at.size
    times = (np.empty(rows, np.int64) for _ in range(2))
    places = (np.empty(rows) for _ in range(3))
    row_of = grown(state, "row_of", size, NOWHERE)
    return Draft(row_of, np.zeros(1, np.int64), np.empty(rows, np.int32), *times, *places)  # type: ignore[arg-type]


@njit(cache=True, nogil=True, inline="always")  # a call would count references to every column
def write(draft: Draft, subject: int, began: int, ended: int, peak: float, lon: float, lat: float) -> None:
    """Say a stretch for the first time in this batch, or say it longer."""
    row = draft.row_of[subject]
    if row < 0:
        row = draft.said[0]
        draft.said[0] += 1
        draft.row_of[subject] = row
        draft.subject[row] = subject
        draft.began[row] = began
    draft.ended[row] = ended
    draft.peak[row] = peak
    draft.lon[row] = lon
    draft.lat[row] = lat


def findings(draft: Draft) -> Findings:
    """What the batch said; the draft is spent."""
    count = int(draft.said[0])
    found = Findings._make(column[:count].copy() for column in draft[2:])
    draft.row_of[found.subject] = NOWHERE
    return found
