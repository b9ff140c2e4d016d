"""What lies beside what: pairs of places of one kind that are near each other, found by squares of a chessboard."""

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats

Whole = NDArray[np.int64]
ROWS = 2_000  # looked at together, so that many at one place do not fill the memory
AROUND = tuple((across, up) for across in (-1, 0, 1) for up in (-1, 0, 1))


def pairs(x: Floats, y: Floats, kind: Whole, near_m: float) -> tuple[Whole, Whole]:
    """For each row (metres east and north) the earlier rows of its kind at most `near_m` away: rows in order, and beside each
    such an earlier row. Of one row they come square by square from the south-west, in each the earliest first.

    >>> row, other = pairs(np.array([0.0, 900.0, 30.0]), np.zeros(3), np.array([1, 1, 1]), 50)
    >>> row.tolist(), other.tolist()
    ([2], [0])
    """
    if not x.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    across, up = ((np.floor(one / near_m)).astype(np.int64) for one in (x, y))
    across, up = across - across.min() + 1, up - up.min() + 1
    wide, high = across.max() + 2, up.max() + 2
    square = (kind * wide + across) * high + up
    order = np.argsort(square, kind="stable")
    filed = square[order]
    chunks = (np.arange(first, min(first + ROWS, x.size)) for first in range(0, x.size, ROWS))
    found = [_some(rows, x, y, square, order, filed, int(high), near_m) for rows in chunks]
    return np.concatenate([row for row, _ in found]), np.concatenate([other for _, other in found])


def _some(
    rows: Whole, x: Floats, y: Floats, square: Whole, order: Whole, filed: Whole, high: int, near_m: float
) -> tuple[Whole, Whole]:
    parts = []
    for place, (east, north) in enumerate(AROUND):
        wanted = square[rows] + east * high + north
        first, last = np.searchsorted(filed, wanted), np.searchsorted(filed, wanted, "right")
        row = np.repeat(rows, last - first)
        within = np.arange(row.size) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
        other = order[np.repeat(first, last - first) + within]
        close = (other < row) & (np.hypot(x[row] - x[other], y[row] - y[other]) <= near_m)
        parts.append(np.stack([row[close], np.full(int(close.sum()), place), other[close]]))
    found = np.concatenate(parts, axis=1)
    found = found[:, np.lexsort(found[::-1])]
    return found[0], found[2]
