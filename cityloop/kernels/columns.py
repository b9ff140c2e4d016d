"""Columns: how readings go into a fold and findings come out of it.

A *fold* is `step(state, readings, **parameters) -> (state, findings)`. Its state is a dict of named arrays, empty at the
start, and may be changed in place. Every parameter comes as a column too, one value a reading, because a parameter is
dated and may differ by area.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.memory import AHEAD, fetch

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
State = dict[str, NDArray[np.generic]]

SPREAD = 8  # a table over all subjects up to so many times the batch; a hash table beyond
MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio (Knuth)


class Readings(NamedTuple):
    """What signals said: `at` in milliseconds since 1970 UTC, `lon`, `lat` in degrees, nan where nothing was said."""

    signal: Ints  # place in the list of signals the fold reads
    subject: Ints  # small integer, dense
    at: Longs
    value: Floats
    lon: Floats
    lat: Floats

    def take(self, rows: NDArray[np.generic]) -> "Readings":
        return Readings._make(column[rows] for column in self)


NOTHING_READ = Readings._make(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int64, np.float64, np.float64, np.float64))


def together(parts: Sequence[Readings]) -> Readings:
    """The parts one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Readings._make(map(np.concatenate, zip(*parts, strict=True))) if parts else NOTHING_READ


class Findings(NamedTuple):
    """Stretches that need a look: `began` and `ended` in milliseconds UTC, `peak` the worst value in between, and where."""

    subject: Ints
    began: Longs
    ended: Longs
    peak: Floats
    lon: Floats
    lat: Floats


def nothing() -> Findings:
    return Findings._make(np.zeros(0, kind) for kind in (np.int32, np.int64, np.int64, np.float64, np.float64, np.float64))


def in_order(readings: Readings) -> NDArray[np.int64] | None:
    """The rows in the order in which a fold must see them; None if they are in that order already.

    Only the order within one subject matters, so a batch in which many devices speak each for itself is left alone.

    >>> at = np.array([2, 1, 3])
    >>> in_order(Readings(*[np.zeros(3, np.int32)] * 2, at, *[np.zeros(3)] * 3))
    array([1, 0, 2])
    """
    if readings.at.size < 2 or _each_forward(readings.subject, readings.at):
        return None
    return np.argsort(readings.at, kind="stable")


@njit(cache=True, nogil=True)
def _each_forward(subject: Ints, at: Longs) -> bool:
    forward = True
    for row in range(1, at.size):
        if at[row] < at[row - 1]:
            forward = False
            break
    if forward:
        return True
    low = subject.min()
    if subject.max() - low > SPREAD * subject.size:
        return _each_forward_of_many(subject, at)
    newest = np.full(subject.max() - low + 1, np.iinfo(np.int64).min)
    for row in range(at.size):
        place = subject[row] - low
        if at[row] < newest[place]:
            return False
        newest[place] = at[row]
    return True


@njit(cache=True, nogil=True)
def _each_forward_of_many(subject: Ints, at: Longs) -> bool:
    """The same by a hash table as large as the batch and not as the city: few of its subjects speak in one batch."""
    bits = 1
    while 1 << bits < 2 * subject.size:
        bits += 1
    seat_of, newest = np.full(1 << bits, -1, np.int32), np.empty(1 << bits, np.int64)
    for row in range(at.size):
        soon = (np.uint64(subject[min(row + AHEAD, at.size - 1)]) * MIX) >> np.uint64(64 - bits)
        fetch(seat_of, np.intp(soon))
        fetch(newest, np.intp(soon))
        seat = (np.uint64(subject[row]) * MIX) >> np.uint64(64 - bits)
        while seat_of[seat] >= 0 and seat_of[seat] != subject[row]:
            seat = (seat + np.uint64(1)) & np.uint64((1 << bits) - 1)
        if seat_of[seat] >= 0 and at[row] < newest[seat]:
            return False
        seat_of[seat], newest[seat] = subject[row], at[row]
    return True


def merged(findings: Findings) -> Findings:
    """One row per subject and beginning, with its latest end and highest peak: what a run of batches said in the end."""
    if (findings.subject[1:] > findings.subject[:-1]).all():
        return findings
    order = np.lexsort((findings.ended, findings.began, findings.subject))
    rows = Findings._make(column[order] for column in findings)
    first = np.r_[True, (rows.subject[1:] != rows.subject[:-1]) | (rows.began[1:] != rows.began[:-1])]
    starts = np.flatnonzero(first)
    last = np.r_[starts[1:], rows.subject.size] - 1
    peak = np.maximum.reduceat(rows.peak, starts)
    return Findings(rows.subject[starts], rows.began[starts], rows.ended[last], peak, rows.lon[last], rows.lat[last])


def taken(findings: Findings, rows: NDArray[np.int64]) -> Findings:
    """These rows, in ascending order; the findings themselves if it is all of them."""
    if rows.size == findings.subject.size:
        return findings
    return Findings._make(column[rows] for column in findings)


def joined(parts: list[Findings]) -> Findings:
    if not parts:
        return nothing()
    return Findings._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
