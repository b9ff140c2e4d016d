from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from cityloop.decide.tours.lasting import By
from cityloop.decide.tours.rules import Why

Minute = Annotated[float, Field(ge=0, le=1440)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]


class TourPartyIn(BaseModel):
    """Who goes; what is not said is worked out: from where they are, back to there, in the hours worked there."""

    login: str = Field(min_length=1, max_length=100)
    start: tuple[Lon, Lat] | None = None
    end: tuple[Lon, Lat] | None = None
    begins: Minute | None = Field(default=None, description="minute of the day")
    ends: Minute | None = None


class ToursIn(BaseModel):
    """An area and a day; without crews those go who hold the duties there."""

    area: str = Field(pattern=r"^\d{2,15}$")
    day: date
    crews: list[TourPartyIn] = Field(default=[], max_length=15)


class CouldGoIn(BaseModel):
    """An area and a day for which one asks who could go."""

    area: str = Field(pattern=r"^\d{2,15}$")
    day: date


class CouldGoOut(BaseModel):
    """Who could go, by which duty held where, in which hours (minutes of the day). `roster` says whether they have a turn that
    day, and is none where no roster of the duty is kept; `chosen` whether they go if nobody is named."""

    login: str
    name: str
    duty: str
    area: str
    area_name: str
    begins: float
    ends: float
    roster: bool | None
    away: bool
    chosen: bool


class TourStopOut(BaseModel):
    """A task on the way, the metres driven to it, and how long it lasts: `by` the middle of what `tasks` of its category or its
    class took lately, or by the number that was agreed."""

    task: int
    case: int
    subject: str
    lon: float
    lat: float
    arrives: AwareDatetime
    leaves: AwareDatetime
    metres: float
    minutes: float
    by: By
    tasks: int


class TourOut(BaseModel):
    """A crew's day; `lunch` is the break, if its hours lie around it."""

    login: str
    name: str
    start: tuple[float, float]
    end: tuple[float, float]
    metres: float
    home: AwareDatetime
    lunch: tuple[AwareDatetime, AwareDatetime] | None
    stops: list[TourStopOut]


class UndoneOut(BaseModel):
    """A task nobody does, and why: its place is unknown, nobody holds its duty, nobody can be there in time, it fits in
    nobody's hours, or all together do not fit."""

    task: int
    case: int
    subject: str
    why: Why


class ToursOut(BaseModel):
    """A day laid out. Ways are straight lines times `detour` at `speed_kmh`; `plain_metres` and `plain_undone` are of going to
    the nearest each time; `cut_off` says the search ran out of time, so that another might find another day."""

    metres: float
    plain_metres: float
    plain_undone: int
    cut_off: bool
    detour: float
    speed_kmh: float
    tours: list[TourOut]
    undone: list[UndoneOut]


class AdoptedStopIn(BaseModel):
    case: int = Field(ge=1, lt=2**31)
    task: int = Field(ge=1, lt=2**31)
    login: str = Field(min_length=1, max_length=100)
    arrives: AwareDatetime


class AdoptToursIn(BaseModel):
    """The stops of a day as they were laid out."""

    stops: list[AdoptedStopIn] = Field(min_length=1, max_length=150)
