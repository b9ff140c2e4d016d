"""What is told of gatherings. What concerns the case at large is about the case, the rest about the gathering."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class GatheringOpened(Fact):
    case: int
    gathering: int


@dataclass(frozen=True, kw_only=True)
class GatheringClosed(Fact):
    case: int
    gathering: int


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Fact):
    case: int
    gathering: int
    decision: int


@dataclass(frozen=True, kw_only=True)
class MemberCalled(Fact):
    gathering: int
    member: str


@dataclass(frozen=True, kw_only=True)
class LeadTaken(Fact):
    gathering: int
    member: str


@dataclass(frozen=True, kw_only=True)
class SummaryWritten(Fact):
    gathering: int


@dataclass(frozen=True, kw_only=True)
class RemarkMade(Fact):
    gathering: int
    remark: int


@dataclass(frozen=True, kw_only=True)
class PaperShown(Fact):
    gathering: int
    paper: int


@dataclass(frozen=True, kw_only=True)
class VoiceJoined(Fact):
    gathering: int
    voice: int


@dataclass(frozen=True, kw_only=True)
class VoiceLeft(Fact):
    """`lost` if nothing was heard of them any more."""

    gathering: int
    voice: int
    lost: bool


@dataclass(frozen=True, kw_only=True)
class VoiceChanged(Fact):
    gathering: int
    voice: int
    muted: bool
    camera: bool
    sharing: bool


@dataclass(frozen=True, kw_only=True)
class MinutesTaken(Fact):
    """Somebody took the minutes away as a document."""

    gathering: int
    form: str
