"""体征指标 Vital signs: what stands on the boards. Values only, so that a folder, a table and a spreadsheet can hold them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum, StrEnum

from cityloop.rulebook.definitions import Level, Signal, Warning
from cityloop.rulebook.parameters import Parameter

Title = Mapping[str, str]  # language: words
LEVELS = (Level.city, Level.district, Level.street)  # at which a vital sign is worked out: the three centres
FIRST_DAY = date(2024, 1, 1)


class Origin(StrEnum):
    """Where it comes from, for the level that looks at it."""

    issued = "issued"  # 下达 from the level above
    local = "local"  # 自建 by that level itself
    lifted = "lifted"  # 上升 from the level below


class How(Enum):
    """How the readings of one area become one number."""

    sum = "sum"
    mean = "mean"
    min = "min"
    max = "max"
    count = "count"


class RollUp(Enum):
    """How the numbers of the areas below become that of the area above."""

    sum = "sum"
    mean = "mean"
    weighted = "weighted"  # mean, weighted by one of the inputs
    ratio = "ratio"  # the inputs are added up, then the formula is worked out: a ratio of sums
    worst = "worst"
    min = "min"
    max = "max"
    count = "count"  # of the areas below whose lamp is lit
    latest = "latest"


@dataclass(frozen=True, kw_only=True)
class Board:
    """板块: one of the domains of governance."""

    name: str
    title: Title


@dataclass(frozen=True, kw_only=True)
class Track:
    """跑道: a line of business of a board with one lead; one that stands under another is a sub-track."""

    name: str
    board: str
    lead: str  # the duty that answers for it
    title: Title
    under: str = ""


@dataclass(frozen=True, kw_only=True)
class Input:
    """A number a formula uses: the newest readings of a signal in an area taken together, or another vital sign there."""

    name: str
    reads: str  # a signal or a vital sign
    how: How = How.sum
    above: float | None = None  # only readings above this are taken
    below: float | None = None  # only readings below this
    during: bool = False  # all readings since the cycle began, not the newest of each subject


@dataclass(frozen=True, kw_only=True)
class Spell:
    """A part of the calendar in which the lamp has limits of its own, or none: hours of the day, weekdays, a season."""

    says: str
    from_h: float = 0.0
    to_h: float = 24.0  # up to the hour, not with it; may go past midnight
    weekdays: tuple[int, ...] = ()  # 1 Monday … 7 Sunday; none: all
    from_day: str = ""  # MM-DD of every year, or a date for once
    to_day: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)  # by colour; a colour not named keeps its own
    off: bool = False


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """四色灯: when it is lit, how long a value must hold to raise it, and how long it must be quiet to lower it."""

    limits: tuple[Parameter, ...]  # named after the colours, dated, by area
    rises: bool = True  # high is bad
    up_s: float = 0.0
    down_s: float = 0.0  # so long below a limit, then it falls to what the value says, but is not put out
    clear_s: float = 0.0  # so long below the lowest limit, then it is put out
    hysteresis: float = 0.0  # so far must a value come back over a limit
    calendar: tuple[Spell, ...] = ()

    def limit(self, warning: Warning) -> Parameter | None:
        return next((one for one in self.limits if one.name == warning.name), None)


@dataclass(frozen=True, kw_only=True)
class VitalSign:
    """体征指标: a number with a formula, a lamp and an owner, seen at some levels. What it gives is a signal of its name."""

    name: str
    title: Title
    track: str
    formula: str
    inputs: tuple[Input, ...]
    unit: str
    cycle: timedelta
    owner: str  # the duty that answers for it
    rolls_up: RollUp
    source: str  # where formula and limits come from
    weight: str = ""  # the input by which `weighted` weighs
    base: Level = Level.street  # the lowest level at which the formula is worked out by itself
    levels: tuple[Level, ...] = LEVELS
    area: str = ""  # where it belongs to, if to one area
    decimals: int = 1
    lamp: Lamp | None = None
    since: date = FIRST_DAY
    until: date | None = None  # retired on that day; what it said stays

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its limits, so that they are amended like the parameters of a detector."""
        return self.lamp.limits if self.lamp else ()

    @property
    def gives(self) -> Signal:
        return Signal(name=self.name, unit=self.unit, expect_every=self.cycle, inner=True)

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def amended(self, limits: tuple[Parameter, ...]) -> "VitalSign":
        return replace(self, lamp=replace(self.lamp, limits=limits)) if self.lamp else self


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What stands on the boards, all together."""

    boards: tuple[Board, ...] = ()
    tracks: tuple[Track, ...] = ()
    signals: tuple[Signal, ...] = ()
    vitals: tuple[VitalSign, ...] = ()
    words: Mapping[str, Title] = field(default_factory=dict)  # name of a signal: what it is called
