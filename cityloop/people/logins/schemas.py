from datetime import datetime

from pydantic import BaseModel, Field


class SessionOut(BaseModel):
    """A session; `way` is how it was begun, `here` marks the one that asks."""

    number: str
    since: datetime
    seen: datetime
    until: datetime
    way: str
    address: str
    device: str
    here: bool


class EntranceOut(BaseModel):
    """How one gets in: whether an authenticator is asked for, recovery codes left, sessions."""

    second_step: bool
    second_step_asked: bool
    codes_left: int
    has_password: bool
    sessions: list[SessionOut]


class PasswordIn(BaseModel):
    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


class SecretOut(BaseModel):
    """What an authenticator is fed with: the secret in base 32, as an address, and that as a QR code in SVG."""

    secret: str
    address: str
    picture: str


class CodeIn(BaseModel):
    code: str = Field(max_length=40)


class CodesOut(BaseModel):
    """Recovery codes, each good once; told this once."""

    codes: list[str]
