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
