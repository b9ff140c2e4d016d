from datetime import date, datetime
from typing import Any

from pydantic import BaseModel


class RaceOut(BaseModel):
    """A race by today's rule; red and yellow are how many first places carry the flag and how many last ones are spoken to."""

    name: str
    words: dict[str, str]
    among: str
    sheet: str
    sheet_words: dict[str, str]
    yardstick: str
    least: int
    red: int
    yellow: int
    sure: bool
    rewards: dict[str, str]
    penalties: dict[str, str]
    source: dict[str, str]


class RunnerOut(BaseModel):
    """One that runs. `place` 0: too few cases; `gained` are points by mark against the month before, and `overtook` and
    `overtaken_by` with whom places were changed. `before` is none where there was no such runner."""

    group: str
    title: str
    cases: int
    total: float
    marks: dict[str, float]
    place: int
    adjusted: int
    flag: str
    before: dict[str, Any] | None
    gained: dict[str, float]
    overtook: list[str]
    overtaken_by: list[str]


class MarkName(BaseModel):
    name: str
    words: dict[str, str]
    full: float


class RunOut(BaseModel):
    """A month of a race, by the rule it was run by. `frozen` is the frozen period it was kept with, none while it stands."""

    race: RaceOut
    first: date
    area: str
    as_of: datetime
    rule_changed: bool
    frozen: int | None
    file: str
    marks: list[MarkName]
    runners: list[RunnerOut]
    titles: dict[str, str]
    months: list[date]
