"""The reading log: an endless row of readings, each with an offset, on disk before anyone is told it is there."""

import json
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from cityloop.kernels.columns import Readings, in_order
from cityloop.kit.frames import segments
from cityloop.kit.frames.accounts import Accounts, Entry
from cityloop.kit.frames.batches import Batch, Closed, Counts, counted
from cityloop.kit.frames.history import DOUBLED, FRESH, OLDER, Newest, Recent, digests
from cityloop.kit.frames.names import Names
from cityloop.kit.frames.states import write_json, write_whole

SEGMENT_ROWS = 1_000_000
TAIL_ROWS = 2_000_000  # rows kept in memory for readers that keep up
KEYS = 200_000  # batch keys remembered; a batch older than that is still caught reading by reading


class ReadingLog:
    _first: int
    _oldest: int
    _latest: int

    def __init__(self, home: Path, names: Sequence[Names], segment_rows: int = SEGMENT_ROWS) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._home, self._names, self._segment_rows = home, names, segment_rows
        self._lock = threading.Lock()
        self._grown = threading.Condition()
        self._newest = Newest()
        self._closed: list[Closed] = []
        self._batches: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._tail: deque[tuple[int, Readings]] = deque()
        self._said: tuple[tuple[int, int], tuple[Readings, int]] = (-1, 0), (EMPTY, 0)
        self._loaded: tuple[Path, Readings] | None = None
        self.end = 0
        self.accounts = Accounts(home / "counted.json")
        learned = self._newest.load(home / "newest.npz")
        for path in sorted(home.glob("*.arrow")):
            self._recover(path, learned)
        self._open_segment()

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
            self._roll()
        columns = [batch.readings for batch in batches]
        sizes = [part.at.size for part in columns]
        readings = columns[0] if len(columns) == 1 else together(columns)
        of = np.repeat(np.arange(len(batches)), sizes)
        order = in_order(readings)
        if order is not None:
            readings, of = readings.take(order), of[order]
        verdict, before = self._newest.compare(readings)
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
            self._write(
                fresh,
                [[batch.source, batch.key, batch.digest] for batch in batches if batch.key],
                counted(batches, became, self._batches),
            )
        except (OSError, MemoryError):
            self._newest.undo(readings, before)
            raise
        return [Counts(*one, self.end) for one in became]

    def _known(self, readings: Readings) -> np.ndarray:
        """Which of these older readings the log holds, or stand twice among themselves."""
        wanted = digests(readings.signal, readings.subject, readings.at)
        known = np.ones(wanted.size, np.bool_)
        known[np.unique(wanted, return_index=True)[1]] = False
        known |= self._recent.holds(wanted)
        for segment in self._closed:
            inside = ~known & (readings.at >= segment.oldest) & (readings.at <= segment.newest)
            if inside.any():
                known[inside] = segment.holds(wanted[inside])
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
        self._count(readings)
        self._push(readings)

    def _push(self, readings: Readings) -> None:
        with self._grown:
            self._tail.append((self.end, readings))
            self.end += readings.at.size
            while self._tail and self.end - self._tail[0][0] > TAIL_ROWS and len(self._tail) > 1:
                self._tail.popleft()
            self._grown.notify_all()

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

    def _open_segment(self) -> None:
        self._begin(self.end)
        self._writer = segments.Writer(self._home / f"{self.end:020d}.arrow")

    def _begin(self, first: int) -> None:
        self._recent, self._rows, self._keys = Recent(), 0, list[list[str]]()
        self._first = first
        self._oldest, self._latest = 1 << 62, -(1 << 62)

    def _roll(self) -> None:
        """Close the full segment and go on in the next. If the disk refuses, all is as it was."""
        following = segments.Writer(self._home / f"{self.end:020d}.arrow")
        try:
            self._close_segment()
        except OSError:
            following.discard()
            raise
        self._begin(self.end)
        self._writer = following

    def _close_segment(self) -> None:
        self._finish(self._writer.path)
        self._writer.close()

    def _finish(self, path: Path) -> None:
        """Write down what is to be known of a segment without reading it; from then on it is closed."""
        self.accounts.cut()
        if not self._rows:
            path.unlink()
            return
        keys = self._recent.settle()
        write_whole(path.with_suffix(".keys.npy"), lambda file: np.save(file, keys))
        self._newest.save(self._home / "newest.npz", self._first + self._rows)
        about = {"rows": self._rows, "oldest": self._oldest, "newest": self._latest, "batches": self._keys}
        write_json(path.with_suffix(".json"), about)
        self._closed.append(Closed(path, self._first, self._rows, self._oldest, self._latest))

    def _recover(self, path: Path, learned: int) -> None:
        """Take up a segment of an earlier run; one that was open when the process died is cut to its last whole message."""
        self._begin(int(path.stem))
        sidecar = path.with_suffix(".json")
        if sidecar.exists():
            about = json.loads(sidecar.read_text())
            self._remember(about["batches"])
            self._closed.append(Closed(path, self._first, about["rows"], about["oldest"], about["newest"]))
            if self._first >= learned:
                self._newest.learn(self._load(path))
            self.end = self._first + about["rows"]
            return
        length = 0
        for message, length in segments.messages(path):  # noqa: B007 (where the last one ends is wanted)
            self._remember(message.batches)
            self.accounts.add(message.number, message.accounts)
            readings = Readings._make(column.copy() for column in message.readings)
            self._newest.learn(readings)
            self._count(readings)
        segments.cut(path, length)
        self._finish(path)
        self.end = self._first + self._rows

    def _load(self, path: Path) -> Readings:
        """All readings of a segment; the last one loaded is kept, because readers go forward."""
        if self._loaded is None or self._loaded[0] != path:
            parts = [message.readings for message, _ in segments.messages(path)]
            self._loaded = path, together(parts)
        return self._loaded[1]

    # reading ------------------------------------------------------------------------------------------------------

    def read(self, offset: int, limit: int = 1 << 20) -> tuple[Readings, int]:
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
        tail = self._tail_from(offset)
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
        if not taken:
            return EMPTY, offset
        return taken[0] if len(taken) == 1 else together(taken), offset + rows

    def _tail_from(self, offset: int) -> list[tuple[int, Readings]]:
        found = []
        with self._grown:
            for first, part in reversed(self._tail):
                if first + part.at.size <= offset:
                    break
                found.append((first, part))
        return found[::-1]

    def _stored(self, offset: int) -> tuple[int, Readings] | None:
        with self._lock:
            for segment in self._closed:
                if segment.first <= offset < segment.first + segment.rows:
                    return segment.first, self._load(segment.path)
            path, first, end = self._writer.path, self._first, self.end
        return (first, self._load_open(path)) if first <= offset < end else None

    def _load_open(self, path: Path) -> Readings:
        parts = [message.readings for message, _ in segments.messages(path)]
        return together(parts)

    def window(self, signals: Sequence[int], since: int, until: int) -> Readings:
        """All readings of these signals with since <= at < until (milliseconds UTC), in the order of their times."""
        parts = []
        with self._lock:
            paths = [c.path for c in self._closed if c.oldest < until and c.newest >= since]
            if self._rows and self._oldest < until and self._latest >= since:
                paths.append(self._writer.path)
        for path in paths:
            readings = self._load_open(path)
            inside = np.isin(readings.signal, signals) & (readings.at >= since) & (readings.at < until)
            parts.append(readings.take(np.flatnonzero(inside)))
        if not parts:
            return EMPTY
        readings = together(parts)
        order = in_order(readings)
        return readings if order is None else readings.take(order)

    def wait(self, offset: int, seconds: float, stopped: Callable[[], bool] = lambda: False) -> bool:
        """Sleep until the log has grown past `offset`, at most so long. True if it has."""
        with self._grown:
            return self._grown.wait_for(lambda: self.end > offset or stopped(), seconds) and self.end > offset

    def wake(self) -> None:
        """Let all who wait look again."""
        with self._grown:
            self._grown.notify_all()

    def close(self) -> None:
        with self._lock:
            self._close_segment()


def together(parts: Sequence[Readings]) -> Readings:
    return Readings._make(map(np.concatenate, zip(*parts, strict=True)))


EMPTY = Readings._make(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int64, np.float64, np.float64, np.float64))
