"""What people tell."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    member: int


@dataclass(frozen=True, kw_only=True)
class PostGiven(Fact):
    post: int
    member: int


@dataclass(frozen=True, kw_only=True)
class PostEnded(Fact):
    """It holds no more from that day on, whatever had been said before."""

    post: int
    member: int
    until: str


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Fact):
    """How a member is reached, what they can do, or whether they are still with the city."""

    member: int


@dataclass(frozen=True, kw_only=True)
class LeaveSaid(Fact):
    leave: int
    member: int


@dataclass(frozen=True, kw_only=True)
class LeaveEnded(Fact):
    leave: int
    member: int


@dataclass(frozen=True, kw_only=True)
class AgencyFounded(Fact):
    agency: int
    since: str


@dataclass(frozen=True, kw_only=True)
class AgencyChanged(Fact):
    agency: int
    since: str


@dataclass(frozen=True, kw_only=True)
class AgencyClosed(Fact):
    agency: int
    until: str


@dataclass(frozen=True, kw_only=True)
class AgenciesMerged(Fact):
    """One agency went into another; what stood under it and the posts of it went over before."""

    agency: int
    into: int
    since: str


@dataclass(frozen=True, kw_only=True)
class LoggedIn(Fact):
    member: int
    way: str


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Fact):
    member: int
    all: bool


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Fact):
    member: int


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Fact):
    """Somebody else set it, to be used once."""

    member: int


@dataclass(frozen=True, kw_only=True)
class SecondStepSet(Fact):
    member: int


@dataclass(frozen=True, kw_only=True)
class SecondStepEnded(Fact):
    member: int


@dataclass(frozen=True, kw_only=True)
class LookBegan(Fact):
    """Somebody looks at the city as this member sees it; `look` is the name and login of both."""

    member: int
    looker: int
    look: str


@dataclass(frozen=True, kw_only=True)
class LookEnded(Fact):
    member: int
    looker: int


@dataclass(frozen=True, kw_only=True)
class TokenMade(Fact):
    token: int
    member: int
    name: str


@dataclass(frozen=True, kw_only=True)
class TokenRotated(Fact):
    token: int
    member: int


@dataclass(frozen=True, kw_only=True)
class TokenEnded(Fact):
    token: int
    member: int


@dataclass(frozen=True, kw_only=True)
class SeatTaken(Fact):
    """A member belongs to the team of a grid from a day on."""

    seat: int
    member: int


@dataclass(frozen=True, kw_only=True)
class SeatLeft(Fact):
    seat: int
    member: int
    until: str


@dataclass(frozen=True, kw_only=True)
class RosterMade(Fact):
    roster: int


@dataclass(frozen=True, kw_only=True)
class RotationSet(Fact):
    """Who takes turns in one row of a roster, from an instant on."""

    roster: int
    rotation: int


@dataclass(frozen=True, kw_only=True)
class CoverAsked(Fact):
    roster: int
    cover: int


@dataclass(frozen=True, kw_only=True)
class CoverAccepted(Fact):
    roster: int
    cover: int


@dataclass(frozen=True, kw_only=True)
class CoverEnded(Fact):
    roster: int
    cover: int


@dataclass(frozen=True, kw_only=True)
class HandoverSigned(Fact):
    """One of the two signed; `digest` is over what they signed, so that it cannot be changed afterwards unseen."""

    roster: int
    handover: int
    member: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(Fact):
    """A channel by which people are told something was set up, changed, paused or let go on."""

    channel: int


@dataclass(frozen=True, kw_only=True)
class PushKeyMade(Fact):
    """Browsers that allow notices from now on are given this key."""

    key: str


@dataclass(frozen=True, kw_only=True)
class NoticeAcknowledged(Fact):
    """Whoever was told says that they know. `of` is what they were told of, such as `case:7`."""

    notice: int
    of: str


@dataclass(frozen=True, kw_only=True)
class CameToWork(Fact):
    attendance: int


@dataclass(frozen=True, kw_only=True)
class LeftWork(Fact):
    attendance: int
