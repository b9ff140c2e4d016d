"""The pipes scenario's own maths, compiled: sums in a fixed order, so that a batch of another size rounds the same."""

import numpy as np
from numba import njit

from cityloop.kernels.columns import Floats, Longs

HOUR = 3_600_000
DEMAND, PUMP = 100.0, 50.0  # m3/h, only to keep the features near 1
NONE = -1


@njit(cache=True, nogil=True)
def features(inlets: Floats, pump: Floats, level: Floats) -> Floats:
    """What the boundary says, (rows, 8): head losses grow with flow to the 1.85, which a cubic follows to 3 mm.

    Only the sum of the inlets is used. Their split tells where water leaves, and that is the news, not the expectation.
    """
    out = np.empty((inlets.size, 8))
    for row in range(inlets.size):
        demand, pumped = (inlets[row] - pump[row]) / DEMAND, pump[row] / PUMP
        out[row, 0], out[row, 1], out[row, 2], out[row, 3] = 1.0, demand, demand**2, demand**3
        out[row, 4], out[row, 5], out[row, 6], out[row, 7] = pumped, pumped * demand, pumped**2, level[row]
    return out


@njit(cache=True, nogil=True)
def weighted(inputs: Floats, coefficients: Floats) -> Floats:
    """`inputs` (rows, features) times `coefficients` (features, sensors)."""
    out = np.zeros((inputs.shape[0], coefficients.shape[1]))
    for row in range(inputs.shape[0]):
        for feature in range(inputs.shape[1]):
            for sensor in range(coefficients.shape[1]):
                out[row, sensor] += inputs[row, feature] * coefficients[feature, sensor]
    return out


@njit(cache=True, nogil=True)
def hour_means(moments: Longs, table: Floats, hour: Longs, total: Floats, count: Floats) -> tuple[Longs, Floats]:
    """The hours that are over, (when the row came that closed it, means); the open one stays in the last three."""
    ends = np.empty(moments.size, np.int64)
    means = np.empty((moments.size, total.size))
    done = 0
    for row in range(moments.size):
        now = moments[row] // HOUR
        if now != hour[0] and hour[0] != NONE:
            ends[done] = moments[row]
            for sensor in range(total.size):
                means[done, sensor] = total[sensor] / count[sensor] if count[sensor] else np.nan
            done += 1
            total[:] = 0.0
            count[:] = 0.0
        hour[0] = now
        for sensor in range(total.size):
            if np.isfinite(table[row, sensor]):
                total[sensor] += table[row, sensor]
                count[sensor] += 1.0
    return ends[:done], means[:done]


@njit(cache=True, nogil=True)
def non_negative(gram: Floats, target: Floats) -> Floats:
    """Minimum of x'Gx/2 - b'x over x >= 0, one coordinate after the other; exact enough after a few hundred rounds."""
    x = np.zeros(target.size)
    for _ in range(2000):
        moved = 0.0
        for place in range(target.size):
            slope = target[place]
            for other in range(target.size):
                slope -= gram[place, other] * x[other]
            new = max(0.0, x[place] + slope / gram[place, place])
            moved = max(moved, abs(new - x[place]))
            x[place] = new
        if moved < 1e-9:
            break
    return x
