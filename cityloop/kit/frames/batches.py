"""What comes to the reading log, what became of it, and where it came to lie."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from cityloop.kernels.columns import Readings
from cityloop.kit.frames.accounts import Entry, Tally, listed, summed


@dataclass(frozen=True)
class Batch:
    """What one sender brought in one go: `key` is the sender's own, `digest` says whether it is the same again, `tally`
    what it is to be counted as. One that is taken `once` counts nothing if its key was taken before. The log leaves the
    `note` alone: it is for who brought the batch."""

    source: str
    key: str
    digest: str
    readings: Readings
    tally: Tally | None = None
    once: bool = False
    note: Any = None


@dataclass
class Counts:
    """What became of a batch: rows stored in time, stored late, known already."""

    stored: int = 0
    late: int = 0
    doubled: int = 0
    offset: int = 0


def counted(batches: Sequence[Batch], became: Sequence[tuple[int, int, int]], taken: Container[tuple[str, str]]) -> list[Entry]:
    """What their message is to count, a line for each source and hour; `became` says how many were stored, late, doubled."""
    entries = [
        batch.tally.entry(batch.source, *counts)
        for batch, counts in zip(batches, became, strict=True)
        if batch.tally and not (batch.once and (batch.source, batch.key) in taken)
    ]
    return listed(summed(entries))
