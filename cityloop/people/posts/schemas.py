from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.kit.http import Day
from cityloop.people.duties.rules import PostKind, Side
from cityloop.people.members.rules import Standing

Login = Field(max_length=64)
Code = Field(max_length=17)


class PostIn(BaseModel):
    """A post of a member's own, from a day on and before another."""

    login: str = Login
    duty: str = Field(max_length=100)
    area: str = Code
    since: Day
    until: Day | None = None
    agency: str = Field(default="", max_length=64, description="code of the agency whose post it is")
    board: Side | None = None


class ActIn(BaseModel):
    """`login` holds every post of `for_login` as well, from `since` on and before `until`."""

    login: str = Login
    for_login: str = Login
    since: Day
    until: Day


class EntrustIn(BaseModel):
    """One post, in its area or a part of it."""

    login: str = Login
    area: str = Code
    since: Day
    until: Day


class UntilIn(BaseModel):
    until: Day


class PostLine(BaseModel):
    """A post: who holds it, for whom if it is not their own, and from when to when (before `until`)."""

    id: int
    login: str
    name: str
    duty: str
    area: str
    area_name: str
    kind: PostKind
    board: Side | None
    agency: str
    agency_name: str
    since: date | None
    until: date | None
    for_login: str
    for_name: str
    in_force: bool


class MemberLine(BaseModel):
    """A member; `mobile` is empty for those who may not see it. `away_until` is said of who is away now."""

    login: str
    name: str
    mobile: str
    skills: str
    standing: Standing
    away_until: datetime | None


class MemberIn(BaseModel):
    login: str = Login
    name: str = Field(max_length=100)
    mobile: str = Field(default="", max_length=20)
    skills: str = Field(default="", max_length=500)


class ContactIn(BaseModel):
    name: str = Field(max_length=100)
    mobile: str = Field(max_length=20)
    skills: str = Field(max_length=500)
    standing: Standing = Standing.active


class LeaveOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    since: datetime
    until: datetime
    why: str


class MemberPage(BaseModel):
    """A member: what they hold and held, who holds it for them, when they are away; `keeps` says whether one may change it."""

    member: MemberLine
    posts: list[PostLine]
    leaves: list[LeaveOut]
    keeps: bool
