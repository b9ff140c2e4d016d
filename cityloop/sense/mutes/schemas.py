from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class MuteIn(BaseModel):
    """A time in which alerts are recorded and not sent; an empty detector or subject means any."""

    detector: str = Field(default="", max_length=128)
    subject: str = Field(default="", max_length=128)
    area: str = Field(max_length=15)
    since: AwareDatetime
    until: AwareDatetime
    reason: str = Field(max_length=500)


class MuteOut(BaseModel):
    """A mute; it holds between `since` and `until` once it is approved, unless it was ended."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    detector: str
    subject: str
    area: str
    since: datetime
    until: datetime
    reason: str
    asked_by: str
    asked: datetime
    approved_by: str | None
    approved: datetime | None
    ended: datetime | None
    ended_by: str | None
