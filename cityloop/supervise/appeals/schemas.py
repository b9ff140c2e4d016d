from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.supervise.appeals.rules import State


class AppealIn(BaseModel):
    reason: str = Field(max_length=2000)
    photos: list[str] = Field(default=[], max_length=9, description="names given by POST /api/files")


class ReviewIn(BaseModel):
    granted: bool
    note: str = Field(default="", max_length=2000)


class AppealOut(BaseModel):
    """An appeal and its two looks."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    case_id: int
    area: str
    duty: str
    by: str
    at: datetime
    reason: str
    photos: list[str]
    state: State
    first_by: str | None
    first_at: datetime | None
    first_note: str
    second_by: str | None
    second_at: datetime | None
    second_note: str
    decided: datetime | None
    may_review: bool = False


class AppealOfCaseOut(BaseModel):
    """The appeal for a case, if there is one, and whether the one who asks may make it."""

    appeal: AppealOut | None
    may_make: bool
