from collections.abc import Mapping
from datetime import datetime

from cityloop.kernels.columns import Findings, merged
from cityloop.kit.work import Work
from cityloop.sense import folds
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.detectors.actions import sightings


def find_again(
    work: Work, name: str, since: datetime, until: datetime, instead: Mapping[str, float] | None = None
) -> list[Sighting]:
    """What the detector finds in a stretch of the stored readings, from an empty state, by the same step as live.

    `instead` holds parameter values to try in place of those in force.
    """
    detector = work.rulebook.detector(name)
    signals = folds.signals_read(work.frames, detector)
    window = work.frames.log.window(signals, int(since.timestamp() * 1000), int(until.timestamp() * 1000))
    mine = folds.as_read(work.frames, detector, window)
    if not mine.at.size:
        return []
    _, findings = folds.step(work, detector, {}, mine, instead)
    assert isinstance(findings, Findings)
    return sightings(work, detector, merged(findings))
