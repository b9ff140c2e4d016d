"""Streams: the datastreams the log is written and read by, each looked up once and kept until something changes."""

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from sqlalchemy import select

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.sense.things.tables import Datastream, Thing

TRUTH = "OM_TruthObservation"
COUNT = "OM_CountObservation"
MOST = 1_000_000
COLUMNS = (
    Datastream.id,
    Datastream.signal,
    Datastream.subject,
    Thing.owner,
    Datastream.observation_type,
    Datastream.feature_id,
)


class Stream(NamedTuple):
    """A datastream as the log needs to know it."""

    id: int
    signal: str
    subject: str
    owner: str
    observation_type: str
    feature_id: int | None

    @property
    def truth(self) -> bool:
        return self.observation_type.endswith(TRUTH)

    @property
    def whole(self) -> bool:
        return self.observation_type.endswith(COUNT)


def found(work: Work, condition: Any, limit: int) -> list[Stream]:
    """The streams of the datastreams that meet the condition, at most so many."""
    chosen = select(*COLUMNS).join(Thing, Thing.id == Datastream.thing_id).where(condition).order_by(Datastream.id).limit(limit)
    return [Stream(*row) for row in work.session.execute(chosen)]


class Streams:
    """Streams by the number of their datastream. One process holds the city, so what changes here is forgotten here."""

    def __init__(self, glance: Callable[[str], AbstractContextManager[Work]]) -> None:
        self._glance = glance
        self._lock = threading.Lock()
        self._known: dict[int, Stream] = {}
        self._version = 0

    def of(self, number: int, owner: str) -> Stream:
        """The stream of that datastream of this owner; there is none of others."""
        stream = self._known.get(number) or self._learn({number}).get(number)
        if stream is None or stream.owner != owner:
            raise NotFound(kind="Datastream", id=number)
        return stream

    def many(self, numbers: Iterable[int], owner: str) -> dict[int, Stream]:
        """Those of these datastreams that there are."""
        wanted = set(numbers)
        missing = wanted - self._known.keys()
        known = {number: self._known[number] for number in wanted - missing}
        if missing:
            known |= self._learn(missing)
        return {number: stream for number, stream in known.items() if stream.owner == owner}

    def forget(self) -> None:
        """Something was changed and kept: look again."""
        with self._lock:
            self._version += 1
            self._known.clear()

    def _learn(self, numbers: set[int]) -> dict[int, Stream]:
        version = self._version
        learned: dict[int, Stream] = {}
        wanted = sorted(number for number in numbers if 0 < number < 1 << 62)
        with self._glance("things") as work:
            for first in range(0, len(wanted), 1000):
                part = wanted[first : first + 1000]
                learned |= {stream.id: stream for stream in found(work, Datastream.id.in_(part), 1000)}
        with self._lock:
            if version == self._version:
                if len(self._known) > MOST:
                    self._known.clear()
                self._known |= learned
        return learned
