from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class WhistleIn(BaseModel):
    """Which duties are to come within so many minutes, and why."""

    duties: list[str] = Field(max_length=20)
    minutes: int = Field(ge=1, le=7 * 24 * 60)
    reason: str = Field(max_length=1000)


class ArrivalIn(BaseModel):
    """Where whoever has come stands, in degrees."""

    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)


class DoneIn(BaseModel):
    result: str = Field(max_length=2000)


class CallOut(BaseModel):
    """`metres` from the case's place, if both are known; `late` if nobody came in time; `mine` if this person may say for the
    duty that it has come and what was done."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    duty: str
    area: str
    arrived_by: str
    arrived_at: datetime | None
    metres: float | None
    result: str
    result_at: datetime | None
    late: bool = False
    area_name: str = ""
    arrived_name: str = ""
    mine: bool = False


class WhistleOut(BaseModel):
    id: int
    case_id: int
    by: str
    by_name: str
    at: datetime
    reason: str
    due: datetime
    calls: list[CallOut]
