from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cityloop.kit.http import Day


class RosterIn(BaseModel):
    duty: str = Field(max_length=100)
    area: str = Field(max_length=17)
    name: str = Field(max_length=100)


class RosterLine(BaseModel):
    id: int
    duty: str
    area: str
    area_name: str
    name: str


class RotationIn(BaseModel):
    """Turns of `turn_h` hours (12, 24, 168 for a week) from `since` at `hand_off`, a clock of the city, in this order."""

    rank: int = Field(ge=1, le=9)
    title: str = Field(max_length=50)
    since: Day
    hand_off: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    turn_h: int = Field(ge=1, le=744)
    logins: list[str] = Field(min_length=1, max_length=60)


class TurnOut(BaseModel):
    """A stretch of a row; with `why` (away, no_post, left) nobody is there in it. `covers` says whose turn it was."""

    rank: int
    login: str
    name: str
    began: datetime
    ended: datetime
    why: str
    covers: str


class GapOut(BaseModel):
    rank: int
    began: datetime
    ended: datetime
    why: str


class CoverIn(BaseModel):
    """`login` takes the stretch of the row over; the stretch from `back_began` to `back_ended` is given in return."""

    rank: int = Field(ge=1, le=9)
    began: AwareDatetime
    ended: AwareDatetime
    login: str = Field(max_length=64)
    why: str = Field(default="", max_length=500)
    back_began: AwareDatetime | None = None
    back_ended: AwareDatetime | None = None


class CoverOut(BaseModel):
    id: int
    rank: int
    began: datetime
    ended: datetime
    from_name: str
    to_name: str
    why: str
    asked_by: str
    accepted: datetime | None
    mine: bool


class HandoverIn(BaseModel):
    rank: int = Field(ge=1, le=9)
    at: AwareDatetime
    note: str = Field(max_length=4000)
    matters: list[str] = Field(default=[], max_length=50, description="what is open and goes on")


class HandoverOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    rank: int
    at: datetime
    from_name: str
    to_name: str
    note: str
    matters: list[str]
    signed: datetime
    taken: datetime | None


class UnsignedOut(BaseModel):
    """A hand-over of the last days that one or both have not signed; `handover` is the note, if it is written."""

    rank: int
    at: datetime
    from_login: str
    from_name: str
    to_login: str
    to_name: str
    handover: int | None


class RosterRowOut(BaseModel):
    rank: int
    title: str


class RosterPage(BaseModel):
    """A roster over a stretch: rows, turns, gaps, what was asked, notes and those that were not signed."""

    roster: RosterLine
    rows: list[RosterRowOut]
    turns: list[TurnOut]
    gaps: list[GapOut]
    covers: list[CoverOut]
    handovers: list[HandoverOut]
    unsigned: list[UnsignedOut]
    keeps: bool


class OnDutyRow(BaseModel):
    """Who is on duty in a row now (nobody if `name` is empty, `why` says why), until when, and who comes next."""

    rank: int
    title: str
    login: str
    name: str
    mobile: str
    until: datetime | None
    why: str
    next_name: str
    next_at: datetime | None


class OnDutyOut(BaseModel):
    roster: RosterLine
    rows: list[OnDutyRow]


class FeedIn(BaseModel):
    roster: int | None = Field(default=None, ge=1, lt=2**31, description="a roster; none for one's own turns")


class FeedOut(BaseModel):
    """Shown this once: the address at which a calendar program reads on."""

    path: str
