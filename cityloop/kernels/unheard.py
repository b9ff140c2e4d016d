"""Unheard: a subject that has spoken once, and then says nothing for a while. Nobody need say what is expected of it.

Absence with one expectation for all: whoever speaks is expected to speak again. Time goes on by ticks, as there.
"""

import numpy as np

from cityloop.kernels import absence
from cityloop.kernels.absence import EXPECTS, TICK
from cityloop.kernels.columns import Findings, Floats, Readings, State, nothing, together

HEARD = 2  # where absence looks for what means that a subject was heard


def step(state: State, readings: Readings, *, for_s: Floats) -> tuple[State, Findings]:
    """Subjects that were heard and then not for longer than `for_s`. Signal 0 is the tick, every other means: heard.

    A stretch begins when the subject was heard last, is said once while it lasts and again when it is over, and has no place;
    `state["silent"]` says by subject whether it lasts. Peak: seconds of silence. It counts from the first tick at the earliest.

    >>> at = np.array([0, 10, 20, 30, 40]) * 1000
    >>> rows = Readings(np.array([1, 0, 0, 0, 0], np.int32), np.array([0, 1, 1, 1, 1], np.int32), at,
    ...     np.array([7.0, 10, 10, 10, 10]), np.zeros(5), np.zeros(5))
    >>> found = step({}, rows, for_s=np.full(5, 25.0))[1]
    >>> found.began, found.ended, found.peak
    (array([0]), array([40000]), array([40.]))
    """
    if not readings.at.size:
        return state, nothing()
    heard = readings.signal != TICK
    rows = readings._replace(signal=np.where(heard, HEARD, TICK).astype(np.int32))
    new = _newcomers(state, rows.take(np.flatnonzero(heard)))
    misses = np.concatenate((np.full(new.at.size, for_s[0]), for_s))  # of one report a second
    return absence.step(state, together([new, rows]), misses=misses)


def _newcomers(state: State, rows: Readings) -> Readings:
    """That a report a second is expected of each who speaks for the first time, from then on."""
    first = np.lexsort((rows.at, rows.subject))
    _, place = np.unique(rows.subject[first], return_index=True)
    found = rows.take(first[place])
    known = state.get("expect_s", np.zeros(0, np.float32))
    new = found.subject >= known.size
    new[~new] = np.asarray(known)[found.subject[~new]] == 0
    new_rows = found.take(np.flatnonzero(new))
    size = new_rows.at.size
    return new_rows._replace(signal=np.full(size, EXPECTS, np.int32), value=np.ones(size))
