"""The reading log: an endless row of readings, each with an offset, on disk before anyone is told it is there."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import NOTHING_READ, Ints, Readings, in_order, together
from cityloop.kit.frames import segments
from cityloop.kit.frames.accounts import Accounts, Entry
from cityloop.kit.frames.asked import Asked, Held
from cityloop.kit.frames.batches import Batch, Counts, counted
from cityloop.kit.frames.disk import cut
from cityloop.kit.frames.history import Past, Recent, digests
from cityloop.kit.frames.latest import DOUBLED, FRESH, OLDER, Latest
from cityloop.kit.frames.names import Names
from cityloop.kit.frames.shelf import Closed, Shelf
from cityloop.kit.frames.tail import Tail

SEGMENT_ROWS = 1_000_000
KEYS = 200_000  # batch keys remembered; a batch older than that is still caught reading by reading


class ReadingLog:
    _first: int
    _oldest: int
    _latest: int

    def __init__(self, home: Path, names: Sequence[Names], segment_rows: int = SEGMENT_ROWS, lake: Past | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._home, self._names, self._segment_rows, self._lake = home, names, segment_rows, lake
        self._lock = threading.Lock()
        self.latest = Latest()
        self.shelf = Shelf(home)
        self._batches: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._said: tuple[tuple[int, int], tuple[Readings, int]] = (-1, 0), (NOTHING_READ, 0)
        self._loaded: tuple[Path, Readings] | None = None
        self.accounts = Accounts(home / "counted.json")
        self.tail = Tail(self._recover(lake.rolled if lake else 0))
        self._begin(self.end)
        self._writer = segments.Writer(self._home / f"{self.end:020d}.arrow")

    @property
    def end(self) -> int:
        """The offset after the newest reading."""
        return self.tail.end

    # writing ------------------------------------------------------------------------------------------------------

    def digest_of(self, source: str, key: str) -> str | None:
        """The digest of the batch of that key, if it has been taken in."""
        return self._batches.get((source, key))

    def append(self, batches: Sequence[Batch]) -> list[Counts]:
        """Take the batches in, all in one message. What this returns is on disk."""
        with self._lock:
            return self._append(batches)

    def _append(self, batches: Sequence[Batch]) -> list[Counts]:
        if self._rows >= self._segment_rows:
            self._turn_over()
        columns = [batch.readings for batch in batches]
        sizes = [part.at.size for part in columns]
        readings = together(columns)
        of = np.repeat(np.arange(len(batches)), sizes)
        order = in_order(readings)
        if order is not None:
            readings, of = readings.take(order), of[order]
        verdict, before = self.latest.compare(readings)
        try:
            older = np.flatnonzero(verdict == OLDER)
            if older.size:
                verdict[older[self._known(readings.take(older))]] = DOUBLED
            kept = verdict != DOUBLED
            fresh = readings if kept.all() else readings.take(np.flatnonzero(kept))
            stored, late, doubled = (
                np.bincount(of[verdict == kind], minlength=len(batches)).tolist() for kind in (FRESH, OLDER, DOUBLED)
            )
            became = list(zip(stored, late, doubled, strict=True))
            keys = [[batch.source, batch.key, batch.digest] for batch in batches if batch.key]
            self._write(fresh, keys, counted(batches, became, self._batches))
        except (OSError, MemoryError):
            self.latest.undo(readings, before)
            raise
        return [Counts(*one, self.end) for one in became]

    def _known(self, readings: Readings) -> NDArray[np.bool_]:
        """Which of these older readings the log holds, or stand twice among themselves."""
        wanted = digests(readings.signal, readings.subject, readings.at)
        known = np.ones(wanted.size, np.bool_)
        known[np.unique(wanted, return_index=True)[1]] = False
        known |= self._recent.holds(wanted)
        for segment in self.shelf.all:
            inside = ~known & (readings.at >= segment.oldest) & (readings.at <= segment.newest)
            if inside.any() and not segment.forgotten:
                known[inside] = segment.holds(wanted[inside])
        long_ago = np.flatnonzero(~known & (readings.at <= self.shelf.forgotten_newest))
        if long_ago.size and self._lake:
            known[long_ago] = self._lake.holds(readings.take(long_ago))
        return known

    def _write(self, readings: Readings, batches: list[list[str]], said: list[Entry]) -> None:
        for names in self._names:
            names.sync()
        if readings.at.size or said:
            number = self.accounts.number + 1
            self._writer.append(segments.Message(readings, batches, number, said))
            self.accounts.add(number, said)
        self._remember(batches)
        if not readings.at.size:
            return
        self.latest.learn(readings)
        self._count(readings)
        self.tail.push(readings)

    def _count(self, readings: Readings) -> None:
        self._recent.add(readings)
        self._rows += readings.at.size
        self._oldest = min(self._oldest, int(readings.at.min()))
        self._latest = max(self._latest, int(readings.at.max()))

    def _remember(self, batches: list[list[str]]) -> None:
        for source, key, digest in batches:
            if self._batches.get((source, key)) == digest:
                continue
            self._batches[source, key] = digest
            self._keys.append([source, key, digest])
        while len(self._batches) > KEYS:
            self._batches.popitem(last=False)

    # segments -----------------------------------------------------------------------------------------------------

    def _begin(self, first: int) -> None:
        self._recent, self._rows, self._keys = Recent(), 0, list[list[str]]()
        self._first = first
        self._oldest, self._latest = 1 << 62, -(1 << 62)

    def turn_over(self) -> None:
        """Close the open segment, if anything is in it, though it is not full."""
        with self._lock:
            if self._rows:
                self._turn_over()

    def _turn_over(self) -> None:
        """Go on in the next segment. If the disk refuses, all is as it was."""
        self.accounts.cut()
        following = segments.Writer(self._home / f"{self.end:020d}.arrow")
        self._close_segment()
        self._begin(self.end)
        self._writer = following

    def _close_segment(self) -> None:
        self._put(self._writer.path)
        self._writer.close()

    def _put(self, path: Path) -> None:
        """The segment is closed; the shelf writes down what is to be known of it without reading it."""
        self.accounts.cut()
        if self._rows:
            self.shelf.put(Closed(path, self._first, self._rows, self._oldest, self._latest, self._keys, self._recent))
        else:
            path.unlink()

    def _recover(self, end: int) -> int:
        """Take up the segments of an earlier run; the offset after the newest, which is not before `end`."""
        learned = self.latest.load(self._home / "latest.npy")
        finished = set()
        self._begin(0)
        for segment in self.shelf.known():
            finished.add(segment.path)
            self._remember(segment.batches)
            self.shelf.put(segment)
            if segment.end > learned and segment.here:
                self.latest.learn(self._load(segment.path))
            end = max(end, segment.end)
        for path in sorted(self._home.glob("*.arrow")):
            if path not in finished:
                end = max(end, self._recover_open(path))
        return end

    def _recover_open(self, path: Path) -> int:
        """A segment that was open or not finished when the process died is cut to its last whole message."""
        self._begin(int(path.stem))
        length = 0
        for message, length in segments.messages(path):  # noqa: B007 (where the last one ends is wanted)
            self._remember(message.batches)
            self.accounts.add(message.number, message.accounts)
            readings = Readings._make(column.copy() for column in message.readings)
            if readings.at.size:  # a message may have nothing but counts
                self.latest.learn(readings)
                self._count(readings)
        cut(path, length)
        self._put(path)
        return self._first + self._rows

    def checkpoint(self) -> int:
        """Put on disk what was said last of all; the offset from which readings would be learned again."""
        offset = self.end
        self.latest.save(self._home / "latest.npy", offset)
        return offset

    # reading ------------------------------------------------------------------------------------------------------

    def read(self, offset: int, limit: int = 1 << 19) -> tuple[Readings, int]:
        """Readings from `offset` on, about `limit` of them, and the offset after them. None are left out or come twice.

        Folds read on one after the other, so what was read last is kept for the next.
        """
        asked, said = self._said
        if asked != (offset, limit):
            said = self._read(offset, limit)
            if said[1] > offset:
                self._said = (offset, limit), said
        return said

    def _read(self, offset: int, limit: int) -> tuple[Readings, int]:
        tail = self.tail.since(offset)
        if not tail or tail[0][0] > offset:
            stored = self._stored(offset)
            if stored is not None:
                first, readings = stored
                part = readings.take(np.arange(offset - first, min(readings.at.size, offset - first + limit)))
                return part, offset + part.at.size
        taken, rows = [], 0
        for first, part in tail:
            if rows >= limit:
                break
            taken.append(part if first >= offset else part.take(np.arange(offset - first, part.at.size)))
            rows += taken[-1].at.size
        return together(taken), offset + rows

    def _stored(self, offset: int) -> tuple[int, Readings] | None:
        with self._lock:
            path, first, end = self._writer.path, self._first, self.end
        if offset >= first:
            return (first, segments.readings(path)) if offset < end else None
        segment = self.shelf.at(offset)
        return segment.first, self._load(segment.path)

    def _load(self, path: Path) -> Readings:
        """All readings of a segment; the last one loaded is kept, because readers go forward."""
        loaded = self._loaded
        if loaded is None or loaded[0] != path:
            self._loaded = loaded = path, segments.readings(path)
        return loaded[1]

    @property
    def begin(self) -> int:
        """The first offset that can still be read."""
        with self._lock:
            return self.shelf.begin(self._first)

    def window(self, signals: Sequence[int], since: int, until: int, subjects: Ints | None = None) -> Readings:
        """All readings of these signals, of these subjects or of all, with since <= at < until (milliseconds UTC), in the
        order of their times: from the lake as far as it reaches, from the segments after that."""
        asked = Asked(signals, since, until, subjects)
        while True:
            held = self._held()
            rolled, parts = self._lake.window(*asked) if self._lake else (0, [])
            try:
                readings = together(parts + asked.of(held, rolled))
            except FileNotFoundError:
                continue  # it was dropped in between, because it is in the lake now
            if (readings.at[1:] >= readings.at[:-1]).all():
                return readings
            return readings.take(np.argsort(readings.at, kind="stable"))

    def beyond(self, rolled: int, signals: Sequence[int], since: int, until: int, subjects: Ints | None = None) -> Readings:
        """Likewise, but only what lies in segments from the offset `rolled` on, in no order."""
        return together(Asked(signals, since, until, subjects).of(self._held(), rolled))

    def _held(self) -> list[Held]:
        with self._lock:
            held = [Held(one.first, one.oldest, one.newest, one.path) for one in self.shelf.all]
            if self._rows:
                tail = self.tail.since(self._first)
                whole = tail and tail[0][0] == self._first  # what is open lies in memory, unless taken up after a start
                parts = [part for _, part in tail] if whole else None
                held.append(Held(self._first, self._oldest, self._latest, self._writer.path, parts))
        return held

    def wait(self, offset: int, seconds: float, stopped: Callable[[], bool] = lambda: False) -> bool:
        """Sleep until the log has grown past `offset`, at most so long. True if it has."""
        return self.tail.wait(offset, seconds, stopped)

    def wake(self) -> None:
        """Let all who wait look again."""
        self.tail.wake()

    def close(self) -> None:
        with self._lock:
            self._close_segment()
        self.shelf.close()
        self.checkpoint()
