from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class TokenIn(BaseModel):
    """Without a duty the token sees all its member sees, and changes nothing."""

    name: str = Field(min_length=1, max_length=100)
    duty: str = Field(default="", max_length=100)
    area: str = Field(default="", max_length=20)
    read_only: bool = True
    days: int = Field(default=90, ge=1, le=366)
    a_minute: int = Field(default=600, ge=1, le=60_000)


class TokenOut(BaseModel):
    """`before_until` is until when the key before the last rotation is good."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    duty: str
    area: str
    read_only: bool
    a_minute: int
    since: datetime
    until: datetime
    before_until: datetime | None
    used: datetime | None
    used_from: str


class NewTokenOut(BaseModel):
    """The key is told this once."""

    token: TokenOut
    key: str
