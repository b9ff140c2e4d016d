"""Definitions: what a scenario declares. Values only; nothing here runs until a stage picks it up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from cityloop.kernels.columns import Findings, Readings, State
from cityloop.rulebook.limits import Limit
from cityloop.rulebook.parameters import Parameter

if TYPE_CHECKING:
    from cityloop.rulebook.vitals import Catalogue

Look = Callable[..., tuple[State, Findings]]
Measure = Callable[..., tuple[State, Readings]]
Place = tuple[float, float]


class Level(StrEnum):
    """The levels of the tree of areas, and how many digits of a code say where one is."""

    city = "city"
    district = "district"
    street = "street"
    community = "community"
    grid = "grid"

    @property
    def digits(self) -> int:
        return {"city": 2, "district": 6, "street": 9, "community": 12, "grid": 15}[self.value]


class Warning(IntEnum):
    """预警等级: Ⅰ 特别重大, Ⅱ 重大, Ⅲ 较大, Ⅳ 一般 (law on emergency response)."""

    red = 1
    orange = 2
    yellow = 3
    blue = 4


@dataclass(frozen=True, kw_only=True)
class Keep:
    """How long readings are kept: each as it came, then by the hour, then by the day."""

    raw: timedelta = timedelta(days=90)
    hourly: timedelta = timedelta(days=2 * 365)
    daily: timedelta = timedelta(days=20 * 365)


@dataclass(frozen=True, kw_only=True)
class Signal:
    """Something that can be read of a subject."""

    name: str
    unit: str
    expect_every: timedelta
    least: float = float("-inf")  # a value outside is refused at the door
    most: float = float("inf")
    urgent: bool = False  # life-safety: goes first when more comes than can be written
    inner: bool = False  # only the city itself says it: the door takes it from nobody
    others: bool = False  # stands, in what a fold reads, for every signal that the fold does not name
    keep: Keep = Keep()


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A post that answers for something. One that oversees sees every matter in its area, others their own."""

    name: str
    oversees: bool = False


@dataclass(frozen=True, kw_only=True)
class Category:
    """事项类别: the national or local class of a case."""

    name: str
    code: str  # 5 digits, GB/T 47678.5-2026, or a local code beginning with a letter


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to be done by one duty; `photo` says whether only a picture proves it. A step of a response to an emergency
    also says from which level upwards the duty is looked for, and within which time it is to be done."""

    name: str
    duty: str
    photo: bool = False
    level: Level | None = None
    within: Limit | None = None


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """预案: what is done for such a case, by whom, at which level, how fast."""

    name: str
    category: Category
    duty: str
    level: Level
    steps: tuple[Step, ...]
    finish_within: timedelta
    verified_by: str = "inspector"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A fold whose results are readings again, of the signal it gives. A twin is one."""

    name: str
    reads: tuple[Signal, ...]
    gives: Signal
    step: Measure
    parameters: tuple[Parameter, ...] = ()
    subjects: tuple[str, ...] | None = None  # the fold knows these by their place; None: by the log's own numbers
    together: bool = False  # it takes all subjects together, and one value of each parameter at a time

    @property
    def reader(self) -> str:
        """Under which name its state is kept."""
        return self.name


@dataclass(frozen=True, kw_only=True)
class Detector:
    """研判模型: a fold over readings, and what is done with what it finds."""

    name: str
    reads: tuple[Signal, ...]
    step: Look
    parameters: tuple[Parameter, ...]
    playbook: Playbook
    warning: Warning
    quiet: timedelta  # an alert is over when nothing has touched it for so long
    fold_at: int = 20  # so many new alerts on one street or network are one storm, thrice so many in a district; 0: none ever
    mass: bool = False  # it says a stretch that lasts once, of subjects with places: many at once are kept as numbers
    still: str = ""  # the column of its state that says by subject whether a stretch lasts; if so, no quiet ends it
    unit: str  # of a finding's peak
    subjects: tuple[str, ...] | None = None
    together: bool = False  # it takes all subjects together, and one value of each parameter at a time
    finds: tuple[str, ...] | None = None  # names of what it finds, if not the subjects it reads
    places: Mapping[str, Place] = field(default_factory=dict)  # lon, lat of what does not say where it is
    area: str = ""  # only what is found in this area counts; the empty area is the whole city
    fences: tuple[str, ...] = ()  # areas whose outlines its step takes as `fences`, on the map that holds then
    version: int = 0  # of one that people wrote: a new version begins with an empty state
    retired: bool = False  # it reads no more; what it found is still told by its words

    @property
    def reader(self) -> str:
        """Under which name its state is kept."""
        return f"{self.name}@{self.version}" if self.version else self.name


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """What a case earns the duty that worked it."""

    on_time: int = 100
    late: int = 60
    rework: int = -20  # for each time the work was sent back


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of the map, as data: GeoJSON, a kind of style the web knows, whether it is drawn and not surveyed."""

    name: str
    style: str
    features: Mapping[str, Any]
    drawn: bool = False


class Played(NamedTuple):
    """What the demo's devices say: readings whose signal and subject are places in these lists, in the order of time."""

    signals: tuple[str, ...]
    subjects: tuple[str, ...]
    readings: Readings


class Hung(NamedTuple):
    """A device that the demo's city has hung up."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    asset: str
    owner: str
    repairer: str
    expect_every_s: float


@dataclass(frozen=True, kw_only=True)
class Demo:
    """Believable readings from a seed. `play(since, until, founded)` gives what is said in the stretch, for a
    city founded then, the same every time."""

    play: Callable[[datetime, datetime, datetime], Played]
    history: timedelta  # how far back the demo begins
    devices: tuple[Hung, ...] = ()  # those that are registered when the city is founded


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """一件事: all that is declared to watch one thing and see it through."""

    name: str
    signals: tuple[Signal, ...]
    detectors: tuple[Detector, ...]
    indicators: tuple[Indicator, ...] = ()
    duties: tuple[Duty, ...] = ()
    scorecard: Scorecard = Scorecard()
    layers: tuple[Layer, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language: name: words
    demo: Demo | None = None
    catalogue: "Catalogue | None" = None  # boards, tracks and vital signs it brings

    @property
    def folds(self) -> tuple["Indicator | Detector", ...]:
        """All that reads the reading log on, indicators first."""
        return (*self.indicators, *self.detectors)
