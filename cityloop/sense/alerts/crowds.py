"""Crowds: who is in which storm, where they are too many for an alert each; a column by subject, read from what was written."""

import threading
from datetime import datetime
from typing import Any, NamedTuple, cast

import numpy as np
from sqlalchemy import func, select

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.stretches import grown
from cityloop.kit.work import Work
from cityloop.rulebook import Detector
from cityloop.sense.alerts.packing import unpacked
from cityloop.sense.alerts.rules import moment
from cityloop.sense.alerts.tables import Alert, CrowdLine
from cityloop.sense.devices.queries import grounds

AT_ONCE = 64  # lines in memory together
INT = np.dtype(np.int32)
_ONE_AT_A_TIME = threading.Lock()


class Crowds(NamedTuple):
    """`storm_of[subject]` is the head of the storm it is in, 0 for none; a subject beyond its end is in none. `read_to`:
    what was found in the reading log up to there is written."""

    storm_of: Ints
    read_to: int

    def of(self, subjects: Ints) -> Ints:
        """The storm each of these subjects is in."""
        found = np.zeros(subjects.size, np.int32)
        inside = subjects < self.storm_of.size
        found[inside] = self.storm_of[subjects[inside]]
        return found


def crowds(work: Work, detector: Detector) -> Crowds:
    """Who is in which storm of the detector now, as far as this work may read. Four bytes a subject.

    What is kept of it in memory is brought up to date by the lines written since.
    """
    with _ONE_AT_A_TIME:
        name = f"{detector.reader}.crowds"
        state, newest = work.frames.states.of(name)
        if not newest:
            newest = _before_what_rages(work, detector)
        lines = select(CrowdLine.id, CrowdLine.head, CrowdLine.read_to, CrowdLine.packed)
        lines = lines.where(CrowdLine.reader == detector.reader, CrowdLine.id > newest).order_by(CrowdLine.id)
        for number, head, read_to, said in work.session.execute(lines.execution_options(yield_per=AT_ONCE)):
            subject, _ = unpacked(said)
            storm_of = cast("Ints", grown(state, "storm_of", int(subject.max()) + 1, INT))
            storm_of[subject] = head or 0
            state["read_to"], newest = np.array(read_to), number
        work.frames.states.advance(name, state, newest)
        return Crowds(cast("Any", state.get("storm_of", np.zeros(0, np.int32))), int(cast("Any", state.get("read_to", 0))))


def _before_what_rages(work: Work, detector: Detector) -> int:
    """The line before the first that says anything of a storm that still rages; of older ones nobody needs to know who was
    in them. The newest line is always read, for it says how far the log was read."""
    mine = CrowdLine.reader == detector.reader
    rages = select(func.min(CrowdLine.id)).join(Alert, Alert.id == CrowdLine.head).where(mine, Alert.crowd > 0)
    first = work.session.scalar(rages) or work.session.scalar(select(func.max(CrowdLine.id)).where(mine)) or 1
    return first - 1


class One(NamedTuple):
    """A subject of a crowd, by its number and name, and since when."""

    number: int
    name: str
    since: datetime


def page(work: Work, head: Alert, after: int = -1, limit: int = 100) -> list[One]:
    """Those who are in this storm now and kept as numbers, in the order of numbers, after the number `after`."""
    detector = work.rulebook.detectors.get(head.detector)
    if detector is None or not head.crowd:
        return []
    storm_of = crowds(work, detector).storm_of
    numbers = np.flatnonzero(storm_of[max(0, after + 1) :] == head.id)[:limit] + max(0, after + 1)
    since = since_of(work, head, numbers.astype(np.int32))
    subjects = work.frames.subjects
    return [One(number, subjects[number], moment(at)) for number, at in zip(numbers.tolist(), since.tolist(), strict=True)]


def since_of(work: Work, head: Alert, numbers: Ints) -> Longs:
    """Since when (ms) each of these, who are in the storm, is in it: as they said last."""
    since = np.zeros(numbers.size, np.int64)
    for said in work.session.scalars(select(CrowdLine.packed).where(CrowdLine.head == head.id).order_by(CrowdLine.id)):
        subject, at = unpacked(said)
        spot = np.minimum(np.searchsorted(subject, numbers), subject.size - 1)
        there = subject[spot] == numbers
        since[there] = at[spot[there]]
    return since


def about(work: Work, name: str) -> list[Alert]:
    """The storms a subject is in as a number."""
    subject = work.frames.subjects.known(name)
    if subject is None:
        return []
    number = np.array([subject], np.int32)
    found = [int(crowds(work, one).of(number)[0]) for one in work.rulebook.detectors.values() if one.mass]
    return [work.find(Alert, head) for head in found if head]


def counted(work: Work, detector: Detector, digits: int) -> dict[str, int]:
    """How many subjects are in storms as numbers, by the first digits of the grid they stand in."""
    storm_of = crowds(work, detector).storm_of
    ground = grounds(work)
    grids = ground.grids_of(np.flatnonzero(storm_of).astype(np.int32)) % ground.codes.size
    numbers = np.bincount(grids, minlength=ground.codes.size)
    summed: dict[str, int] = {}
    for place in np.flatnonzero(numbers).tolist():
        code = str(ground.codes[place])[:digits]
        summed[code] = summed.get(code, 0) + int(numbers[place])
    return summed
