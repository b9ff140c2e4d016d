"""Lamps: four colours that light when a value holds beyond a limit and go out when it has been quiet, cell by cell."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints

NO_TIME = -(2**31)
DEGREES = 4  # how bad: 0 calm, 1 blue … 4 red

Degrees = NDArray[np.int8]


class Holds(NamedTuple):
    """What a lamp remembers of each cell, times in whole seconds of any epoch."""

    lit: Degrees  # [cell]
    since: Ints  # [cell, 4]: since when the value has been beyond the limit of each degree, NO_TIME if it is not
    quiet: Ints  # [cell]: since when it has been back from the limit of what is lit


class Ways(NamedTuple):
    """How a lamp is lit: how long a value holds before it rises, falls and goes out, and how far it must come back."""

    rises: bool
    up_s: float
    down_s: float
    clear_s: float
    hysteresis: float


@njit(cache=True, nogil=True)
def step(holds: Holds, values: Floats, said: Ints, limits: Floats, ways: Ways, now: int) -> bool:
    """Let the values, `said` when (s), hold until `now` and change what is lit. `limits` [4, cell] blue first, nan where none.

    Whether time alone may still change something. A value that is not known (nan) puts the lamp out and forgets.
    """
    waits, sign = False, 1.0 if ways.rises else -1.0
    for cell in range(values.size):
        value = values[cell] * sign
        if np.isnan(value):
            holds.lit[cell] = 0
            holds.quiet[cell] = NO_TIME
            holds.since[cell, :] = NO_TIME
            continue
        up, stays = 0, 0
        for degree in range(1, DEGREES + 1):
            limit = limits[degree - 1, cell] * sign
            if value >= limit - ways.hysteresis:
                stays = degree
            if not value >= limit:
                holds.since[cell, degree - 1] = NO_TIME
                continue
            if holds.since[cell, degree - 1] == NO_TIME:
                holds.since[cell, degree - 1] = said[cell]
            if now - holds.since[cell, degree - 1] >= ways.up_s:
                up = degree
            elif degree > holds.lit[cell]:
                waits = True
        if max(up, stays) >= holds.lit[cell]:
            holds.lit[cell] = max(up, holds.lit[cell])
            holds.quiet[cell] = NO_TIME
        else:
            _fall(holds, cell, stays, said[cell], ways, now)
            waits = waits or holds.lit[cell] > stays
    return waits


@njit(cache=True, nogil=True)
def _fall(holds: Holds, cell: int, stays: int, said: int, ways: Ways, now: int) -> None:
    """Lower the lamp of a cell that has come back to the degree `stays`, if it has been quiet for long enough."""
    if holds.quiet[cell] == NO_TIME:
        holds.quiet[cell] = said
    rested = now - holds.quiet[cell]
    if stays == 0 and rested >= ways.clear_s:
        holds.lit[cell] = 0
        holds.quiet[cell] = NO_TIME
    elif rested >= ways.down_s and max(stays, 1) < holds.lit[cell]:
        holds.lit[cell] = max(stays, 1)
        if stays > 0:
            holds.quiet[cell] = NO_TIME
