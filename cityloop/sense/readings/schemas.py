from datetime import datetime

from pydantic import BaseModel


class SaidOut(BaseModel):
    """What a subject said last; all but its name is null for one that has not spoken. Degrees, the signal's own unit."""

    subject: str
    at: datetime | None
    value: float | None
    lon: float | None
    lat: float | None


class HistoryOut(BaseModel):
    """Readings, or hours or days of them, as columns of one length. `at` in milliseconds since 1970 UTC."""

    tier: str
    signal: list[str]
    subject: list[str]
    at: list[int]
    columns: dict[str, list[float | None]]
    more: bool
