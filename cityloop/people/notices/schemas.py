from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.people.notices.rules import Digest, Occasion, State


class NoticeOut(BaseModel):
    """One fact for one address, and where it stands. `why` says why it failed, `tries` how often it was tried."""

    id: int
    occasion: str
    about: str
    area: str
    member: str
    channel: str
    urgent: bool
    state: State
    tries: int
    why: str
    at: datetime
    due: datetime | None
    sent: datetime | None
    delivered: datetime | None
    acknowledged: datetime | None


class OwnNoticeOut(NoticeOut):
    """The same for who was told, with what they were told."""

    title: str
    text: str
    token: str


class LetterOut(BaseModel):
    """What a link in a notice leads to."""

    title: str
    text: str
    url: str
    name: str
    at: datetime
    acknowledged: datetime | None


class TokenIn(BaseModel):
    """Out of the link, or the push itself."""

    token: str = Field(max_length=64)


class HabitIn(BaseModel):
    """How a member likes to be told; quiet is in minutes of the city's day, and the digest of a day comes at `digest_at`."""

    language: str = Field(default="zh", max_length=8)
    quiet_since: int | None = Field(default=None, ge=0, lt=1440)
    quiet_until: int | None = Field(default=None, ge=0, lt=1440)
    digest: Digest = Digest.none
    digest_at: int = Field(default=8, ge=0, le=23)


class AddressIn(BaseModel):
    """Where a member can be told something: a mail address, a number, or what a browser gives who may push to it."""

    reaches: str = Field(max_length=40)
    value: str = Field(min_length=1, max_length=2000)
    label: str = Field(default="", max_length=100)
    urgent_only: bool = False


class AddressOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    reaches: str
    value: str
    label: str
    since: datetime
    urgent_only: bool
    broken: str


class UrgentIn(BaseModel):
    urgent_only: bool


class AboutIn(BaseModel):
    """A matter, as `case:7`."""

    about: str = Field(pattern=r"^(case|alert|review|improvement|brief):[1-9]\d{0,9}$")


class HushOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    about: str
    at: datetime


class SubscriptionIn(BaseModel):
    """Who else is told of what. With neither duty nor channel it is one's own; empty means any."""

    occasion: Occasion | None = None
    area: str = Field(default="", max_length=17, pattern=r"^\d*$")
    least: int = Field(default=4, ge=1, le=4)
    tells: bool = True
    duty: str = Field(default="", max_length=100)
    channel: int | None = Field(default=None, ge=1)


class SubscriptionOut(BaseModel):
    id: int
    occasion: str
    area: str
    least: int
    tells: bool
    duty: str
    channel: int | None
    own: bool
    by: str
    at: datetime


class OutOfReach(BaseModel):
    login: str
    name: str


class OutboxOut(BaseModel):
    """How many notices there are of each state, and whom nothing reaches."""

    counts: dict[str, int]
    out_of_reach: list[OutOfReach]


class ChannelHealthOut(BaseModel):
    """How a channel does: what waits and since when it is due, and of the last day what it sent and could not, with why last."""

    channel: int
    name: str
    kind: str
    paused: bool
    waiting: int
    due_since: datetime | None
    sent_day: int
    failed_day: int
    last_sent: datetime | None
    last_why: str


class PushKeyOut(BaseModel):
    """What a browser is given to allow pushes of this city, and the older keys whose browsers should ask again; empty while
    the city pushes nothing."""

    key: str
    older: list[str]
    ways: list[str]
