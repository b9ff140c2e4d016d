"""Rolling: closed segments go into the lake, one commit each, and are dropped when everyone who needs them has read on.

The order is what keeps readings from being lost or doubled: names, data file, folder, log entry, folder, read back; only then
may the segment go. A commit says up to which offset the log is in the lake, so a roll that is repeated is known.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import compaction, segments
from cityloop.kit.frames.days import day_of, sorted_rows
from cityloop.kit.frames.delta import Damaged, Delta, File
from cityloop.kit.frames.keeping import Keeping
from cityloop.kit.frames.lake import ROLLED, Lake
from cityloop.kit.frames.log import ReadingLog
from cityloop.kit.frames.names import Names
from cityloop.kit.frames.shelf import Closed
from cityloop.kit.frames.still import still
from cityloop.kit.frames.tiers import DAILY, HOURLY, RAW, Tiers
from cityloop.rulebook import Keep

log = logging.getLogger(__name__)

NAMES = pa.schema([("number", pa.int32()), ("name", pa.string())])
GIVEN = "given"
READABLE_MS = 30 * 60_000  # a file that was replaced stays so long for those outside who are reading it
TURN_OVER_MS = 60_000  # an open segment goes to the lake after so long, though it is not full
LEARN_MS = 60_000


class Rolling:
    """One thread turns it."""

    def __init__(self, lake: Lake, tiers: Tiers, reading_log: ReadingLog, names: Mapping[str, Names], home: Path) -> None:
        self._lake, self._tiers, self._log, self._home = lake, tiers, reading_log, home
        self.keeping = Keeping(lake, tiers)
        self._names = {name: (held, Delta(home / name, NAMES, by_day=False)) for name, held in names.items()}
        self._condemned: list[tuple[int, Path]] | None = None
        self._turned_over = self._learned_at = 0
        self._learned = 0
        self.compacted_at, self.beyond, self.runs = 0, 0, compaction.RUNS
        self.damage, self.readable_ms = "", READABLE_MS
        self.turning = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many closed segments are not in the lake yet."""
        return len(self._log.shelf.since(self._lake.rolled))

    def turn(
        self,
        now_ms: int,
        read_to: int,
        keeps: Mapping[int, Keep] | None = None,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """Do what is due. `read_to` is the offset up to which every fold is checkpointed; `keeps` says how long readings of
        which signal, by its number, are kept: of others for good. While others are `busy` what can wait does."""
        with self.turning, still(self._home):
            if busy():
                return
            if now_ms - self._turned_over >= TURN_OVER_MS:
                self._turned_over = now_ms
                self._log.turn_over()
            self.roll(now_ms, busy)
            self.learn(now_ms)
            self.drop(read_to)
            if busy() or self.waiting:
                return
            self.compact(now_ms)
            self._condemn(self.keeping.turn(now_ms, keeps or {}), now_ms)
            self.clear(now_ms)

    def roll(self, now_ms: int, busy: Callable[[], bool] = lambda: False) -> None:
        for segment in self._log.shelf.since(self._lake.rolled):
            if busy():
                return
            if segment.first != self._lake.rolled:
                self.damage = f"the lake reaches to {self._lake.rolled}, the next segment begins at {segment.first}"
                raise Damaged(self.damage)
            self._name(now_ms)
            self._roll(segment, now_ms)

    def _roll(self, segment: Closed, now_ms: int) -> None:
        readings = segments.readings(segment.path)
        if readings.at.size != segment.rows:
            self.damage = f"{segment.path.name} holds {readings.at.size} readings of {segment.rows}"
            raise Damaged(self.damage)
        readings = self._within_tier(readings)
        days = day_of(readings.at)
        files = []
        for day in np.unique(days):
            rows = readings.take(np.flatnonzero(days == day))
            files.append(self._lake.stored(rows.take(sorted_rows(rows)), int(day), f"l0-{segment.first:020d}-0000"))
        self._lake.table.commit("WRITE", now_ms, files, (), {ROLLED: segment.end})

    def _within_tier(self, readings: Readings) -> Readings:
        """Without rows of days whose raw readings are given up already: the door refuses them, indicators may not know."""
        kept = day_of(readings.at) >= self._tiers.since.of(RAW, readings.signal)
        self.beyond += int((~kept).sum())
        return readings if kept.all() else readings.take(np.flatnonzero(kept))

    def _name(self, now_ms: int) -> None:
        """Every number that is to stand in the lake has its name there first."""
        for held, table in self._names.values():
            given, count = table.now.marks.get(GIVEN, 0), held.synced
            if count > given:
                table.commit("WRITE", now_ms, [_stored_names(held, table, given, count)], (), {GIVEN: count})
            if len(table.now.files) > 4 * compaction.RUNS:
                table.commit("OPTIMIZE", now_ms, [_stored_names(held, table, 0, count)], list(table.now.files.values()))
            table.checkpoint()

    def learn(self, now_ms: int) -> None:
        """Put on disk what was said last, so that segments need not be read for it after a start."""
        if now_ms - self._learned_at >= LEARN_MS and self._log.end > self._learned:
            self._learned_at = now_ms
            self._learned = self._log.checkpoint()

    def drop(self, read_to: int) -> int:
        """Take away the segments that are in the lake and that nobody will read again; how many there were."""
        dropped = self._log.shelf.drop(min(self._lake.rolled, self._learned, read_to))
        self._log.shelf.forget(self._lake.rolled)
        return dropped

    def compact(self, now_ms: int) -> None:
        for group in compaction.due(list(self._lake.table.now.files.values()), now_ms, self.runs):
            compaction.merge(self._lake, group, now_ms)
            self._lake.forget([file.path for file in group])
            self._condemn([self._lake.table.home / file.path for file in group], now_ms)
            self.compacted_at = now_ms

    def clear(self, now_ms: int) -> None:
        """Checkpoint when it is time; take away files long replaced, and those a process left that was killed."""
        self._lake.table.checkpoint()
        self._condemn((), now_ms)
        assert self._condemned is not None
        named = {one.table.home / path for one in self._tiers.all for path in one.table.now.files}
        for since, path in self._condemned:
            if now_ms - since >= self.readable_ms and path not in named:
                path.unlink(missing_ok=True)
        self._condemned = [one for one in self._condemned if now_ms - one[0] < self.readable_ms]

    def _condemn(self, files: Sequence[Path], now_ms: int) -> None:
        if self._condemned is None:
            self._condemned = [(now_ms, one.table.home / path) for one in self._tiers.all for path in sorted(one.table.unnamed)]
        self._condemned += [(now_ms, file) for file in files]

    def health(self) -> dict[str, object]:
        """What is to be known of the lake without looking into it."""
        now = self._lake.table.now
        return {
            "version": now.version,
            "files": len(now.files),
            "rows": sum(file.rows for file in now.files.values()),
            "rolled": self._lake.rolled,
            "hours": sum(file.rows for file in self._tiers.tables[HOURLY].table.now.files.values()),
            "days": sum(file.rows for file in self._tiers.tables[DAILY].table.now.files.values()),
            "segments_waiting": self.waiting,
            "segments_kept": sum(one.here for one in self._log.shelf.all),
            "beyond_keeping": self.beyond,
            "compacted_at_ms": self.compacted_at,
            "damage": self.damage,
        }


def _stored_names(held: Names, table: Delta, first: int, until: int) -> File:
    rows = pa.table(
        [
            pa.array(np.arange(first, until, dtype=np.int32)),
            held.part(first, until),
        ],
        schema=NAMES,
    )
    path, size = table.write(f"{first:012d}-{until:012d}-{table.now.version + 1:012d}.parquet", rows, compression="zstd")
    return File(path, size, until - first, "", {"number": first}, {"number": until - 1})
