from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cityloop.decide.reorganisations.rules import State
from cityloop.kit.http import Day

Code = str
CODES = 2000


class StepIn(BaseModel):
    """One step of a plan. Which fields it needs:

    merge: areas, into or name · cut: area (a grid), line of degrees · part: area (a grid), outlines as GeoJSON · split: area (a
    street or community), parts (lists of codes below it), part_names · move: area, to · rename: names · hand: category, area,
    duty, to_duty, agency, source · end_post: post.
    """

    kind: Literal["merge", "cut", "part", "split", "move", "rename", "hand", "end_post"]
    areas: list[Code] = Field(default=[], max_length=50)
    into: Code = Field(default="", max_length=15)
    name: str = Field(default="", max_length=60)
    area: Code = Field(default="", max_length=15)
    line: list[tuple[float, float]] = Field(default=[], max_length=500)
    outlines: list[dict[str, Any]] = Field(default=[], max_length=20)
    parts: list[list[Code]] = Field(default=[], max_length=20)
    part_names: list[str] = Field(default=[], max_length=20)
    to: Code = Field(default="", max_length=15)
    names: dict[Code, str] = Field(default={}, max_length=CODES)
    category: str = Field(default="", pattern=r"^([A-Z]\d{0,6})?$")
    duty: str = Field(default="", max_length=64)
    to_duty: str = Field(default="", max_length=64)
    agency: str = Field(default="", max_length=64)
    source: str = Field(default="", max_length=300)
    post: int = Field(default=0, ge=0, lt=2**31)


class PlanIn(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    steps: list[StepIn] = Field(min_length=1, max_length=200)


class PlanOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    steps: list[dict[str, Any]]
    state: State
    since: date | None
    by: str
    at: datetime
    adopted_by: str | None
    adopted_at: datetime | None
    survey_id: int | None
    matrix_id: int | None


class AdoptIn(BaseModel):
    since: Day


class BecameOut(BaseModel):
    """What becomes of an area: split, merged, moved or renamed."""

    kind: str
    before: str
    after: str


class PostMovedOut(BaseModel):
    """A duty held in an area that ends, and where it goes on."""

    duty: str
    before: str
    after: list[str]


class CaseInOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    area: str
    duty: str
    held_at: str | None


class FigureOut(BaseModel):
    """Areas whose figures mix from that day on, and how many cases each closed since the month began."""

    before: list[str]
    after: list[str]
    closed: dict[str, int]


class LineChangeOut(BaseModel):
    """A line of the matrix before and after, each in words; one of the two may be empty."""

    before: str
    after: str


class PlanFaultOut(BaseModel):
    """What would be wrong with the matrix; `new` if it is not anyway, `bars` if the plan cannot be adopted with it."""

    said: str
    kind: str
    new: bool
    bars: bool


class EffectOut(BaseModel):
    """What a plan would do if it held from a day on. Lists show the first of what is counted."""

    since: date
    areas: list[BecameOut]
    areas_count: int
    posts: list[PostMovedOut]
    posts_count: int
    moving: list[CaseInOut]
    moving_count: int
    staying: list[CaseInOut]
    staying_count: int
    figures: list[FigureOut]
    lines: list[LineChangeOut]
    lines_count: int
    faults: list[PlanFaultOut]
    bars: bool


class NameOut(BaseModel):
    row: int
    code: str
    name: str
    verdict: str
    reason: str


class NamesOut(BaseModel):
    """What became of a sheet of areas: how many names are the same, new or refused, and the plan that was drafted, if one was."""

    same: int
    changed: int
    refused: int
    plan: int | None
    rows: list[NameOut]


class MicroGridLineOut(BaseModel):
    """What became of a row of a sheet of micro-grids: `added`, `changed`, `same` or `refused`, and why."""

    row: int
    code: str
    verdict: str
    why: str


class MicroGridOut(BaseModel):
    """A micro-grid that ends before `until`."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    since: date
    until: date | None
