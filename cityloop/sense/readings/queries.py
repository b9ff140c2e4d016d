from collections.abc import Sequence
from datetime import datetime

import numpy as np

from cityloop.kernels.columns import Readings
from cityloop.kit.work import Work


def window(work: Work, signals: Sequence[str], since: datetime, until: datetime, subject: str | None = None) -> Readings:
    """The stored readings of these signals with since <= at < until, of one subject or of all, oldest first."""
    numbers = [number for name in signals if (number := work.frames.signals.known(name)) is not None]
    readings = work.frames.log.window(numbers, int(since.timestamp() * 1000), int(until.timestamp() * 1000))
    if subject is None:
        return readings
    known = work.frames.subjects.known(subject)
    return readings.take(np.flatnonzero(readings.subject == (-1 if known is None else known)))
