from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class KindOfChannel(BaseModel):
    """A kind of channel: the forms of its settings and secrets as JSON Schema, and the kind of address it reaches."""

    name: str
    settings: dict[str, Any]
    secrets: dict[str, Any]
    reaches: str
    gathers: bool


class ChannelIn(BaseModel):
    """A channel to set up. `a_minute` is how many notices it sends in a minute at most; 0 is no limit."""

    name: str = Field(max_length=40)
    kind: str = Field(max_length=40)
    settings: dict[str, Any]
    secrets: dict[str, str] = Field(default_factory=dict, max_length=20)
    a_minute: int = 0


class ChannelChange(BaseModel):
    """New settings; of the secrets only those given here are new."""

    settings: dict[str, Any]
    secrets: dict[str, str] = Field(default_factory=dict, max_length=20)
    a_minute: int = 0


class ChannelOut(BaseModel):
    """A channel as it is set up. Of its secrets only the names are told."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    kind: str
    settings: dict[str, Any]
    secrets: list[str]
    a_minute: int
    paused: bool
    by: str
    at: datetime
