"""What is kept of a refused row, and how much of it. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cityloop.kit.errors import Refused

KEPT = 2000  # of each source and reason the newest so many are kept whole; the ledger counts all
LENGTH = 32_000  # characters of a row; a longer one is cut and cannot be brought again


class Refusal(NamedTuple):
    """A row that was refused: by whom it came and when, for what reason, in words, and what it said, as JSON."""

    source: str
    reason: str
    said: str
    at: datetime
    content: str


class Kept(NamedTuple):
    """A row of the quarantine as it is brought again; `tries` is how often it was."""

    id: int
    source: str
    reason: str
    hour: int
    content: str
    tries: int


class Still(NamedTuple):
    """What is refused still: for what reason, in words, and what is to be kept of it."""

    reason: str
    said: str
    content: str


Verdict = Sequence[Still]  # what became of a row that was brought again: nothing if all of it is in the log now


class WhyMissing(Refused):
    """Say why these rows may go: one to 500 characters."""

    status = 422


def newest(refusals: Sequence[Refusal]) -> list[Refusal]:
    """Of each source and reason the newest that are kept; they come in the order of time."""
    room: dict[tuple[str, str], int] = {}
    kept = []
    for refusal in reversed(refusals):
        place = refusal.source, refusal.reason
        room[place] = room.get(place, KEPT) - 1
        if room[place] >= 0:
            kept.append(refusal)
    return kept[::-1]
