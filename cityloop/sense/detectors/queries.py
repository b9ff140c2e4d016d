from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from cityloop.kernels.columns import Findings, Readings, State, joined, merged, nothing
from cityloop.kit.work import Work
from cityloop.rulebook import Detector
from cityloop.sense import folds
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.detectors.actions import sightings
from cityloop.sense.detectors.rules import stretches as stretches
from cityloop.sense.readings import queries as readings

PIECE, SHORTEST, LONGEST = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
AT_ONCE = 2_000_000  # readings of a piece; a stretch that holds more is read in shorter pieces from then on


class Piece(NamedTuple):
    """A piece of the past that was read: up to when, how many readings, and what was found in it."""

    until: datetime
    readings: int
    findings: Findings


def find_again(
    work: Work, name: str, since: datetime, until: datetime, instead: Mapping[str, float] | None = None
) -> list[Sighting]:
    """What the detector finds in a stretch of the stored readings, from an empty state, by the same step as live.

    `instead` holds parameter values to try in place of those in force.
    """
    detector = work.rulebook.detector(name)
    found = [piece.findings for piece in read_again(work, detector, since, until, instead)]
    return sightings(work, detector, merged(joined(found)))


def read_again(
    work: Work, detector: Detector, since: datetime, until: datetime, instead: Mapping[str, float] | None = None
) -> Iterator[Piece]:
    """The same piece by piece, so that no more of the past is in memory than one piece."""
    names = [signal.name for signal in detector.reads]
    state: State = {}
    piece = PIECE
    while since < until:
        end = min(since + piece, until)
        window = readings.window(work, names, since, end)
        mine, found = folds.as_read(work.frames, detector, window), nothing()
        if mine.at.size:
            state, said = folds.step(work, detector, state, mine, instead)
            assert isinstance(said, Findings)
            found = said
        yield Piece(end, mine.at.size, found)
        since = end
        if mine.at.size > AT_ONCE:
            piece = max(piece / 4, SHORTEST)
        elif mine.at.size < AT_ONCE // 8:
            piece = min(piece * 2, LONGEST)


def find_in(work: Work, detector: Detector, given: Readings, names: Sequence[str]) -> list[Sighting]:
    """What the detector finds in readings that are given, their signals and subjects by place in `reads` and `names`."""
    one = replace(detector, subjects=tuple(names))
    _, findings = folds.step(work, one, {}, given)
    assert isinstance(findings, Findings)
    return sightings(work, one, merged(findings))
