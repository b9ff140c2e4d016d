import math

from cityloop.kernels.columns import Findings
from cityloop.kit.work import Work
from cityloop.rulebook import Detector
from cityloop.sense import folds
from cityloop.sense.alerts import actions as alerts
from cityloop.sense.alerts.rules import Sighting


def look(work: Work, limit: int = 1 << 20) -> int:
    """Let every detector read on in the reading log, and give what it finds to the alerts. How many readings were read.

    The state moves on in memory; if the work is undone, `work.frames.states.forget` takes it back.
    """
    return sum(_read_on(work, detector, limit) for detector in work.rulebook.detectors.values())


def _read_on(work: Work, detector: Detector, limit: int) -> int:
    state, offset = work.frames.states.of(detector.name)
    readings, until = work.frames.log.read(offset, limit)
    if until == offset:
        return 0
    mine = folds.as_read(work.frames, detector, readings)
    if mine.at.size:
        state, findings = folds.step(work, detector, state, mine)
        assert isinstance(findings, Findings)
        for sighting in sightings(work, detector, findings):
            alerts.notice(work, detector, sighting)
    work.frames.states.advance(detector.name, state, until)
    return until - offset


def sightings(work: Work, detector: Detector, findings: Findings) -> list[Sighting]:
    """The findings with the names and places people use."""
    named = []
    for subject, began, ended, peak, lon, lat in zip(*(column.tolist() for column in findings), strict=True):
        name = folds.found_name(work.frames, detector, subject)
        if math.isnan(lon):
            lon, lat = detector.places.get(name, (lon, lat))
        named.append(Sighting.of(name, began, ended, peak, lon, lat))
    return named
