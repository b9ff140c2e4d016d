from datetime import date, datetime

from pydantic import BaseModel, Field


class SoundingLookOut(BaseModel):
    case_id: int
    passed: bool
    note: str
    by: str
    at: datetime


class SoundingOut(BaseModel):
    """A spot-check. `seed` is empty until the sample is drawn; its SHA-256 is `digest`, told beforehand. The sample is the `size`
    cases whose SHA-256 of `seed:number` comes first. `least` and `most` bound the share that passes, with 95 %."""

    id: int
    area: str
    since: date
    until: date
    size: int
    digest: str
    seed: str
    told: datetime
    drawn: datetime | None
    closed_cases: int
    concluded: datetime | None
    cases: list[int]
    looks: list[SoundingLookOut]
    looked: int
    passed: int
    disagreed: int
    least: float
    most: float


class SoundingLookIn(BaseModel):
    passed: bool
    note: str = Field(default="", max_length=2000)
