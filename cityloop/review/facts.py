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


@dataclass(frozen=True, kw_only=True)
class EffectMeasured(Fact):
    """So many days after its day an amendment was held against as many before."""

    amendment: int
    days: int
    effect: int


@dataclass(frozen=True, kw_only=True)
class BriefMade(Fact):
    """A brief of an area is made; its documents follow with BriefPrinted."""

    brief: int
    kind: str
    area: str


@dataclass(frozen=True, kw_only=True)
class BriefPrinted(Fact):
    """Its documents can be downloaded; so many could be printed here."""

    brief: int
    forms: int


@dataclass(frozen=True, kw_only=True)
class BriefCorrected(Fact):
    """Made again, a brief says something other than before."""

    brief: int
    was: int
    corrections: int


@dataclass(frozen=True, kw_only=True)
class SoundingTold(Fact):
    """Cases closed in this month will be drawn by the seed of which this is the SHA-256."""

    sounding: int
    area: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class SoundingDrawn(Fact):
    sounding: int
    seed: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class SoundingLooked(Fact):
    sounding: int
    case: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class SoundingConcluded(Fact):
    """Every case of the sample was looked at by two people."""

    sounding: int
