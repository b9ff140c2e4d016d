"""Sifting: rows laid out by signal in one go, so that whoever asks for some signals need not look at all the others."""

from collections.abc import Sequence

import numpy as np
from numba import njit

from cityloop.kernels.columns import NOTHING_READ, Ints, Longs, Readings

STRANGER = -1


class Sieve:
    """The readings of some signals out of all that were read. What was asked for once is kept: many folds read the same.

    >>> rows = Readings(np.array([7, 3, 7], np.int32), np.arange(3, dtype=np.int32), np.arange(3), *[np.zeros(3)] * 3)
    >>> Sieve(rows).of([7]).subject
    array([0, 2], dtype=int32)
    """

    def __init__(self, readings: Readings) -> None:
        self.readings = readings
        self._ends, self._rows = by_signal(readings.signal, int(readings.signal.max(initial=-1)) + 1)
        self._sifted: dict[tuple[int, ...], Readings] = {}

    def of(self, signals: Sequence[int]) -> Readings:
        """The readings of these signals, in the order in which they came."""
        wanted = tuple(sorted({one for one in signals if 0 <= one < self._ends.size - 1}))
        found = self._sifted.get(wanted)
        if found is None:
            found = self._sifted[wanted] = self._sift(wanted)
        return found

    def _sift(self, signals: Sequence[int]) -> Readings:
        parts = [self._rows[self._ends[one] : self._ends[one + 1]] for one in signals]
        parts = [part for part in parts if part.size]
        count = sum(part.size for part in parts)
        if not count:
            return NOTHING_READ
        if count == self._rows.size:
            return self.readings
        return self.readings.take(parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts)))


@njit(cache=True, nogil=True)
def by_signal(signal: Ints, signals: int) -> tuple[Longs, Ints]:
    """The rows in the order of their signals, those of one as they came: signal s has `rows[ends[s]:ends[s + 1]]`."""
    ends = np.zeros(signals + 2, np.int64)
    for row in range(signal.size):
        ends[signal[row] + 2] += 1
    ends = np.cumsum(ends)
    rows = np.empty(signal.size, np.int32)
    for row in range(signal.size):
        rows[ends[signal[row] + 1]] = row
        ends[signal[row] + 1] += 1
    return ends[:-1], rows


def among(numbers: Ints, wanted: Sequence[int | None]) -> Ints:
    """The place of each number among those wanted, STRANGER for the others.

    >>> among(np.array([5, 9, 2], np.int32), [9, None, 5])
    array([ 2,  0, -1], dtype=int32)
    """
    known = np.array([(number, place) for place, number in enumerate(wanted) if number is not None], np.int32).reshape(-1, 2)
    known = known[np.argsort(known[:, 0], kind="stable")]
    return _among(numbers, known[:, 0].copy(), known[:, 1].copy())


@njit(cache=True, nogil=True)
def _among(numbers: Ints, known: Ints, places: Ints) -> Ints:
    found = np.full(numbers.size, -1, np.int32)
    if known.size == 0:
        return found
    low, high = known[0], known[-1]
    for row in range(numbers.size):
        if low <= numbers[row] <= high:
            spot = np.searchsorted(known, numbers[row])
            if known[spot] == numbers[row]:
                found[row] = places[spot]
    return found
