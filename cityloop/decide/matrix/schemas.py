from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.decide.matrix.rules import Kind, State
from cityloop.kit.http import Day
from cityloop.rulebook import Level

PREFIX = r"^([A-Z]\d{0,6})?$"
CODE = r"^\d{2,15}$"


class MatrixOut(BaseModel):
    """A matrix: a draft, published from `since` on, or withdrawn. `holds` says whether it does today."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    note: str
    state: State
    base: int | None
    since: date | None
    by: str
    at: datetime
    published_by: str | None
    published_at: datetime | None
    holds: bool = False


class MatrixDraftIn(BaseModel):
    note: str = Field(max_length=200)


class MatrixLineIn(BaseModel):
    """A line: matters whose key begins with `category` (empty: all), areas whose code begins with `area`."""

    category: str = Field(default="", pattern=PREFIX)
    area: str = Field(pattern=CODE)
    duty: str = Field(max_length=64)
    level: Level
    agency: str = Field(default="", max_length=64)
    assisting: list[str] = Field(default=[], max_length=12)
    source: str = Field(max_length=300)
    since: Day
    until: Day | None = None


class MatrixLineOut(MatrixLineIn):
    model_config = ConfigDict(from_attributes=True)

    id: int
    area_name: str = ""


class MatrixLinesOut(BaseModel):
    """Lines of a matrix, so many as are shown, and how many there are."""

    count: int
    lines: list[MatrixLineOut]


class MatrixPublishIn(BaseModel):
    since: Day


class MatrixSpotOut(BaseModel):
    """An area at fault, but for some areas in it that stand apart."""

    area: str
    name: str
    grids: int
    apart: list[str]


class MatrixFaultOut(BaseModel):
    """A part of the table at fault: classes of matters, areas and days. `said` is the sentence; `lines` those that overlap."""

    kind: Kind
    said: str
    classes: list[str]
    spots: list[MatrixSpotOut]
    since: date
    until: date | None
    cells: int
    duty: str
    level: str
    lines: list[int]
    bars: bool


class MatrixWholeOut(BaseModel):
    """What a check found: whether it bars publishing, the faults, how many more there are, and how much was looked at."""

    bars: bool
    faults: list[MatrixFaultOut]
    untold: int
    categories: int
    grids: int
    moments: int


class LeadOut(BaseModel):
    """Who leads, where it is held, and why: the line that holds, then those it overrode."""

    duty: str | None
    level: str
    area: str | None
    area_name: str
    agency: str
    assisting: list[str]
    matrix: int | None
    lines: list[MatrixLineOut]


class MatrixCellOut(BaseModel):
    """A class of matters in an area: the duty that leads in all of it, if one does; how many lines say more of parts of it."""

    duty: str
    level: str
    line: int | None
    inner: int
    faults: list[Kind]


class MatrixRowOut(BaseModel):
    """A class of matters, in the areas of the table."""

    key: str
    zh: str
    en: str
    cells: list[MatrixCellOut]


class MatrixTableOut(BaseModel):
    """A matrix as a table on a day: classes of matters down, the areas below one across."""

    area: str
    areas: list[str]
    names: list[str]
    rows: list[MatrixRowOut]


class MatrixSheetRowOut(BaseModel):
    row: int
    said: str
    verdict: str
    reason: str


class MatrixSheetOut(BaseModel):
    """What became of a sheet: how many rows were new, changed, the same or refused, how many lines went; refused ones first."""

    new: int
    changed: int
    same: int
    refused: int
    gone: int
    rows: list[MatrixSheetRowOut]
