"""Bringing: what one connector hands on is mapped, taken in, and counted; and its last specimens are kept to look at."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import pyarrow as pa

from cityloop.kit.frames import Batch, Counts
from cityloop.kit.work import Work
from cityloop.sense.connectors import actions, queries
from cityloop.sense.connectors.connector import Away, Brought, Cursor, Parcel
from cityloop.sense.connectors.mapping import Mapping as Mapped
from cityloop.sense.connectors.queries import SetUp
from cityloop.sense.connectors.translating import translate
from cityloop.sense.readings.intake import Full, Incoming, Intake, NotWritten
from cityloop.sense.readings.telling import tell

State = Literal["starting", "running", "failed", "paused"]

INLINE = 16 * 1024  # bytes of a parcel, or rows of sixty-four: more is mapped in a thread of its own
KEPT, KEPT_REFUSED, LARGEST_KEPT = 12, 8, 64 * 1024
FRESH = timedelta(seconds=2)
COME_BACK_S = 0.2  # when the disk is behind
A_GO = 3  # specimens of one parcel
SHOWN = 100

Begin = Callable[[str], AbstractContextManager[Work]]


class Specimen(NamedTuple):
    """One paper or one row as it came, to try a mapping on. `why` is what it was refused for, if it was."""

    at: datetime
    parcel: Parcel
    why: str = ""


@dataclass
class Health:
    """How a connector is: since when, what went wrong last, when it brought something last, how far it is behind."""

    state: State
    since: datetime
    error: str = ""
    error_at: datetime | None = None
    last: datetime | None = None
    lag_s: float | None = None
    failures: int = 0
    total: Brought = field(default_factory=Brought)


class Bringing:
    """The `Bring` of one connector (see `connector.py`). Lives in the connectors' own loop."""

    def __init__(self, one: SetUp, intake: Intake, clock: Callable[[], datetime], glance: Begin, work: Begin) -> None:
        self._one, self._intake, self._clock, self._glance, self._work = one, intake, clock, glance, work
        self.number = one.mapping
        self.cursor: Cursor = {}
        self.health = Health("starting", clock())
        self.specimens: deque[Specimen] = deque(maxlen=KEPT)
        self.refused: deque[Specimen] = deque(maxlen=KEPT_REFUSED)
        self._as_of = clock()
        self._mapping: tuple[int, Mapped, Mapping[str, str]] | None = None

    # what is said of it ---------------------------------------------------------------------------------------------

    def says(self, state: State, failure: Exception | None = None) -> None:
        if state != self.health.state:
            self.health.state, self.health.since = state, self._clock()
        if failure is not None:
            self.health.failures += 1
            self.health.error, self.health.error_at = sentence(failure), self._clock()

    def well(self, lag_s: float | None = None) -> None:
        self.says("running")
        self.health.lag_s = lag_s if lag_s is not None else self.health.lag_s

    def again(self, failure: Exception) -> bool:
        """Whether this is only an outside that is away, or what was said before: not worth a place in the log each time."""
        return isinstance(failure, Away) or sentence(failure) == self.health.error

    def newest(self) -> list[Specimen]:
        """All that is kept to look at, newest first; the refused before the others of their time."""
        return sorted([*self.refused, *self.specimens], key=lambda one: one.at, reverse=True)

    # bringing -------------------------------------------------------------------------------------------------------

    async def __call__(self, parcel: Parcel, then: Callable[[Brought], Cursor] | None = None) -> Brought:
        taken, read, left = await self._off_the_loop(parcel)
        counts = await self._on_disk(taken.batch)
        brought = Brought(read, counts.stored, counts.late, counts.doubled, taken.count, left, taken.reasons(SHOWN))
        if then is not None:
            await asyncio.to_thread(self._keep_cursor, then(brought))
        self._count(parcel, brought)
        return brought

    async def _off_the_loop(self, parcel: Parcel) -> tuple[Incoming, int, int]:
        size = sum(len(paper.body) for paper in parcel.papers) + 256 * (parcel.table.num_rows if parcel.table else 0)
        fresh = self._mapping is not None and self._mapping[0] == self.number and self._clock() - self._as_of <= FRESH
        return self._take(parcel) if size <= INLINE and fresh else await asyncio.to_thread(self._take, parcel)

    def _take(self, parcel: Parcel) -> tuple[Incoming, int, int]:
        mapping, units = self._mapped()
        made = translate(parcel, mapping, units, batch="parcel")
        return self._intake.check(self._one.name, made.readings, keyed=False), made.read, made.left

    def _mapped(self) -> tuple[Mapped, Mapping[str, str]]:
        """The mapping in force, read again when another is published, and now and then, for units of new signals."""
        now = self._clock()
        if self._mapping is None or self._mapping[0] != self.number or now - self._as_of > FRESH:
            number, self._as_of = self.number, now
            with self._glance("connectors") as work:
                said = queries.mapping(work.session, self._one.id, number)
                units = {name: signal.unit for name, signal in work.rulebook.signals.items()}
            self._mapping = number, Mapped.model_validate(said), units
        return self._mapping[1], self._mapping[2]

    async def _on_disk(self, batch: Batch) -> Counts:
        """Wait until the batch is on disk, however long that takes: nothing is dropped, the outside waits as well."""
        while True:
            waiting: asyncio.Future[Counts] = asyncio.get_running_loop().create_future()
            try:
                self._intake.submit(batch, tell, waiting)
                return await waiting
            except Full:
                await asyncio.sleep(COME_BACK_S)
            except NotWritten as fault:
                raise Away(str(fault)) from None

    def _keep_cursor(self, cursor: Cursor) -> None:
        with self._work(f"connector {self._one.name}") as work:
            actions.keep_cursor(work, self._one.id, cursor)
        self.cursor = cursor

    # counting -------------------------------------------------------------------------------------------------------

    def _count(self, parcel: Parcel, brought: Brought) -> None:
        health, now = self.health, self._clock()
        health.last = now
        self.says("running")
        health.total = health.total.plus(brought)
        count = parcel.table.num_rows if parcel.table is not None else len(parcel.papers)
        self.specimens += [Specimen(now, one) for place in range(min(count, A_GO)) if (one := single(parcel, place))]
        for place, why in brought.reasons[-A_GO:]:
            if one := single(parcel, place):
                self.refused.append(Specimen(now, one, why))


def single(parcel: Parcel, place: int) -> Parcel | None:
    """One paper or row of a parcel as a parcel of its own; None if it is too large to be kept."""
    if parcel.odd and place >= (parcel.table.num_rows if parcel.table is not None else 0):
        return None  # no mapping can be tried on it
    if parcel.table is not None:
        row = pa.Table.from_pylist(parcel.table.slice(place, 1).to_pylist(), parcel.table.schema)
        return Parcel(table=row, about=parcel.about) if row.nbytes <= LARGEST_KEPT else None
    paper = parcel.papers[place]
    return Parcel(papers=[paper]) if len(paper.body) <= LARGEST_KEPT else None


def sentence(failure: Exception) -> str:
    """What went wrong, short enough to be shown."""
    said = " ".join(str(failure).split()) or type(failure).__name__
    return said if len(said) <= 300 else f"{said[:299]}…"
