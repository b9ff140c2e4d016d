"""What is told of plans."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PlanAdopted(Fact):
    edition: int


@dataclass(frozen=True, kw_only=True)
class PlanWithdrawn(Fact):
    edition: int


@dataclass(frozen=True, kw_only=True)
class PlanActivated(Fact):
    """A plan is followed in a case from now on, at a level."""

    case: int
    activation: int
    plan: str
    level: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanLevelChanged(Fact):
    case: int
    activation: int
    plan: str
    level: int
    before: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanHeld(Fact):
    """Who leads has looked again: the level still holds."""

    case: int
    activation: int
    plan: str
    level: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanLookDue(Fact):
    """The time is over within which who leads says whether the level still holds."""

    case: int
    activation: int
    plan: str
    level: int


@dataclass(frozen=True, kw_only=True)
class PlanStoodDown(Fact):
    case: int
    activation: int
    plan: str
    dropped: int  # tasks that nobody had finished
    why: str
