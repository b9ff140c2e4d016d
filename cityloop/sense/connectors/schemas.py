from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class ConnectorKindOut(BaseModel):
    """A kind of connector: the forms of its settings and secrets as JSON Schema, and the mapping a new one begins with."""

    name: str
    settings: dict[str, Any]
    secrets: dict[str, Any]
    mapping: dict[str, Any]


class HealthOut(BaseModel):
    """How a connector is. Counts are rows since the server was started; `left` were left out by the mapping on purpose."""

    state: Literal["starting", "running", "failed", "paused"]
    since: datetime | None
    error: str
    error_at: datetime | None
    last: datetime | None
    lag_s: float | None
    failures: int
    read: int
    stored: int
    late: int
    doubled: int
    refused: int
    left: int


class ConnectorOut(BaseModel):
    """A connector as it is set up. Of its secrets only the names are told."""

    id: int
    name: str
    kind: str
    settings: dict[str, Any]
    secrets: list[str]
    mapping: int
    paused: bool
    by: str
    at: datetime
    health: HealthOut


class SettingsIn(BaseModel):
    settings: dict[str, Any] = Field(max_length=100)
    secrets: dict[str, str] = Field(default_factory=dict, max_length=20)


class ConnectorIn(SettingsIn):
    name: str = Field(max_length=48)
    kind: str = Field(max_length=32)
    mapping: dict[str, Any] | None = None


class MappingIn(BaseModel):
    mapping: dict[str, Any]


class PublishIn(MappingIn):
    why: str = Field(max_length=1000)


class GoBackIn(BaseModel):
    why: str = Field(max_length=1000)


class MappingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    number: int
    said: dict[str, Any]
    why: str
    by: str
    at: datetime


class SpecimenOut(BaseModel):
    """One document or row as it came."""

    at: datetime
    about: dict[str, str]
    said: str
    why: str


class ReadingOut(BaseModel):
    signal: str
    subject: str
    at: datetime | None
    value: float | None
    lon: float | None
    lat: float | None
    refused: str  # by the door, if it would be


class MadeOut(BaseModel):
    """What a mapping makes of a specimen: readings, or why there are none."""

    readings: list[ReadingOut]
    refused: list[str]


class SpecimenTriedOut(BaseModel):
    """A specimen, and what is made of it: by the mapping in force, and by the one that is tried."""

    specimen: SpecimenOut
    before: MadeOut
    after: MadeOut


class TakenOut(BaseModel):
    """What became of a call."""

    stored: int
    late: int
    doubled: int
    refused: int
    reasons: list[str]


class PutOut(BaseModel):
    name: str
    bytes: int
