"""The shelf: closed segments, oldest first, each with its file until it is in the lake, and its digests for a while longer.

A segment is closed by the thread that writes and finished by another: sorting a million digests is not to hold up the door.
"""

import json
import logging
import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cityloop.kit.frames.disk import sync_folder, write_array, write_json
from cityloop.kit.frames.history import Digests, Recent, among

log = logging.getLogger(__name__)

DIGESTS_OF = 256  # segments in the lake whose digests are kept: what is older is looked up in the lake itself
BATCHES = 200_000  # batch keys that can be remembered after a start
LINES = 4096  # segments of which something is known
UNFINISHED = 8  # segments that may wait to be finished; then the writing thread lends a hand
AGAIN_S = 1.0
NEVER = -(1 << 62)


class Gone(LookupError):
    """Readings from this offset are no longer in the log, only in the lake."""


@dataclass
class Closed:
    """A segment that is closed for good, and what a reader must know to pass it over."""

    path: Path
    first: int
    rows: int
    oldest: int
    newest: int
    batches: list[list[str]] = field(repr=False)
    recent: Recent | None = field(default=None, repr=False)  # until it is finished
    keys: Digests | None = field(default=None, repr=False)
    forgotten: bool = False  # its digests are gone

    @property
    def end(self) -> int:
        return self.first + self.rows

    @property
    def here(self) -> bool:
        """Whether its readings are still in a file of their own."""
        return self.path.exists()

    def touches(self, since: int, until: int) -> bool:
        return self.oldest < until and self.newest >= since

    def holds(self, wanted: Digests) -> NDArray[np.bool_]:
        recent = self.recent
        if recent is not None:
            return recent.holds(wanted)
        if self.keys is None:
            self.keys = np.load(self.path.with_suffix(".keys.npy"), mmap_mode="r")
        return among(self.keys, wanted)

    def finish(self) -> None:
        """Write down what is to be known of it without reading it. Doing so again changes nothing."""
        if self.recent is None:
            return
        keys = self.recent.settled()
        write_array(self.path.with_suffix(".keys.npy"), keys)
        about = {"rows": self.rows, "oldest": self.oldest, "newest": self.newest, "batches": self.batches}
        write_json(self.path.with_suffix(".json"), about)
        self.recent = None


class Shelf:
    """`until` is the offset after the newest segment; `forgotten_newest` the newest time of those whose digests are gone."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._all: list[Closed] = []
        self.digests_of = DIGESTS_OF
        self._finishing = threading.Lock()
        self._unfinished: deque[Closed] = deque()
        self._came, self._ends = threading.Condition(), False
        self._thread: threading.Thread | None = None
        forgotten = home / "forgotten.json"
        self.forgotten_newest = json.loads(forgotten.read_text())["newest"] if forgotten.exists() else NEVER

    def known(self) -> Iterator[Closed]:
        """The finished segments of an earlier run, put on the shelf one by one."""
        for about in sorted(self._home.glob("*.json")):
            if about.stem.isdigit():
                said = json.loads(about.read_text())
                path = about.with_suffix(".arrow")
                lies = int(about.stem), said["rows"], said["oldest"], said["newest"], said["batches"]
                yield Closed(path, *lies, forgotten=not about.with_suffix(".keys.npy").exists())

    def put(self, segment: Closed) -> None:
        """Onto the shelf; it is finished soon, by another thread."""
        with self._lock:
            self._all.append(segment)
        if segment.recent is None:
            return
        with self._came:
            self._unfinished.append(segment)
            self._came.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._finish, name="segments", daemon=True)
                self._thread.start()
        if len(self._unfinished) > UNFINISHED:
            self._settle(segment)

    def _settle(self, segment: Closed) -> None:
        with self._finishing:
            segment.finish()

    def _finish(self) -> None:
        while True:
            with self._came:
                while not self._unfinished and not self._ends:
                    self._came.wait()
                if not self._unfinished:
                    return
                segment = self._unfinished[0]
            try:
                self._settle(segment)
            except OSError:
                log.exception("the segment %s cannot be finished yet", segment.path.name)
                if self._ends:
                    return
                with self._came:
                    self._came.wait(AGAIN_S)
                continue
            with self._came:
                if self._unfinished:
                    self._unfinished.popleft()

    def leave(self) -> None:
        """Let everything lie as it is, as a process does that is killed."""
        with self._came:
            self._ends = True
            self._unfinished.clear()
            self._came.notify()
        if self._thread:
            self._thread.join()

    def close(self) -> None:
        """Finish what is left."""
        with self._came:
            self._ends = True
            self._came.notify()
        if self._thread:
            self._thread.join()
        while self._unfinished:
            self._settle(self._unfinished.popleft())

    # asked --------------------------------------------------------------------------------------------------------

    @property
    def all(self) -> list[Closed]:
        with self._lock:
            return list(self._all)

    def at(self, offset: int) -> Closed:
        """The segment in which the offset lies, if its file is still here."""
        with self._lock:
            place = bisect_right(self._all, offset, key=lambda one: one.first) - 1
            found = self._all[place] if place >= 0 else None
        if found is None or offset >= found.end or not found.here:
            raise Gone(offset)
        return found

    def begin(self, end: int) -> int:
        """The first offset from which readings can be read without a gap up to `end`."""
        for segment in reversed(self.all):
            if segment.end != end or not segment.here:
                break
            end = segment.first
        return end

    def since(self, offset: int) -> list[Closed]:
        """The segments that begin at this offset or after it."""
        with self._lock:
            return [one for one in self._all if one.first >= offset]

    # cleared ------------------------------------------------------------------------------------------------------

    def drop(self, until: int) -> int:
        """Take away the files of segments that end at `until` or before; how many there were."""
        due = [one for one in self.all if one.end <= until and one.recent is None and one.here]
        for segment in due:
            segment.path.unlink()
        if due:
            sync_folder(self._home)
        return len(due)

    def forget(self, rolled: int) -> None:
        """Take away digests of segments long in the lake, and then what is known of them."""
        old = [one for one in self.all if one.end <= rolled and one.recent is None][: -self.digests_of]
        due = [one for one in old if not one.forgotten]
        if due:
            self.forgotten_newest = max(self.forgotten_newest, *(one.newest for one in due))
            write_json(self._home / "forgotten.json", {"newest": self.forgotten_newest})
        for segment in due:
            segment.forgotten, segment.keys = True, None
            segment.path.with_suffix(".keys.npy").unlink(missing_ok=True)
        later = sum(len(one.batches) for one in self.all)
        for segment in old:
            later -= len(segment.batches)
            if segment.here or (later < BATCHES and len(self._all) < LINES):
                break
            with self._lock:
                self._all.remove(segment)
            segment.path.with_suffix(".json").unlink(missing_ok=True)


def begins(home: Path) -> int:
    """The first offset that lies in a segment of that folder, or the one after the last if all were dropped."""
    held = sorted(int(path.stem) for path in home.glob("*.arrow"))
    known = sorted(path for path in home.glob("*.json") if path.stem.isdigit())
    ended = int(known[-1].stem) + int(json.loads(known[-1].read_text())["rows"]) if known else 0
    return held[0] if held else ended
