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
    """`by_for`, `first_for` and `second_for` are logins of colleagues in whose posts it was done, if it was; the names are
    what is shown. `may_approve` and `may_refuse` say what this person may do now."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    case_id: int
    kind: Kind
    reason: str
    by: str
    by_for: str
    by_name: str = ""
    at: datetime
    until: datetime | None
    duty: str
    area: str
    state: State
    first_by: str
    first_for: str
    first_name: str = ""
    first_at: datetime | None
    second_by: str
    second_for: str
    second_name: str = ""
    second_at: datetime | None
    note: str
    area_name: str = ""
    may_approve: bool = False
    may_refuse: bool = False
