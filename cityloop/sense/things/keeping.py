"""Keeping observations: by the intake to the log, on disk before anyone is told; what is noted beside them after that."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cityloop.kit.errors import Refused
from cityloop.kit.frames import Batch, Counts
from cityloop.kit.work import Work
from cityloop.sense.readings.intake import Intake, Result, Told
from cityloop.sense.things import observations, taking
from cityloop.sense.things.observations import milliseconds
from cityloop.sense.things.rules import Unfit
from cityloop.sense.things.streams import Stream
from cityloop.sense.things.tables import FeatureOfInterest, ObservationNote
from cityloop.sense.things.taking import Taken


class AlreadyOther(Refused):
    """At this instant the Datastream has another result already. What was read stays; a new Observation has a new time."""

    status = 409


class Keeper:
    """Knows the intake and the clock. Two observations without a time of their own are given two instants."""

    def __init__(
        self, intake: Intake, clock: Callable[[], datetime], begin: Callable[[str], AbstractContextManager[Work]]
    ) -> None:
        self._intake, self._clock, self._begin = intake, clock, begin
        self._lock = threading.Lock()
        self._last = 0

    def now(self) -> int:
        with self._lock:
            self._last = max(self._last + 1, milliseconds(self._clock()))
            return self._last

    def understood(self, stream: Stream, said: Any) -> Taken:
        return taking.observation(stream, said, self.now() if said.get("phenomenonTime") is None else 0)

    def submit(self, source: str, taken: Sequence[Taken], told: Told, token: Any) -> set[int]:
        """Hand the observations over to be written; the places of those that are refused. `told` hears when the rest is on disk.

        A batch has no key: each observation is known again by its datastream and instant.
        """
        batch, refused = self.sorted_out(source, taken)
        self._intake.submit(batch, told, token)
        return refused

    def sorted_out(self, source: str, taken: Sequence[Taken]) -> tuple[Batch, set[int]]:
        """What may be written, and the places of what may not. A single one that may not is refused with the reason."""
        incoming = self._intake.check(source, taking.decoded(taken))
        if incoming.refused and len(taken) == 1:
            raise Unfit(why=incoming.refused[0][1])
        return replace(incoming.batch, key=""), {row for row, _ in incoming.refused}

    def write(self, source: str, taken: Sequence[Taken]) -> set[int]:
        """Write and wait until all is on disk and noted; the places of those that could not be kept."""
        if not taken:
            return set()
        done, results = threading.Event(), list[Result]()

        def told(each: list[tuple[Any, Result]]) -> None:
            results.extend(result for _, result in each)
            done.set()

        refused = self.submit(source, taken, told, None)
        done.wait()
        if not isinstance(results[0], Counts):
            raise results[0]
        return self.settle(source, taken, results[0], refused)

    def settle(self, source: str, taken: Sequence[Taken], counts: Counts, refused: set[int]) -> set[int]:
        """After the disk: what was there before with another result is refused too, and notes are kept for the rest."""
        if counts.doubled:
            with self._begin(source) as work:
                refused = refused | set(_others(work, taken))
            if refused and len(taken) == 1:
                raise AlreadyOther
        noted = [one for row, one in enumerate(taken) if one.noted and row not in refused]
        if noted:
            with self._begin(source) as work:
                note(work, noted)
        return refused


def _others(work: Work, taken: Sequence[Taken]) -> Iterable[int]:
    """The places of those whose instant holds another result."""
    by_stream: dict[Stream, list[int]] = {}
    for row, one in enumerate(taken):
        by_stream.setdefault(one.stream, []).append(row)
    for stream, rows in by_stream.items():
        within = min(taken[row].at for row in rows), max(taken[row].at for row in rows) + 1
        found = observations.read(work, [stream], within)
        stored = dict(zip(found.at.tolist(), found.value.tolist(), strict=True))
        yield from (row for row in rows if stored.get(taken[row].at) != taken[row].value)


def note(work: Work, taken: Sequence[Taken]) -> None:
    """Keep what is noted beside observations; said again, it holds as said last."""
    for one in taken:
        row = work.session.get(ObservationNote, (one.stream.id, one.at))
        if row is None:
            row = ObservationNote(datastream_id=one.stream.id, at=one.at, said={})
            work.session.add(row)
        row.said = {**row.said, **one.said}
        if one.feature is not None:
            row.feature_id = work.session.scalar(select(FeatureOfInterest.id).where(FeatureOfInterest.id == one.feature))


def take_back(work: Work, stream: Stream, at: int) -> None:
    """Let an observation be gone from SensorThings. The reading stays in the log, which nothing is removed from."""
    row = work.session.get(ObservationNote, (stream.id, at))
    if row is None:
        work.keep(ObservationNote(datastream_id=stream.id, at=at, said={}, gone=True))
    else:
        row.gone = True
