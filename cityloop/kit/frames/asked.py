"""What is asked of the log: signals, a stretch of time, subjects; and which readings of a segment that is."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cityloop.kernels.columns import Ints, Readings
from cityloop.kit.frames import segments


class Held(NamedTuple):
    """A segment: the offset it begins at, between which instants it lies, and its readings where they are in memory."""

    first: int
    oldest: int
    newest: int
    path: Path
    parts: Sequence[Readings] | None = None


class Asked(NamedTuple):
    """since <= at < until in milliseconds UTC; no `subjects` are all of them."""

    signals: Sequence[int]
    since: int
    until: int
    subjects: Ints | None

    def of(self, held: Sequence[Held], rolled: int) -> list[Readings]:
        """The readings asked for that lie in segments from the offset `rolled` on."""
        found: list[Readings] = []
        for one in held:
            if one.first >= rolled and one.oldest < self.until and one.newest >= self.since:
                found += map(self._inside, one.parts if one.parts is not None else [segments.readings(one.path)])
        return found

    def _inside(self, readings: Readings) -> Readings:
        inside = np.isin(readings.signal, self.signals) & (readings.at >= self.since) & (readings.at < self.until)
        if self.subjects is not None:
            inside &= np.isin(readings.subject, self.subjects)
        return readings.take(np.flatnonzero(inside))
