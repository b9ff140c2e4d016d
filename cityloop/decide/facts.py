"""What decide tells."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Fact):
    case: int
    alert: int


@dataclass(frozen=True, kw_only=True)
class CaseWithheld(Fact):
    """The policy of the hour opens no case for this alert by itself."""

    alert: int
    mode: str


@dataclass(frozen=True, kw_only=True)
class PolicyAdopted(Fact):
    policy: int


@dataclass(frozen=True, kw_only=True)
class EditionAdopted(Fact):
    """The city's book of standards has a new edition, from its day on."""

    edition: int


@dataclass(frozen=True, kw_only=True)
class EditionWithdrawn(Fact):
    edition: int


@dataclass(frozen=True, kw_only=True)
class CaseDispatched(Fact):
    case: int
    duty: str
    area: str


@dataclass(frozen=True, kw_only=True)
class TaskTaken(Fact):
    case: int
    task: int


@dataclass(frozen=True, kw_only=True)
class TaskFinished(Fact):
    case: int
    task: int


@dataclass(frozen=True, kw_only=True)
class CaseDone(Fact):
    """Door 2: to supervise. The duty says so; nobody has looked yet."""

    case: int


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Fact):
    case: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Fact):
    case: int
