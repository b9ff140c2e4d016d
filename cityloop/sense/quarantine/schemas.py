from datetime import datetime

from pydantic import BaseModel, ConfigDict

from cityloop.sense.quarantine.tables import How


class HeapOut(BaseModel):
    """How many rows of a source wait for one reason, and since when."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    reason: str
    rows: int
    oldest: datetime
    newest: datetime


class QuarantinedOut(BaseModel):
    """A refused row: what was wrong with it, in words, and what it said. One that was `cut` cannot be brought again."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    source: str
    reason: str
    said: str
    at: datetime
    content: str
    cut: bool
    tries: int


class ReleaseOut(BaseModel):
    """Rows that left together, and how many had to stay."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    how: How
    source: str
    reason: str
    count: int
    still: int
    why: str
    by: str
    at: datetime


class QuarantineOut(BaseModel):
    """What waits, by source and reason; the newest `kept` of each are kept whole. And what left last."""

    kept: int
    heaps: list[HeapOut]
    releases: list[ReleaseOut]


class ReplayIn(BaseModel):
    """Which rows: all, or those of one source, of one reason, or of both."""

    source: str = ""
    reason: str = ""


class DiscardIn(BaseModel):
    source: str
    reason: str
    why: str
