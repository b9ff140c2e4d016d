import numpy as np

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch
from cityloop.kit.work import Work
from cityloop.rulebook import Indicator
from cityloop.sense import folds


def measure(work: Work, indicator: Indicator) -> None:
    """Let the indicator read on; what it gives goes into the same log.

    If the process dies between the two, the same readings are given again, and the log knows them.
    """
    state, offset = work.frames.states.of(indicator.name)
    readings, until = work.frames.log.read(offset)
    mine = folds.as_read(work.frames, indicator, readings)
    if mine.at.size:
        state, given = folds.step(work, indicator, state, mine)
        assert isinstance(given, Readings)
        if given.at.size:
            work.frames.log.append([Batch(indicator.name, "", "", _as_stored(work, indicator, given))])
    work.frames.states.advance(indicator.name, state, until)


def _as_stored(work: Work, indicator: Indicator, given: Readings) -> Readings:
    """The readings under the log's own numbers."""
    signal = np.full(given.at.size, work.frames.signals.number(indicator.gives.name), np.int32)
    subject = given.subject
    if indicator.subjects is not None:
        subject = work.frames.subjects.numbers(indicator.subjects)[subject]
    return given._replace(signal=signal, subject=subject)
