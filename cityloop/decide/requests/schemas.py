from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cityloop.decide.requests.rules import Kind, State


class RequestIn(BaseModel):
    """`until` for a suspension; `duty` and `area` for help from another district."""

    kind: Kind
    reason: str = Field(max_length=1000)
    until: AwareDatetime | None = None
    duty: str = Field(default="", max_length=100)
    area: str = Field(default="", max_length=15)


class AnswerIn(BaseModel):
    note: str = Field(default="", max_length=1000)


class RequestOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    case_id: int
    kind: Kind
    reason: str
    by: str
    at: datetime
    until: datetime | None
    duty: str
    area: str
    state: State
    first_by: str
    first_at: datetime | None
    second_by: str
    second_at: datetime | None
    note: str
