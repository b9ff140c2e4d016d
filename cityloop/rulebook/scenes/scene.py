"""A scene of the wall: panes in wall pixels. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cityloop.rulebook.definitions import Level

Words = Mapping[str, Mapping[str, str]]


class Kind(StrEnum):
    """What a pane can be. `SOURCES` says of what it shows its numbers."""

    head = "head"  # what is shown, of where, as of when
    map = "map"
    boards = "boards"  # the governance boards with their lamps
    number = "number"  # one vital sign; source: its name
    alerts = "alerts"  # what is wrong now, the worst first, and who has it
    lamps = "lamps"  # open cases by the lamp of their clock
    loop = "loop"  # today's way from sensed to reviewed
    duty = "duty"  # who is on duty now
    ranking = "ranking"  # source: a yardstick
    race = "race"  # source: a race
    ticker = "ticker"  # what happens, in sentences


SOURCES = {Kind.number: "a vital sign", Kind.ranking: "a yardstick", Kind.race: "a race"}


@dataclass(frozen=True, kw_only=True)
class Pane:
    """A pane and its place in wall pixels. `board` narrows the boards to one; `by` says who is ranked."""

    name: str
    kind: Kind
    x: int
    y: int
    width: int
    height: int
    source: str = ""
    board: str = ""
    by: str = ""

    def meets(self, other: "Pane") -> bool:
        """Whether the two lie over one another.

        >>> one = Pane(name="a", kind=Kind.map, x=0, y=0, width=10, height=10)
        >>> one.meets(Pane(name="b", kind=Kind.map, x=10, y=0, width=5, height=5))
        False
        """
        beside = self.x + self.width <= other.x or other.x + other.width <= self.x
        return not beside and self.y < other.y + other.height and other.y < self.y + self.height


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A scene as it was designed: for a level of areas, in wall pixels. `stays_s` is how long it is shown where scenes take
    turns; `next` the scene after it."""

    name: str
    level: Level
    width: int
    height: int
    panes: tuple[Pane, ...]
    words: Words = field(default_factory=dict)
    next: str = ""
    stays_s: float = 60.0

    def pane(self, name: str) -> Pane | None:
        return next((one for one in self.panes if one.name == name), None)
