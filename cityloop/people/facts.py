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
