"""What happens to clocks. They stand here because the room's page of facts is full."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ClocksLeft(Fact):
    """A page of clocks was reckoned again; those after this one are left."""

    clock: int
    area: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ClockPaused(Fact):
    case: int
    stage: str
    turn: int
    why: str


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(Fact):
    """The deadline of a running clock moved; an empty instant is none: before it the clock stood still."""

    case: int
    stage: str
    turn: int
    was: str
    now: str
    cause: str  # a word of decide.clocks.rules.Cause
    why: str  # as who moved it said it


@dataclass(frozen=True, kw_only=True)
class DeadlinesMoved(Fact):
    """Deadlines of running clocks in an area moved, a page of them at once. Which, from when to when, is kept beside the log
    (`decide/clocks/tables.py: ClockMove`) under this fact's number; `digest` is over those lines, so a seal over this fact
    vouches for them."""

    area: str
    first: int  # the page: clocks from this number
    last: int  # to this one
    moved: int
    digest: str
    cause: str  # a word of decide.clocks.rules.Cause
    why: str
