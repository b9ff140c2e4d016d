"""Summaries: what readings say by the hour or the day."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints, Longs, Readings


class Summaries(NamedTuple):
    """A row for each signal, subject and stretch of time; `at` is when that began, in milliseconds UTC.

    `rows` counts readings, `values` those that have a value; the others are over values, nan where there are none.
    """

    signal: Ints
    subject: Ints
    at: Longs
    rows: Longs
    values: Longs
    sum: Floats
    min: Floats
    max: Floats
    first: Floats
    first_at: Longs
    last: Floats
    last_at: Longs

    def take(self, rows: NDArray[np.generic]) -> "Summaries":
        return Summaries._make(column[rows] for column in self)


def summarise(readings: Readings, width_ms: int, offset_ms: int = 0) -> Summaries:
    """Summaries of stretches `width_ms` wide, which begin `offset_ms` before those of UTC; readings in any order.

    >>> at = np.array([0, 10, 70])
    >>> said = Readings(np.zeros(3, np.int32), np.ones(3, np.int32), at, np.array([1.0, 3.0, 5.0]), *np.zeros((2, 3)))
    >>> summarise(said, 60).sum.tolist()
    [4.0, 5.0]
    """
    rows = readings
    if not _in_order(readings.signal, readings.subject, readings.at):
        rows = readings.take(np.lexsort((readings.at, readings.subject, readings.signal)))
    began = (rows.at + offset_ms) // width_ms * width_ms - offset_ms
    same = (rows.signal[1:] == rows.signal[:-1]) & (rows.subject[1:] == rows.subject[:-1]) & (began[1:] == began[:-1])
    starts = np.flatnonzero(np.r_[rows.at.size > 0, ~same]) if rows.at.size else np.zeros(0, np.int64)
    count = np.diff(np.r_[starts, rows.at.size])
    said = ~np.isnan(rows.value)
    values = _by(np.add, said.astype(np.int64), starts)
    place = np.arange(rows.at.size)
    first = _by(np.minimum, np.where(said, place, rows.at.size - 1), starts)
    last = _by(np.maximum, np.where(said, place, 0), starts)
    none = values == 0
    return Summaries(
        rows.signal[starts],
        rows.subject[starts],
        began[starts],
        count,
        values,
        np.where(none, np.nan, _by(np.add, np.where(said, rows.value, 0.0), starts)),
        _by(np.fmin, rows.value, starts),
        _by(np.fmax, rows.value, starts),
        np.where(none, np.nan, rows.value[first]),
        np.where(none, began[starts], rows.at[first]),
        np.where(none, np.nan, rows.value[last]),
        np.where(none, began[starts], rows.at[last]),
    )


@njit(cache=True, nogil=True)
def _in_order(signal: Ints, subject: Ints, at: Longs) -> bool:
    """Whether rows lie by signal, subject and time."""
    for row in range(1, at.size):
        if signal[row] != signal[row - 1]:
            if signal[row] < signal[row - 1]:
                return False
        elif subject[row] != subject[row - 1]:
            if subject[row] < subject[row - 1]:
                return False
        elif at[row] < at[row - 1]:
            return False
    return True


def _by(way: np.ufunc, column: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return way.reduceat(column, starts) if starts.size else column[:0]
