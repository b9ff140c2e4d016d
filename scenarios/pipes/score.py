"""What a year of call-outs was worth: water not lost, less metres dug at the wrong place and trips for nothing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EURO_PER_M3 = 0.80  # the competition's price of lost water
EURO_PER_TRIP = 500.0  # the competition's price of a call-out, in full where nothing is found
REACH = 300.0  # m of pipe within which a crew finds the leak
ROWS_PER_HOUR = 12


class Callout(NamedTuple):
    pipe: int
    row: int  # place in the year, 5-minute steps


class Found(NamedTuple):
    row: int
    distance: float  # m
    euro: float


class Score(NamedTuple):
    euro: float
    found: dict[int, Found]  # by the leaking pipe
    false: int


def score(
    callouts: Sequence[Callout],
    leaks: Sequence[int],
    leakflow: Mapping[int, NDArray[np.floating]],
    distances: NDArray[np.float64],
) -> Score:
    """Each leak pays once, to the first call-out near enough while it runs; `leakflow` is m3/h per row and pipe.

    >>> flow = {3: np.array([0.0, 12.0, 12.0])}
    >>> score([Callout(3, 1), Callout(3, 2)], [3], flow, np.zeros((4, 4)))
    Score(euro=1.6, found={3: Found(row=1, distance=0.0, euro=1.6)}, false=0)
    """
    euro, false, found = 0.0, 0, dict[int, Found]()
    for call in sorted(callouts, key=lambda call: call.row):
        near = [
            (float(distances[call.pipe, leak]), leak)
            for leak in leaks
            if leakflow[leak][call.row] > 0 and distances[call.pipe, leak] <= REACH
        ]
        fresh = [pair for pair in near if pair[1] not in found]
        if not near:
            false += 1
            euro -= EURO_PER_TRIP
        elif fresh:
            distance, leak = min(fresh)
            water = float(leakflow[leak][call.row :].sum(dtype=np.float64)) / ROWS_PER_HOUR
            gain = EURO_PER_M3 * water - EURO_PER_TRIP * distance / REACH
            found[leak] = Found(call.row, distance, gain)
            euro += gain
    return Score(euro, found, false)
