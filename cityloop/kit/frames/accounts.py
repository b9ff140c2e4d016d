"""Accounts: how many readings each source sent in which hour, and what became of each.

What a message of the log is to count stands in that message, so a count is on disk when the readings are, and never
without them. Messages are numbered; counts are cut into parts "after message a, up to and with message b", which wait in a
small file until whoever keeps them for good has taken them, so that no segment need be kept or read for its counts.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cityloop.kit.frames.disk import write_json

Cell = tuple[str, int]  # the source, and the hour of arrival since 1970
Cells = dict[Cell, Counter[str]]  # how many of what: "sent", "stored", "late", "doubled", "refused:WHY"
Entry = tuple[str, int, dict[str, int]]  # a cell as it stands in a message


@dataclass(frozen=True)
class Tally:
    """What a batch is to be counted as, beside what the log finds: `sent` rows in `hour`, so many `refused` for what reason.

    A row that was refused and is brought again counts as none sent and one refused less, in the hour it first came.
    """

    hour: int
    sent: int
    refused: Mapping[str, int] = field(default_factory=dict)

    def entry(self, source: str, stored: int, late: int, doubled: int) -> Entry:
        said = {"sent": self.sent, "stored": stored, "late": late, "doubled": doubled}
        said |= {f"refused:{why}": count for why, count in self.refused.items()}
        return source, self.hour, {what: count for what, count in said.items() if count}


class Accounts:
    """The counts that are not kept elsewhere yet. `number` is the number of the last message."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._parts: list[tuple[int, Cells]] = []
        self._open: Cells = {}
        self.totals: Counter[tuple[str, str]] = Counter()  # source, what: since this log was opened
        if path.exists():
            self._parts = [(upto, summed(entries)) for upto, entries in json.loads(path.read_text())]
        self._cut_at = self.number = self._parts[-1][0] if self._parts else 0

    def add(self, number: int, entries: Sequence[Entry]) -> None:
        """Count what the message of that number says, once."""
        with self._lock:
            if number > self.number:
                self.number = number
                _add(self._open, entries)
                for source, _, counts in entries:
                    for what, count in counts.items():
                        self.totals[source, what] += count

    def cut(self) -> list[tuple[int, Cells]]:
        """All parts, the newest ending now. They are on disk when this returns."""
        with self._lock:
            if self._open or self.number > self._cut_at:
                parts = [*self._parts, (self.number, self._open)]
                write_json(self._path, [(upto, listed(cells)) for upto, cells in parts])
                self._parts, self._open, self._cut_at = parts, {}, self.number
            return list(self._parts)

    def parts(self) -> list[tuple[int, Cells]]:
        """All parts as they are now; the last one is not cut yet."""
        with self._lock:
            return [*self._parts, (self.number, summed(listed(self._open)))]

    def since(self, number: int) -> Cells:
        """What was counted after that message; `number` must be the end of a part, or 0."""
        return summed(entry for upto, cells in self.parts() if upto > number for entry in listed(cells))

    def forget(self, number: int) -> None:
        """Let go of the parts up to that message: they are kept elsewhere. The newest stays, it has the last number."""
        with self._lock:
            self._parts = [part for part in self._parts if part[0] > number or part is self._parts[-1]]


def listed(cells: Cells) -> list[Entry]:
    return [(source, hour, dict(counts)) for (source, hour), counts in cells.items()]


def summed(entries: Iterable[Entry]) -> Cells:
    cells: Cells = {}
    _add(cells, entries)
    return cells


def _add(cells: Cells, entries: Iterable[Entry]) -> None:
    for source, hour, counts in entries:
        cell = cells.setdefault((source, hour), Counter())
        for what, count in counts.items():
            cell[what] += count
