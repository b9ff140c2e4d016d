"""Is a point inside a polygon? Exact, for points in double precision: the sign of every turn is certain."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

# A turn's sign is certain above this share of its two products' sum (Shewchuk, Adaptive Precision, 1997, orient2d).
UNSURE = 3.3306690738754716e-16
HALVES = 134217729.0  # 2**27 + 1 splits a double into two halves whose products are exact (Dekker 1971)


class Rings(NamedTuple):
    """Polygons as closed rings, first vertex repeated at the end; what is inside an odd number of rings is inside."""

    x: Floats
    y: Floats
    ring: Longs  # i8[rings + 1], where a ring's vertices begin
    polygon: Longs  # i8[polygons + 1], where a polygon's rings begin


@njit(cache=True, nogil=True)
def covers(rings: Rings, polygon: int, px: float, py: float) -> bool:
    """Whether the point is inside a polygon or on its border."""
    inside = False
    x, y = rings.x, rings.y
    for ring in range(rings.polygon[polygon], rings.polygon[polygon + 1]):
        first = rings.ring[ring]
        x1, y1 = x[first], y[first]
        for vertex in range(first + 1, rings.ring[ring + 1]):
            x2, y2 = x[vertex], y[vertex]
            if (y1 > py) != (y2 > py):
                if px < x1 and px < x2:
                    inside = not inside
                elif px <= x1 or px <= x2:
                    side = turn(x1, y1, x2, y2, px, py)
                    if side == 0.0:
                        return True
                    if (side > 0.0) == (y2 > y1):
                        inside = not inside
            elif y2 == py and (x2 == px or (y1 == py and (x1 <= px) == (px <= x2))):
                return True
            x1, y1 = x2, y2
    return inside


@njit(cache=True, nogil=True)
def turn(x1: float, y1: float, x2: float, y2: float, px: float, py: float) -> float:
    """Positive if the point is left of the way from 1 to 2, negative if right, zero if on the line through them."""
    left, right = (x1 - px) * (y2 - py), (y1 - py) * (x2 - px)
    area = left - right
    if abs(area) > UNSURE * (abs(left) + abs(right)):
        return area
    return _turn_in_pairs(x1, y1, x2, y2, px, py)


@njit(cache=True, nogil=True)
def _turn_in_pairs(x1: float, y1: float, x2: float, y2: float, px: float, py: float) -> float:
    """The same with pairs of doubles, high and low part: good to 104 bits, twice what coordinates have."""
    left, left_low = _times(_minus(x1, px), _minus(y2, py))
    right, right_low = _times(_minus(y1, py), _minus(x2, px))
    high, low = _minus(left, right)
    return high + (low + (left_low - right_low))


@njit(cache=True, nogil=True)
def _minus(a: float, b: float) -> tuple[float, float]:
    """a - b without loss (Knuth's two-sum)."""
    high = a - b
    back = high - a
    return high, (a - (high - back)) - (b + back)


@njit(cache=True, nogil=True)
def _times(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """a times b, each a pair; the product of the low parts is below what a pair can hold."""
    high = a[0] * b[0]
    scaled = HALVES * a[0]
    a_high = scaled - (scaled - a[0])
    scaled = HALVES * b[0]
    b_high = scaled - (scaled - b[0])
    a_low, b_low = a[0] - a_high, b[0] - b_high
    low = ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low
    low += a[0] * b[1] + a[1] * b[0]
    total = high + low
    return total, low - (total - high)
