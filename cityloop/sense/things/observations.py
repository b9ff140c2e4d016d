"""Observations: readings of the log, read as SensorThings speaks of them.

An observation is its datastream and its instant, and that is its id: `12-1772409600000`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import select

from cityloop.kernels.columns import Floats, Longs, Readings
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.sense.readings import queries as readings
from cityloop.sense.things.counting import key_of
from cityloop.sense.things.expressions import Call, Literal, Name, Tree, terms
from cityloop.sense.things.streams import Stream
from cityloop.sense.things.tables import ObservationNote

ID = re.compile(r"(\d{1,18})-(\d{1,15})")
OLDEST = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp() * 1000)
SPANS = tuple(timedelta(hours=hours) for hours in (1, 24, 24 * 32))  # looked back over before all is
FEW = 1000  # streams whose subjects are looked up one by one; of more, all that the signals say is read
TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq"}
NOTHING = Readings._make(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int64, np.float64, np.float64, np.float64))
Stretch = tuple[int, int]  # milliseconds UTC, the second not in it


class Observation(NamedTuple):
    """One, as it is shown."""

    stream: Stream
    at: int
    value: float
    lon: float
    lat: float
    note: ObservationNote | None

    @property
    def id(self) -> str:
        return f"{self.stream.id}-{self.at}"

    @property
    def feature_id(self) -> int | None:
        return (self.note.feature_id if self.note else None) or self.stream.feature_id


@dataclass
class Found:
    """Rows of several streams: which stream each is of, instant, value, place; and the few notes there are."""

    streams: Sequence[Stream]
    of: Longs
    at: Longs
    value: Floats
    lon: Floats
    lat: Floats
    notes: dict[tuple[int, int], ObservationNote] = field(default_factory=dict)

    def take(self, rows: Any) -> "Found":
        of, at, value, lon, lat = (column[rows] for column in (self.of, self.at, self.value, self.lon, self.lat))
        return Found(self.streams, of, at, value, lon, lat, self.notes)

    def each(self) -> list[Observation]:
        columns = (column.tolist() for column in (self.of, self.at, self.value, self.lon, self.lat))
        return [
            Observation(self.streams[of], at, value, lon, lat, self.notes.get((self.streams[of].id, at)))
            for of, at, value, lon, lat in zip(*columns, strict=True)
        ]


def named(id: object) -> tuple[int, int]:
    """The datastream and the instant an id names."""
    parts = ID.fullmatch(str(id))
    if parts is None:
        raise NotFound(kind="Observation", id=str(id)[:60])
    return int(parts[1]), int(parts[2])


def stretch(where: Tree | None, now: datetime) -> Stretch:
    """The stretch of time outside which the condition cannot be true."""
    since, until = OLDEST, int((now + timedelta(days=1)).timestamp() * 1000)
    for term in terms(where):
        bound = _bound(term)
        if bound is None:
            continue
        how, at = bound
        if how in ("ge", "gt", "eq"):
            since = max(since, at)
        if how in ("le", "lt", "eq"):
            until = min(until, at + 1)
    return since, max(since, until)


def only_time(where: Tree | None) -> bool:
    """Whether the condition says nothing but whole-millisecond bounds of phenomenonTime, so that the stretch says it all."""
    return all((bound := _bound(term)) is not None and bound[0] in ("ge", "le", "eq") for term in terms(where))


def _bound(term: Tree) -> tuple[str, int] | None:
    if not (isinstance(term, Call) and term.does in TURNED):
        return None
    name, said, how = *term.to, term.does
    if isinstance(name, Literal):
        name, said, how = said, name, TURNED[how]
    if name != Name(("phenomenonTime",)) or not isinstance(said, Literal) or not isinstance(said.value, datetime):
        return None
    return how, milliseconds(said.value)


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970; what is finer is cut off."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def moment(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)


def read(work: Work, streams: Sequence[Stream], within: Stretch) -> Found:
    """All observations of the streams in the stretch, oldest first, those that were taken back left out."""
    since, until = within
    if not streams or since >= until:
        return _of(streams, NOTHING)
    signals = sorted({stream.signal for stream in streams})
    only = list({stream.subject for stream in streams}) if len(streams) <= FEW else None
    said = readings.window(work, signals, moment(since - 2), moment(until + 2), only)
    said = said.take(np.flatnonzero((said.at >= since) & (said.at < until)))
    return with_notes(work, _of(streams, said, work), within)


def oldest(work: Work, streams: Sequence[Stream], within: Stretch, count: int) -> Found:
    """Likewise, but at least the oldest so many of them, if there are so many."""
    since, until = within
    for span in SPANS:
        sooner = min(until, since + int(span / timedelta(milliseconds=1)))
        found = read(work, streams, (since, sooner))
        if found.at.size >= count or sooner == until:
            return found
    return read(work, streams, within)


def newest(work: Work, streams: Sequence[Stream], within: Stretch, count: int) -> Found:
    """Likewise, but at least the newest so many of them, if there are so many."""
    since, until = within
    for span in SPANS:
        later = max(since, until - int(span / timedelta(milliseconds=1)))
        found = read(work, streams, (later, until))
        if found.at.size >= count or later == since:
            return found
    return read(work, streams, within)


def one(work: Work, stream: Stream, at: int) -> Observation:
    found = read(work, [stream], (at, at + 1)).each()
    if not found:
        raise NotFound(kind="Observation", id=f"{stream.id}-{at}")
    return found[0]


def with_notes(work: Work, found: Found, within: Stretch) -> Found:
    """What more is said of the observations; those that are gone are left out."""
    ids = [stream.id for stream in found.streams]
    for first in range(0, len(ids), 1000):
        mine = ObservationNote.datastream_id.in_(ids[first : first + 1000])
        inside = select(ObservationNote).where(mine, ObservationNote.at >= within[0], ObservationNote.at < within[1])
        found.notes |= {(note.datastream_id, note.at): note for note in work.session.scalars(inside)}
    gone = [key for key, note in found.notes.items() if note.gone]
    if not gone or not found.at.size:
        return found
    ids_of = np.array(ids)[found.of]
    away = np.zeros(found.at.size, bool)
    for datastream, at in gone:
        away |= (ids_of == datastream) & (found.at == at)
    return found.take(~away)


def _of(streams: Sequence[Stream], said: Readings, work: Work | None = None) -> Found:
    """The rows that are of these streams, each with the place of its stream."""
    columns: list[Any] = [said.at, said.value, said.lon, said.lat]
    if work is None or not said.at.size:
        return Found(streams, np.zeros(0, np.int64), *(column[:0] for column in columns))
    if len(streams) == 1:
        return Found(streams, np.zeros(said.at.size, np.int64), *columns)
    keys = np.array([key_of(work, stream) for stream in streams])
    order = np.argsort(keys)
    wanted = said.signal.astype(np.int64) << 32 | said.subject
    spot = np.minimum(np.searchsorted(keys[order], wanted), keys.size - 1)
    rows = np.flatnonzero(keys[order][spot] == wanted)
    return Found(streams, order[spot[rows]], *(column[rows] for column in columns))
