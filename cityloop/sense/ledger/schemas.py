from datetime import datetime

from pydantic import BaseModel


class CellOut(BaseModel):
    """An hour of a source, in rows. `missing` is what nobody can account for: it is 0 where nothing is lost."""

    hour: datetime
    sent: int
    stored: int
    late: int
    doubled: int
    waiting: int
    refused: dict[str, int]
    missing: int


class SourceOut(BaseModel):
    """A source and its hours, those in which nothing came left out."""

    source: str
    cells: list[CellOut]


class LedgerOut(BaseModel):
    since: datetime
    until: datetime
    sources: list[SourceOut]
