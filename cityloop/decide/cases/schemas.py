from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.decide.cases.rules import Outcome
from cityloop.decide.clocks.rules import Lamp
from cityloop.decide.tasks.rules import State as TaskState
from cityloop.rulebook.cycles import Stage


class CaseOut(BaseModel):
    """A case as a line of a list. `area` is the grid it is in, `held_at` the area whose duty answers; `storm` says what the
    alerts of a storm have in common, as `kind:value`, and is empty for a matter of one subject. `lamp` is that of the running
    clock that is due first, `next_stage` and `next_due` whose and when; none of them while no clock runs."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    kind: str
    version: int
    alert_id: int | None
    report_id: int | None
    detector: str
    subject: str
    category: str
    category_code: str
    warning: int
    area: str
    area_name: str
    lon: float | None
    lat: float | None
    duty: str
    held_at: str | None
    held_at_name: str
    storm: str
    opened: datetime
    filed: datetime | None
    due: datetime
    done: datetime | None
    closed: datetime | None
    outcome: Outcome | None
    rework: int
    returns: int
    urgent: bool
    typical: bool
    triage: str
    drill: bool
    parent_id: int | None
    merged_into: int | None
    state: str
    stage: Stage
    late: bool
    lamp: Lamp | None = None
    next_stage: str = ""
    next_due: datetime | None = None


class TaskOut(BaseModel):
    """`why_not` says why this person may not take or finish it, as the name of words; empty if they may."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    step: str
    duty: str
    area: str
    photo: bool
    state: TaskState
    meant_for: str
    meant_name: str
    meant_at: datetime | None
    taken_by: str | None
    taken_by_name: str
    taken_at: datetime | None
    finished_at: datetime | None
    note: str
    photos: list[str]
    due: datetime | None
    activation_id: int | None
    why_not: str


class OfferOut(BaseModel):
    """A move the state of the case allows; `why_not` is empty if this person may make it now."""

    model_config = ConfigDict(from_attributes=True)

    move: str
    why_not: str
    asks: list["AskOut"]


class AskOut(BaseModel):
    """A field of a move's form; `kind` is text, choice, area, duty, line or outcome."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    kind: str
    required: bool
    options: list[str]


class HolderOut(BaseModel):
    """An area above the case in which someone holds its duty, and who."""

    area: str
    area_name: str
    names: list[str]


class LineOut(BaseModel):
    """One fact of the timeline; `acting_for` and `for_name` say in which colleague's post it was done, if in one; `drill`
    whether it belongs to an exercise."""

    model_config = ConfigDict(from_attributes=True)

    fact: int
    kind: str
    at: datetime
    by: str
    by_name: str
    about: dict[str, int | str | bool | None]
    acting_for: str = ""
    for_name: str = ""
    drill: bool = False


class VerificationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: str
    asked: datetime
    asked_of: str
    photos: list[str]
    away_m: float | None
    by: str | None
    at: datetime | None
    accepted: bool | None
    note: str


class DispatchIn(BaseModel):
    area: str = Field(max_length=15, description="the area whose holder of the duty is to answer")


class FlagsIn(BaseModel):
    """Marks of a case; what is not said stays."""

    urgent: bool | None = None
    typical: bool | None = None


class AssistIn(BaseModel):
    duty: str = Field(max_length=100)
    area: str = Field(max_length=15)


class SplitIn(BaseModel):
    titles: list[str] = Field(max_length=20, description="what each part is about")


class MergeIn(BaseModel):
    into: int = Field(ge=1, lt=2**31)
    reason: str = Field(default="", max_length=1000)


class MoveIn(BaseModel):
    """What the form of a move asks for, by the names of its fields."""

    said: dict[str, str] = Field(default={}, max_length=20)


class FinishIn(BaseModel):
    note: str = Field(max_length=2000)
    photos: list[str] = Field(default=[], max_length=9, description="names given by POST /api/files")
    outcome: Outcome = Outcome.settled
