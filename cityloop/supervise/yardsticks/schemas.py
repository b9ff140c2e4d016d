from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cityloop.kit.http import Day


class TriedOut(BaseModel):
    """Test values of a yardstick: counts, what it has to give for them (nothing where it must not give a number), and what it
    gives."""

    given: dict[str, float]
    wanted: float | None
    gives: float | None


class YardstickOut(BaseModel):
    """A yardstick with its formula as two texts over counts; `confirmed` is false where no source says its base."""

    name: str
    words: dict[str, str]
    part: str
    whole: str
    counts: list[str]
    unit: str
    better: str
    owner: str
    source: dict[str, str]
    confirmed: bool
    tests: list[TriedOut]


class TermOut(BaseModel):
    """A name that stands in a condition, and what it is."""

    name: str
    what: dict[str, str]


class CountOut(BaseModel):
    """A count: the instant that puts a case into a stretch, and the condition, as it is worked out and as people say it; likewise
    what is added up, where that is not one for each."""

    name: str
    words: dict[str, str]
    of: str
    at: str
    where: str
    says: dict[str, str]
    sum: str
    sums: dict[str, str]
    terms: list[TermOut]
    by: str


class YardsticksOut(BaseModel):
    """All that holds today, under its digest."""

    digest: str
    counts: list[CountOut]
    yardsticks: list[YardstickOut]


class YardstickValueOut(BaseModel):
    """A value with the two counts it is made of; empty where there was nothing to measure."""

    name: str
    value: float | None
    part: float
    whole: float | None


class CountedRowOut(BaseModel):
    """What was counted for one area, duty, post (`duty@area`) or member."""

    group: str
    title: str
    values: list[YardstickValueOut]
    counts: dict[str, float]


class CountedOut(BaseModel):
    """A stretch counted as of an instant."""

    since: date
    until: date
    as_of: datetime
    book: str
    groups: list[CountedRowOut]


class CaseLineOut(BaseModel):
    """A case a count counts, and what it adds to it."""

    case: int
    number: str
    title: str
    area: str
    duty: str
    adds: float
    late: bool
    appeal: str
    may_appeal: bool


class DefinitionIn(BaseModel):
    """A definition as the guide describes it, and the day it holds from."""

    kind: str = Field(max_length=20)
    body: dict[str, Any]
    since: Day
    reason: str = Field(max_length=2000)


class DefinedOut(BaseModel):
    """A version of a definition: who, when and why."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    name: str
    version: int
    since: date
    body: dict[str, Any]
    reason: str
    by: str
    at: datetime
