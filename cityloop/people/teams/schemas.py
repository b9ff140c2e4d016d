from datetime import date

from pydantic import BaseModel, Field

from cityloop.kit.http import Day
from cityloop.people.teams.rules import Part


class SeatIn(BaseModel):
    """A member belongs to the team of a grid (15 digits) or micro-grid (17) from a day on."""

    login: str = Field(max_length=64)
    area: str = Field(max_length=17)
    part: Part
    since: Day
    until: Day | None = None


class LeftIn(BaseModel):
    until: Day


class SeatLine(BaseModel):
    """Somebody in a team; `mobile` is empty for those who may not see it."""

    id: int
    login: str
    name: str
    mobile: str
    area: str
    area_name: str
    part: Part
    since: date
    until: date | None
    away: bool


class TeamOut(BaseModel):
    """The team of a grid on a day, what it lacks, and everyone who was ever in it."""

    area: str
    area_name: str
    seats: list[SeatLine]
    missing: list[Part]
    history: list[SeatLine]


class GapLine(BaseModel):
    area: str
    area_name: str
    missing: list[Part]


class GridLine(BaseModel):
    area: str
    area_name: str


class MindedArea(BaseModel):
    """A post: where, by which agency if one is said, from and until when; `acting` if it is held for a colleague."""

    area: str
    area_name: str
    agency: str
    since: date | None
    until: date | None
    acting: bool


class GapsOut(BaseModel):
    """How many grids there are in an area, how many lack somebody, the first of them, and how many people there are."""

    grids: int
    lacking: int
    gaps: list[GapLine]
    people: dict[Part, int]


class MindedLine(BaseModel):
    """A responsibility grid: who answers on the spot for how many grids of the area, and by which posts (areas), dated."""

    login: str
    name: str
    grids: int
    areas: list[MindedArea]


class MindedOut(BaseModel):
    """The responsibility grids in an area: how many grids there are, for how many nobody or several answer, and the first 200 of
    these. `more` says that there are further members after the last."""

    grids: int
    nobody: int
    several: int
    without: list[GridLine]
    doubly: list[GridLine]
    minded: list[MindedLine]
    more: bool
