from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from cityloop.decide.cases.schemas import LineOut
from cityloop.decide.clocks.rules import Lamp
from cityloop.rulebook.scenes import Kind
from cityloop.sense.alerts.schemas import AlertOut
from cityloop.sense.vitals.schemas import BeatOut, TitleOut
from cityloop.supervise.rankings.schemas import RankedOut


class PaneOut(BaseModel):
    """What every pane says: which it is and as of when. The screen knows nothing that is not said here."""

    name: str
    at: datetime


class HeadOut(PaneOut):
    """Of which area everything is told."""

    kind: Literal[Kind.head] = Kind.head
    area: str
    area_name: str


class WrongOut(BaseModel):
    """An open alert, and who has its case."""

    alert: AlertOut
    duty: str
    held_at_name: str
    due: datetime | None
    lamp: Lamp | None


class AlertsOut(PaneOut):
    """Open alerts by warning level (1 red to 4 blue), and the worst of them, the newest first."""

    kind: Literal[Kind.alerts] = Kind.alerts
    counts: dict[int, int]
    worst: list[WrongOut]


class SpotOut(BaseModel):
    """Something on the map. `warning` 1 red to 4 blue."""

    id: int
    lon: float
    lat: float
    warning: int
    subject: str
    detector: str
    storm: str
    case: int | None
    raised: datetime


class CaseSpotOut(BaseModel):
    id: int
    lon: float
    lat: float
    lamp: Lamp | None
    subject: str


class MapOut(PaneOut):
    """What the map adds to the areas: open alerts and open cases with a place; `more` says how many are not shown."""

    kind: Literal[Kind.map] = Kind.map
    area: str
    alerts: list[SpotOut]
    cases: list[CaseSpotOut]
    more: int


class BoardLineOut(BaseModel):
    """A board: its lamps counted, its index, and its vital signs that are lit, the worst first."""

    name: str
    title: TitleOut
    lamps: dict[int, int]
    unknown: int
    index: BeatOut | None
    lit: list[BeatOut]


class BoardsOut(PaneOut):
    kind: Literal[Kind.boards] = Kind.boards
    area: str
    boards: list[BoardLineOut]


class NumberOut(PaneOut):
    """One vital sign; none where it is not seen."""

    kind: Literal[Kind.number] = Kind.number
    area: str
    beat: BeatOut | None


class LampsOut(PaneOut):
    """Open cases by the lamp of their clock; `still` are those whose clocks all stand still."""

    kind: Literal[Kind.lamps] = Kind.lamps
    area: str
    lamps: dict[Lamp, int]
    still: int


class StepOut(BaseModel):
    """A step of today's way. `count` names what is counted, so that the cases behind it can be listed; of a rate `part` of
    `whole` say it, and `rate` names the yardstick."""

    step: str
    value: int
    count: str = ""
    part: int | None = None
    whole: int | None = None
    rate: str = ""


class LoopOut(PaneOut):
    kind: Literal[Kind.loop] = Kind.loop
    area: str
    steps: list[StepOut]


class TurnNowOut(BaseModel):
    """A row of a roster: who is there until when, who comes next; with nobody there `why` says why."""

    title: str
    name: str
    until: datetime | None
    why: str
    next_name: str
    next_at: datetime | None


class RosterOut(BaseModel):
    id: int
    duty: str
    area: str
    area_name: str
    posts: list[TurnNowOut]


class OnWatchOut(PaneOut):
    kind: Literal[Kind.duty] = Kind.duty
    rosters: list[RosterOut]


class RankingOut(PaneOut):
    """A ranking of the month by a yardstick. `whole` and `part` name the counts it is made of."""

    kind: Literal[Kind.ranking] = Kind.ranking
    area: str
    by: str
    yardstick: str
    words: dict[str, str]
    better: str
    part: str
    whole: str
    rows: list[RankedOut]


class RunnerNowOut(BaseModel):
    group: str
    title: str
    place: int
    before: int
    total: float
    flag: str
    cases: int


class RaceRunOut(PaneOut):
    """A race of the month: places now and a month before, 0 for none."""

    kind: Literal[Kind.race] = Kind.race
    area: str
    race: str
    words: dict[str, str]
    rows: list[RunnerNowOut]


class TidingOut(BaseModel):
    """A fact as a sentence is made of it, and what the case or the alert in it is about."""

    line: LineOut
    subject: str
    detector: str
    warning: int
    area_name: str


class TickerOut(PaneOut):
    kind: Literal[Kind.ticker] = Kind.ticker
    lines: list[TidingOut]


AnyPane = Annotated[
    HeadOut | AlertsOut | MapOut | BoardsOut | NumberOut | LampsOut | LoopOut | OnWatchOut | RankingOut | RaceRunOut | TickerOut,
    Field(discriminator="kind"),
]


class ShownOut(BaseModel):
    """Everything a scene shows of an area at once."""

    scene: str
    area: str
    at: datetime
    panes: list[AnyPane]
