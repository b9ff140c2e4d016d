from datetime import datetime

from pydantic import BaseModel

from cityloop.decide.clocks.rules import Lamp
from cityloop.decide.clocks.stretches import Why
from cityloop.supervise.deadlines.rules import Like


class StretchOut(BaseModel):
    """A stretch of a clock: `counts` so much of its limit, in the unit of its leg; nothing where it did not count."""

    since: datetime
    until: datetime
    why: Why
    name: str
    leg: int
    counts: float


class LegOut(BaseModel):
    """The limit, or an extension with its reason; a working day is `WD`, an urgent hour `UH`."""

    amount: float
    unit: str
    why: str
    by: str
    at: datetime | None


class PauseOut(BaseModel):
    since: datetime
    until: datetime | None
    why: str
    by: str


class MoveOut(BaseModel):
    """When the deadline moved, from where to where, by whom and why; nothing stands where the clock stood still."""

    at: datetime
    by: str
    was: datetime | None
    now: datetime | None
    cause: str
    why: str


class FormerOut(LegOut):
    """A limit a clock had, and why, by whom and when it was given another."""

    source: str


class ClockOut(BaseModel):
    """A clock and why it ends when it ends. The counts of its stretches add up to its legs. `former` are the limits it had
    before it followed a newer edition. `today` is when a clock that ended would be due by today's calendar, and `given` the
    limit it would have had, where they differ; it stays as it was."""

    stage: str
    turn: int
    area: str
    area_name: str
    source: str
    legs: list[LegOut]
    began: datetime
    due: datetime | None
    yellow: datetime | None
    ended: datetime | None
    late: bool
    lamp: Lamp
    paused_since: datetime | None
    provisional: bool
    next_day: bool
    today: datetime | None
    given: LegOut | None
    former: list[FormerOut]
    spent_s: float
    whole_s: float
    stretches: list[StretchOut]
    pauses: list[PauseOut]
    moves: list[MoveOut]


class RunningOut(BaseModel):
    """A running clock in a list: `left_s` is the time left as its limit counts it, below zero for one that is late."""

    case: int
    number: str
    subject: str
    stage: str
    area: str
    area_name: str
    duty: str
    category_code: str
    due: datetime
    lamp: Lamp
    left_s: float
    share: float
    provisional: bool


class ExpectedOut(RunningOut):
    """A clock that is due soon: the chance that it will be late, and why: of the `of` clocks most like it (in stage, category
    and duty, as far as `like` says) that had used the same share of their time, `late` were late."""

    chance: float
    of: int
    late: int
    like: Like


class HeldOut(BaseModel):
    """How the forecasts of the last days held: said on average, came, and the mean squared miss beside that of saying the
    same for all. Of `called` that were said to be late `hits` were, of `late` in all."""

    days: int
    clocks: int
    said: float
    came: float
    brier: float
    plain: float
    called: int
    hits: int
    late: int


class ForecastOut(BaseModel):
    until: datetime
    expected: list[ExpectedOut]
    held: HeldOut | None
