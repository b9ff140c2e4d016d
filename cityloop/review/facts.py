"""What review tells."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class LessonKept(Fact):
    case: int
    lesson: int


@dataclass(frozen=True, kw_only=True)
class ReplayRun(Fact):
    replay: int


@dataclass(frozen=True, kw_only=True)
class RulebookAmended(Fact):
    """Door 4: round to sense. From its day on every fold is stepped under the new value."""

    amendment: int


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(Fact):
    """Cases are to be read again together; the trigger says why."""

    review: int
    trigger: str


@dataclass(frozen=True, kw_only=True)
class ReviewGrown(Fact):
    """One more case of the same cause."""

    review: int
    case: int


@dataclass(frozen=True, kw_only=True)
class ReviewWritten(Fact):
    """Causes, lessons, participants or the decision were written down."""

    review: int


@dataclass(frozen=True, kw_only=True)
class ProofAttached(Fact):
    review: int
    proof: int


@dataclass(frozen=True, kw_only=True)
class ReviewConcluded(Fact):
    review: int


@dataclass(frozen=True, kw_only=True)
class InjuryTold(Fact):
    """Somebody was injured where the case is."""

    case: int
    people: int
    injury: int


@dataclass(frozen=True, kw_only=True)
class ImprovementAgreed(Fact):
    improvement: int
    owner: str
    review: int


@dataclass(frozen=True, kw_only=True)
class ImprovementDone(Fact):
    improvement: int


@dataclass(frozen=True, kw_only=True)
class ImprovementLate(Fact):
    """Its day is over and it is not done; told once."""

    improvement: int
    owner: str
