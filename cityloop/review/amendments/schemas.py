from datetime import date, datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cityloop.kit.http import Day


class ValueOut(BaseModel):
    since: date
    value: float
    source: str
    area: str


class ParameterOut(BaseModel):
    """A parameter of a detector: its value today in the whole city, and every value it has had or will have."""

    detector: str
    name: str
    unit: str
    least: float
    most: float
    today: float
    history: list[ValueOut]


class LessonOut(BaseModel):
    """A case worth reading again; `shows` is late, rework or nothing_there."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    case_id: int
    detector: str
    shows: str
    points: int
    at: datetime


class ReplayIn(BaseModel):
    detector: str = Field(max_length=100)
    parameter: str = Field(max_length=100)
    value: float = Field(allow_inf_nan=False)
    since: AwareDatetime
    until: AwareDatetime


class ReplayOut(BaseModel):
    """What another value would have changed. `missed` are cases that were real and would not have been opened."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    detector: str
    parameter: str
    value: float
    since: datetime
    until: datetime
    by: str
    at: datetime
    found_then: int
    found_now: int
    true_kept: int
    true_then: int
    false_kept: int
    false_then: int
    missed: list[int]


class AmendmentIn(BaseModel):
    detector: str = Field(max_length=100)
    parameter: str = Field(max_length=100)
    value: float = Field(allow_inf_nan=False)
    since: Day
    reason: str = Field(max_length=1000)
    area: str = Field(default="", max_length=15)
    replay_id: int | None = Field(default=None, ge=1, lt=2**31)


class AmendmentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    parameter: str
    value: float
    since: date
    area: str
    reason: str
    replay_id: int | None
    by: str
    at: datetime
