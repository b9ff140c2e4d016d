"""Working time as a ruler laid along time: how much of it has gone by at an instant, and when so much will have.

A ruler is straight in every stretch that counts and flat between them, so both questions are one binary search.
Instants and ticks are whole microseconds in int64; what no calendar reaches is FAR.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
FAR = np.int64(2**62)


class Ruler(NamedTuple):
    """Stretches that count, in order, none over another: each begins at `begins` with `before` ticks and ends with `after`."""

    begins: Whole  # [stretch]
    ends: Whole  # [stretch]
    before: Whole  # [stretch]
    after: Whole  # [stretch]


def ruler(begins: Whole, ends: Whole, ticks: Whole) -> Ruler:
    """The ruler of these stretches, each `ticks` long.

    >>> ruler(np.array([0, 20]), np.array([10, 30]), np.array([10, 10])).after.tolist()
    [10, 20]
    """
    after = np.cumsum(ticks)
    return Ruler(begins, ends, after - ticks, after)


def counted(of: Ruler | None, at: Whole) -> Whole:
    """The ticks gone by at each instant; on no ruler every microsecond counts.

    >>> counted(ruler(np.array([0, 20]), np.array([10, 30]), np.array([10, 10])), np.array([4, 15, 25, 99])).tolist()
    [4, 10, 15, 20]
    """
    if of is None:
        return at
    which = np.maximum(np.searchsorted(of.begins, at, "right") - 1, 0)
    long = of.ends[which] - of.begins[which]
    inside = np.clip(at - of.begins[which], 0, long)
    return of.before[which] + _scaled(inside, of.after[which] - of.before[which], long)


def reached(of: Ruler | None, ticks: Whole) -> Whole:
    """The first instant at which so many ticks have gone by, FAR where the ruler ends before.

    >>> reached(ruler(np.array([0, 20]), np.array([10, 30]), np.array([10, 10])), np.array([4, 10, 11, 20])).tolist()
    [4, 10, 21, 30]
    """
    if of is None:
        return ticks
    beyond = ticks > of.after[-1]
    which = np.where(beyond, 0, np.searchsorted(of.after, ticks, "left"))
    inside = np.maximum(ticks - of.before[which], 0)
    at = of.begins[which] + _scaled(inside, of.ends[which] - of.begins[which], of.after[which] - of.before[which])
    return np.where(beyond, FAR, at)


def _scaled(part: Whole, whole: Whole, of: Whole) -> Whole:
    """`part` of `of`, as so much of `whole`; exact where the two are equally long."""
    return np.where(whole == of, part, np.rint(part * (whole / of)).astype(np.int64))
