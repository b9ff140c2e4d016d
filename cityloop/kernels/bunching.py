"""Bunching: whether more ends just before a limit than can be by chance, given how many end a little before and a little later.

What ends around a limit is counted in bins. On each side a straight line is laid through them (local linear regression, with
triangular weights) up to the limit; where nothing is bunched both meet there, whatever the slope. Their difference is divided by
its spread under one smooth curve through both sides, which is Poisson's. After J. McCrary, Manipulation of the running variable
in the regression discontinuity design: a density test, Journal of Econometrics 142 (2008), with the difference itself in place of
its logarithm, so that a side without any case needs no exception.
"""

from math import erfc, sqrt
from typing import NamedTuple

import numpy as np

from cityloop.kernels.columns import Floats

REACH = 0.4  # of the limit: how far to both sides is looked
BINS = 16  # on each side
FEWEST = 60  # ends within reach, or nothing is said


class Jump(NamedTuple):
    """How many ended within the last bin before the limit, how many were to be expected, how many ended within one bin after it,
    and how often chance alone makes as much (one-sided)."""

    before: int
    expected: float
    after: int
    chance: float


def jump(share: Floats) -> Jump | None:
    """`share` says of each end when it was, as a share of the limit from the limit on: -0.1 is a tenth of the limit before it.
    None where there are too few.

    >>> jump(np.linspace(-0.4, 0.4, 400)).chance > 0.2, jump(np.zeros(3)) is None
    (True, True)
    """
    near = share[np.abs(share) < REACH]
    if near.size < FEWEST:
        return None
    wide = REACH / BINS
    place = np.minimum(np.ceil((near + REACH) / wide).astype(np.int64) - 1, 2 * BINS - 1)  # what ends at the limit ended in time
    counts = np.bincount(np.maximum(place, 0), minlength=2 * BINS).astype(np.float64)
    middle: Floats = np.asarray((np.arange(2 * BINS) - BINS + 0.5) * wide, np.float64)
    left, right = _at_limit(middle[:BINS]), _at_limit(middle[BINS:])
    smooth = _smooth(middle, counts)
    gap = left @ counts[:BINS] - right @ counts[BINS:]
    spread = sqrt(float(left**2 @ smooth[:BINS] + right**2 @ smooth[BINS:]))
    chance = 0.5 * erfc(gap / spread / sqrt(2)) if spread else 1.0
    return Jump(int(counts[BINS - 1]), float(smooth[BINS - 1]), int(counts[BINS]), chance)


def _at_limit(middle: Floats) -> Floats:
    """The weights with which counts give the height of their line at the limit."""
    weight = 1 - np.abs(middle) / REACH
    nought, one, two = (float((weight * middle**power).sum()) for power in range(3))
    return np.asarray(weight * (two - one * middle) / (two * nought - one * one), np.float64)


def _smooth(middle: Floats, counts: Floats) -> Floats:
    """One curve of the third degree through both sides, the bins beside the limit left out; nowhere under a tenth of the mean."""
    kept = np.abs(np.arange(counts.size) - counts.size / 2 + 0.5) > 2
    curve = np.polynomial.Polynomial.fit(middle[kept], counts[kept], 3)
    return np.maximum(np.asarray(curve(middle), np.float64), max(0.1 * float(counts.mean()), 0.25))
