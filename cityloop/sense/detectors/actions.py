import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, nothing, taken
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Detector
from cityloop.sense import folds
from cityloop.sense.alerts import actions as alerts
from cityloop.sense.alerts import grouping, masses
from cityloop.sense.alerts.crowds import crowds
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.devices import queries as devices

AT_ONCE = 1000  # sightings in one transaction: a storm must not keep everyone else from writing
Begin = Callable[[str], AbstractContextManager[Work]]


def look(work: Work, begin: Begin, detector: Detector) -> None:
    """Let the detector read on in the reading log, and give what it finds to the alerts.

    Most steps find nothing, so `work` need only be a glance; `begin` begins the transaction for what is found. The
    state moves on once the alerts are kept; if the process dies before, the same is found again and changes nothing.
    """
    state, offset = work.frames.states.of(detector.reader)
    readings, until = work.frames.log.read(offset)
    noted = crowds(work, detector).read_to if detector.mass else 0
    if offset < noted < until:  # as far as it is noted already, and no further
        readings, until = readings.take(np.arange(noted - offset)), noted
    mine = folds.as_read(work.frames, detector, readings)
    findings = nothing()
    if mine.at.size:
        state, found = folds.step(work, detector, state, mine)
        assert isinstance(found, Findings)
        findings = found
    if findings.subject.size and until > noted:
        if detector.mass:
            _note(work, begin, detector, until, findings, state[detector.still])
        else:
            _notice(work, begin, detector, findings)
    work.frames.states.advance(detector.reader, state, until)


def _notice(work: Work, begin: Begin, detector: Detector, findings: Findings) -> None:
    """Each finding for itself."""
    found = sightings(work, detector, findings)
    for first in range(0, len(found), AT_ONCE):
        with begin(detector.name) as noticing:
            alerts.notice(noticing, detector, found[first : first + AT_ONCE])


def _note(work: Work, begin: Begin, detector: Detector, until: int, findings: Findings, still: NDArray[np.generic]) -> None:
    """What is part of a storm of thousands as numbers, the rest each for itself."""
    parted = grouping.part(findings, still, crowds(work, detector).of(findings.subject))
    news, lasts = taken(findings, parted.news), parted.lasts[parted.news]
    groups = grouping.grouped(work, detector, news, lasts)
    alone = np.ones(news.subject.size, bool)
    for group in groups:
        alone[group.rows] = False
    if alone.any():
        _notice(work, begin, detector, taken(news, np.flatnonzero(alone)))
    if not groups and not parted.back.size:
        return
    with begin(detector.name) as noting:
        few_left = masses.note(noting, detector, until, news, lasts, groups, taken(findings, parted.back))
    if few_left:
        with begin(detector.name) as dissolving:
            masses.dissolve(dissolving, detector, until)


def sightings(work: Work, detector: Detector, findings: Findings) -> list[Sighting]:
    """The findings with the names and places people use: where it was said, else where the subject is known to stand."""
    named = []
    places = _places(work, detector, findings)
    for subject, began, ended, peak, lon, lat in zip(*(column.tolist() for column in findings), strict=True):
        name = folds.found_name(work.frames, detector, subject)
        if math.isnan(lon):
            lon, lat = places.get(name, (lon, lat))
        named.append(Sighting.of(name, began, ended, peak, lon, lat))
    return _inside(work, detector.area, named) if detector.area and named else named


def _inside(work: Work, area: str, named: list[Sighting]) -> list[Sighting]:
    """Those in the area; of one that stands nowhere nobody can say so."""
    lon, lat = (np.array([getattr(one, name) for one in named], np.float64) for name in ("lon", "lat"))
    codes = areas.codes_at(work, lon, lat)
    return [one for one, code in zip(named, codes, strict=True) if str(code).startswith(area)]


def _places(work: Work, detector: Detector, findings: Findings) -> Mapping[str, tuple[float, float]]:
    unsaid = np.unique(findings.subject[np.isnan(findings.lon)]).tolist()
    names = [folds.found_name(work.frames, detector, subject) for subject in unsaid]
    strange = [name for name in names if name not in detector.places]
    return {**devices.places(work, strange), **detector.places}
