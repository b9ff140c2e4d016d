from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cityloop.kit.http import Day
from cityloop.rulebook import Level
from cityloop.rulebook.vitals import Origin
from cityloop.sense.vitals.rules import Way


class TitleOut(BaseModel):
    zh: str
    en: str


class BoardOut(BaseModel):
    """A board with its tracks. `lamps`: how many of its vital signs show which lamp here, 0 calm, 1 red … 4 blue."""

    name: str
    title: TitleOut
    lamps: dict[int, int]
    unknown: int
    tracks: list["TrackOut"]


class TrackOut(BaseModel):
    """A track, or a sub-track that stands `under` another."""

    name: str
    title: TitleOut
    under: str
    lead: str
    lamps: dict[int, int]
    unknown: int


class AreaLampOut(BaseModel):
    """An area one level below, and the worst lamp in it."""

    code: str
    name: str
    warning: int


class OverviewOut(BaseModel):
    """All boards as seen in an area, the way there, and the areas below. `version` grows with every change."""

    area: str
    area_name: str
    level: Level
    version: int
    at: datetime
    chain: list[AreaLampOut]
    boards: list[BoardOut]
    below: list[AreaLampOut]


class BeatOut(BaseModel):
    """A vital sign in an area now. `warning` 0 calm, 1 red … 4 blue; `since` when it turned to that; `value` none while
    nothing is known; `trend` its values at the end of the last cycles, oldest first."""

    name: str
    title: TitleOut
    track: str
    owner: str
    area: str
    origin: Origin
    value: float | None
    unit: str
    decimals: int
    warning: int
    at: datetime | None
    since: datetime | None
    cycle_s: float
    trend: list[float | None]


class VersionOut(BaseModel):
    """What it has been from a day on; `now` marks the one that holds."""

    since: date
    until: date | None
    now: bool
    body: dict[str, Any]


class PlacementOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    way: Way
    level: str
    area: str
    since: date
    until: date | None
    reason: str
    at: datetime
    by: str


class DefinitionOut(BaseModel):
    """A vital sign with every version of it and where it was handed on to."""

    name: str
    title: TitleOut
    board: str
    track: str
    body: dict[str, Any]
    versions: list[VersionOut]
    placements: list[PlacementOut]


class PlaceIn(BaseModel):
    """Hand a vital sign, or all of a track, on to the level below or above, in an area and all below it, from a day on."""

    way: Way
    level: Level
    area: str = Field(min_length=2, max_length=9, pattern=r"^\d+$")
    since: Day
    reason: str = Field(default="", max_length=500)


class InputOut(BaseModel):
    """An input with its number here: of how many subjects, as of when."""

    name: str
    reads: str
    vital: bool
    how: str
    above: float | None
    below: float | None
    during: bool
    unit: str
    value: float | None
    subjects: int | None
    at: datetime | None


class LimitOut(BaseModel):
    """A limit of the lamp here today: since when, from what source; `spell` says in which part of the calendar."""

    warning: int
    value: float
    since: date
    source: str
    area: str


class LampOut(BaseModel):
    """Why the lamp shows what it shows: the limits that hold now, how long it waits, and what it waits for."""

    warning: int
    since: datetime | None
    rises: bool
    up_s: float
    down_s: float
    clear_s: float
    hysteresis: float
    limits: list[LimitOut]
    spell: str
    off: bool
    rising_to: int
    rising_since: datetime | None
    quiet_since: datetime | None


class BelowOut(BaseModel):
    """An area one level below, with its value and lamp."""

    code: str
    name: str
    value: float | None
    warning: int


class SpokenOut(BaseModel):
    """What a subject said last: the ground on which the number stands."""

    signal: str
    subject: str
    value: float
    at: datetime


class ExplanationOut(BaseModel):
    """Where a number comes from: `filled` is the formula with the numbers in it."""

    beat: BeatOut
    area_name: str
    formula: str
    filled: str
    rolls_up: str
    rolled: bool
    base: Level
    source: str
    version: int
    version_since: date
    inputs: list[InputOut]
    lamp: LampOut | None
    below: list[BelowOut]
    subjects: list[SpokenOut]
    more_subjects: int


class RowOut(BaseModel):
    """What becomes of one line of a catalogue that is brought: `new`, `changed`, `same` or `refused` and why."""

    line: int
    kind: str
    name: str
    outcome: str
    why: str


class ReportOut(BaseModel):
    """What was brought, line by line. Nothing is kept on a dry run, nor while a line is refused."""

    kept: bool
    dry: bool
    counts: dict[str, int]
    rows: list[RowOut]


class RetireIn(BaseModel):
    day: Day
