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
