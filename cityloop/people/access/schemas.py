from datetime import datetime

from pydantic import BaseModel, Field


class LoginIn(BaseModel):
    """`code` is what the authenticator shows, or a recovery code; asked for if the member has set one up."""

    login: str = Field(max_length=100)
    password: str = Field(max_length=200)
    code: str = Field(default="", max_length=40)


class PostOut(BaseModel):
    """`acting_for` is the colleague whose post it is, empty for one's own."""

    duty: str
    area: str
    area_name: str
    acting_for: str = ""
    for_name: str = ""


class LookOut(BaseModel):
    """Who looks at what this member sees, and until when."""

    by: str
    by_name: str
    until: datetime


class MeOut(BaseModel):
    """Who is logged in, and the posts held. `todo` is what must be done first: `password`, `second_step`, or nothing;
    `look` is said while somebody else looks."""

    login: str
    name: str
    posts: list[PostOut]
    todo: str = ""
    look: LookOut | None = None


class KeyOut(BaseModel):
    """For programs: the key to send as `Authorization: Bearer …`. Browsers get it as a cookie no script can read."""

    key: str
    todo: str = ""


class LeftOut(BaseModel):
    """Where to go to log out of the city's identity provider too; empty for who did not come from there."""

    onward: str


class MemberAccessOut(BaseModel):
    """A member as who administers access sees them."""

    login: str
    name: str
    posts: list[PostOut]
    second_step: bool
    to_choose: bool
    sessions: int
    seen: datetime | None
    locked_until: datetime | None


class OneTimeOut(BaseModel):
    """A password that is good once, told this once."""

    password: str


class LookIn(BaseModel):
    login: str = Field(max_length=100)
