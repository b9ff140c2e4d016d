from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cityloop.decide.plans.rules import MOST_TEXT
from cityloop.decide.tasks.rules import State as TaskState

Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]


class PlanLine(BaseModel):
    """A plan that holds somewhere; `levels` are its colours, 1 red to 4 blue; an edition of 0 is as it was shipped. `faults`
    say what keeps the city from following it."""

    name: str
    edition: int
    area: str
    since: date | None
    lead: str
    lead_level: str
    matters: list[str]
    detectors: list[str]
    levels: list[int]
    faults: list[str]


class PlanStepOut(BaseModel):
    """What is asked for; where somebody was looked for also of whom: `names` of who holds the duty today, and until when.
    `vacant`: nobody holds its duty, so it falls to who leads."""

    step: str
    duty: str
    level: str
    within: str
    photo: bool
    area: str = ""
    area_name: str = ""
    names: list[str] = []
    due: datetime | None = None
    vacant: bool = False


class CalledOut(BaseModel):
    """Who is called together; the first duty leads."""

    group: str
    duties: list[str]


class ResponseOut(BaseModel):
    """A response with all it includes. `when` names the words that say when it is called for."""

    level: int
    when: str
    reassess: str
    zoom: float
    layers: list[str]
    tells: list[str]
    steps: list[PlanStepOut]
    groups: list[CalledOut]


class PlanPage(PlanLine):
    """A plan with its levels, and as the text it is written down in."""

    responses: list[ResponseOut]
    text: str


class PlanEditionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    area: str
    since: date
    reason: str
    by: str
    at: datetime
    withdrawn: datetime | None


class PlanEditionIn(BaseModel):
    """A plan as TOML, for an area, from a day on."""

    text: str = Field(max_length=MOST_TEXT)
    area: str = Field(default="50", max_length=15)
    since: date
    reason: str = Field(max_length=500)


class PlanTextIn(BaseModel):
    text: str = Field(max_length=MOST_TEXT)
    area: str = Field(default="50", max_length=15)


class PlanPlaceIn(BaseModel):
    """A place without a case: by its point, or by its area."""

    subject: str = Field(max_length=200)
    category: str = Field(default="", max_length=20)
    area: str = Field(default="", max_length=15)
    lon: Lon | None = None
    lat: Lat | None = None


class ActivateIn(BaseModel):
    """Follow the plan in a case, or at a place for which one is opened."""

    plan: str = Field(max_length=100)
    level: int = Field(ge=1, le=4)
    case: int | None = Field(default=None, ge=1, lt=2**31)
    where: PlanPlaceIn | None = None
    drill: bool = False
    why: str = Field(default="", max_length=500)


class LevelIn(BaseModel):
    level: int = Field(ge=1, le=4)
    why: str = Field(max_length=500)


class WhyIn(BaseModel):
    why: str = Field(max_length=500)


class PlanTaskOut(BaseModel):
    """A task that the plan asked for, and where it stands."""

    step: str
    duty: str
    area_name: str
    state: TaskState
    due: datetime | None
    late: bool


class ActivationOut(BaseModel):
    """A plan that is followed in a case. `may` says whether the one who asks may raise it, lower it or stand it down; `layers`
    and `zoom` say how the map is to be seen at this level."""

    id: int
    plan: str
    edition: int
    case: int
    number: str
    subject: str
    area: str
    area_name: str
    lon: float | None
    lat: float | None
    zoom: float
    layers: list[str]
    level: int
    levels: list[int]
    lead_duty: str
    lead_area: str
    lead_names: list[str]
    began: datetime
    by: str
    due: datetime | None
    ended: datetime | None
    ended_by: str
    drill: bool
    may: bool
    tasks: list[PlanTaskOut]
