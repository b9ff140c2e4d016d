"""Indirect standardisation: what each unit would have reached with its own mix of cases if it worked as all do together.

Each case falls in a cell (category, grade, hour); the share of good ends in a cell is drawn towards that of its category, and
that towards the whole, by so many cases' weight as `PRIOR`. A unit's difference is (good - expected) / cases. The spread of
true differences is estimated (DerSimonian and Laird 1986) and each difference is drawn towards nought by how little is known of
it. Units whose difference from the best of a place is within 1.96 standard errors share that place.
"""

from typing import NamedTuple

import numpy as np

from cityloop.kernels.columns import Floats, Ints

PRIOR = 20.0  # cases
SURE = 1.96  # standard errors: 95 of 100


class Standing(NamedTuple):
    """For each unit: cases, good ones, expected good ones, the difference drawn towards nought, its standard error, and both
    places from 1 on; nan and 0 where it has no case."""

    cases: Floats
    good: Floats
    expected: Floats
    difference: Floats
    error: Floats
    raw: Ints
    adjusted: Ints


def standardise(unit: Ints, cell: Ints, above: Ints, good: Floats, units: int) -> Standing:
    """Stand `units` beside each other. For each case its unit, its cell, the category above the cell, and 1 for a good end.

    >>> one = standardise(np.array([0, 0, 1, 1]), np.zeros(4, int), np.zeros(4, int), np.array([1.0, 0.0, 1.0, 0.0]), 2)
    >>> one.raw.tolist(), one.adjusted.tolist()
    ([1, 1], [1, 1])
    """
    share = _share(cell, good, _share(above, good, np.full(good.size, good.mean() if good.size else 0.0)))
    cases = np.bincount(unit, minlength=units).astype(np.float64)
    reached = np.asarray(np.bincount(unit, good, minlength=units), np.float64)
    expected = np.asarray(np.bincount(unit, share, minlength=units), np.float64)
    with np.errstate(all="ignore"):
        difference = (reached - expected) / cases
        variance = np.bincount(unit, share * (1 - share), minlength=units) / cases**2
    known = (cases > 0) & (variance > 0)
    spread = _spread(difference[known], variance[known])
    weight = np.where(known, spread / (spread + np.where(known, variance, 1.0)), 0.0)
    drawn = np.where(cases > 0, np.where(known, difference, 0.0) * weight, np.nan)
    error = np.where(cases > 0, np.sqrt(np.where(known, variance, 0.0) * weight), np.nan)
    with np.errstate(all="ignore"):
        raw = places(reached / cases, np.zeros(units))
    return Standing(cases, reached, expected, drawn, error, raw, places(drawn, error))


def places(value: Floats, error: Floats) -> Ints:
    """Places from the largest value on; who cannot be told from the best of a place shares it. 0 where there is no value."""
    place = np.zeros(value.size, np.int32)
    order = np.argsort(-value, kind="stable")
    best, at = -1, 0
    for position, row in enumerate(order[: int((~np.isnan(value)).sum())], start=1):
        if best < 0 or value[best] - value[row] > SURE * np.hypot(error[best], error[row]) + 1e-12:
            best, at = row, position
        place[row] = at
    return place


def _share(cell: Ints, good: Floats, prior: Floats) -> Floats:
    """For each case the share of good ends in its cell, drawn towards `prior`."""
    _, code = np.unique(cell, return_inverse=True)
    many, reached = np.bincount(code), np.bincount(code, good)
    return np.asarray((reached[code] + PRIOR * prior) / (many[code] + PRIOR), np.float64)


def _spread(difference: Floats, variance: Floats) -> float:
    """The variance of true differences between units beyond what chance makes."""
    if difference.size < 2:
        return 0.0
    weight = 1.0 / variance
    mean = (weight * difference).sum() / weight.sum()
    beyond = (weight * (difference - mean) ** 2).sum() - (difference.size - 1)
    return float(max(0.0, beyond / (weight.sum() - (weight**2).sum() / weight.sum())))
