"""What supervise tells."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class VerificationAsked(Fact):
    case: int
    verification: int


@dataclass(frozen=True, kw_only=True)
class CaseVerified(Fact):
    case: int
    accepted: bool
    verification: int
    closing: bool = True  # before closing; else before filing


@dataclass(frozen=True, kw_only=True)
class CaseHastened(Fact):
    """Its time has run out and it is not done."""

    case: int


@dataclass(frozen=True, kw_only=True)
class LampTurned(Fact):
    """Most of the time of a stage is used (yellow), or it has run out (red). Told once each."""

    case: int
    stage: str
    turn: int
    lamp: str


@dataclass(frozen=True, kw_only=True)
class Rung(Fact):
    """A rung of a chain was rung for a case: who holds the duty in the area is to answer. `why` is new, unanswered or idle."""

    case: int
    escalation: int
    rung: int
    duty: str
    area: str
    why: str


@dataclass(frozen=True, kw_only=True)
class AlertRung(Fact):
    """The same for an alert that has no case."""

    alert: int
    escalation: int
    rung: int
    duty: str
    area: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Fact):
    """Somebody answered for a case or an alert, which `kind` and `number` say."""

    escalation: int
    kind: str
    number: int


@dataclass(frozen=True, kw_only=True)
class FellSilent(Fact):
    """Who answered did nothing for too long: it waits for an answer again."""

    escalation: int
    kind: str
    number: int
    login: str


@dataclass(frozen=True, kw_only=True)
class ScoreAwarded(Fact):
    """Door 3: to review."""

    case: int
    points: int


@dataclass(frozen=True, kw_only=True)
class CaseUrged(Fact):
    """A named person is to answer for the case by a time."""

    case: int
    urging: int
    level: str


@dataclass(frozen=True, kw_only=True)
class UrgingAnswered(Fact):
    case: int
    urging: int


@dataclass(frozen=True, kw_only=True)
class UrgingIgnored(Fact):
    """Nobody answered in time."""

    case: int
    urging: int


@dataclass(frozen=True, kw_only=True)
class AppealMade(Fact):
    """The duty that was late says why it should not count."""

    case: int
    appeal: int


@dataclass(frozen=True, kw_only=True)
class AppealReviewed(Fact):
    case: int
    appeal: int
    granted: bool


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Fact):
    """Two people granted it, or one did not. The mark of being late stays either way."""

    case: int
    appeal: int
    granted: bool


@dataclass(frozen=True, kw_only=True)
class DefinitionAdopted(Fact):
    """A yardstick, a score sheet or the rule of a race is another from now on."""

    definition: int


@dataclass(frozen=True, kw_only=True)
class PeriodFrozen(Fact):
    """The digest of what was signed stands in the log, and with it under its seals."""

    period: int
    manifest: str


@dataclass(frozen=True, kw_only=True)
class PeriodCorrected(Fact):
    period: int
    correction: int
    file: str


@dataclass(frozen=True, kw_only=True)
class HeatKept(Fact):
    """A race of a month was kept with its frozen period; the digest is of its file."""

    heat: int
    race: str
    area: str
    file: str


@dataclass(frozen=True, kw_only=True)
class CityKeyRotated(Fact):
    key: int
    public: str
