"""What a case type is made of. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from cityloop.rulebook.limits import Limit


class Stage(StrEnum):
    """阶段, in the order in which a case goes through them; `done` and `void` end it."""

    file = "file"  # 立案: somebody decides whether it is a case
    verify_before_filing = "verify_before_filing"  # 立案前核实, on the spot
    dispatch = "dispatch"  # 派遣
    handle = "handle"  # 处置
    feedback = "feedback"  # 处置反馈
    verify_before_closing = "verify_before_closing"  # 结案前核查, on the spot
    close = "close"  # 结案
    done = "done"  # 已结案, what follows is evaluation
    void = "void"  # 作废

    @property
    def ends(self) -> bool:
        return self in (Stage.done, Stage.void)

    @property
    def place(self) -> int:
        return list(Stage).index(self)


ROLES = {  # who is meant beside the duties
    "holder": "whoever holds the duty of the case in the area it is handed to",
    "verifier": "whoever looks at it on the spot",
    "reporter": "whoever reported it",
    "system": "nobody: the city itself, when something else has happened",
}

EFFECTS = {  # what a move does beside changing the state; stages do what is always done
    "hand": "hand the case to a duty in an area, and lay out its tasks",
    "route": "file the case if it is not, hand it to the duty that routing finds, and lay out its tasks",
    "up": "hand it to the next level above at which somebody answers",
    "down": "hand it to a level below, nearer to where it is",
    "give_back": "count a return, which never advances; the third pulls in who is responsible",
    "rework": "send the work back to who did it; nothing they brought is lost",
    "clear": "take away tasks nobody has begun",
    "force": "close it whatever is open, and say so for ever",
    "unpause": "go on with what was suspended",
    "triage": "say whose matter it is: big, small or private",
}


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A field of a move's form. `kind`: text, choice (of the options), area, duty, line (of the standards book) or outcome."""

    name: str
    kind: str = "text"
    required: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a case can be. `runs` are the stages whose clocks run here (its own if none is named), `holds` those that wait."""

    name: str
    stage: Stage
    runs: tuple[Stage, ...] = ()
    holds: tuple[Stage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Move:
    """What can be done with a case: from which states to which, by whom, what is asked for, what else it does. An empty `to`
    leaves the case where it is."""

    name: str
    starts: tuple[str, ...]
    to: str = ""
    by: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    does: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """案件类型: one version of a way to go. `limits` are of stages for which no book or playbook says more; `verified_by` is the
    duty that looks on the spot, empty for the playbook's; words are `language: name: words` of its states and moves."""

    name: str
    version: int
    first: str
    states: Mapping[str, State]
    moves: tuple[Move, ...]
    limits: Mapping[Stage, Limit] = field(default_factory=dict)
    verified_by: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def by_start(self) -> Mapping[str, tuple[Move, ...]]:
        """The moves that can be made from each state."""
        return {name: tuple(move for move in self.moves if name in move.starts) for name in self.states}

    def move(self, state: str, name: str) -> Move | None:
        """The move of that name from that state, if there is one."""
        return next((move for move in self.by_start.get(state, ()) if move.name == name), None)

    def stage(self, state: str) -> Stage:
        return self.states[state].stage

    def running(self, state: str) -> tuple[Stage, ...]:
        """The stages whose clocks run in that state."""
        here = self.states[state]
        return here.runs if here.runs else () if here.stage.ends or here.stage in here.holds else (here.stage,)
