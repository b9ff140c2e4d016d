from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from cityloop.sense.laboratory.rules import Stand

Numbers = dict[str, FiniteFloat]


class TrialIn(BaseModel):
    """A detector reads the past again, under values in place of those in force; with `second`, under two sets of them.

    `version` is one that was written, in force or not; without it, the detector that is in force.
    """

    detector: str
    version: int | None = Field(default=None, ge=1, lt=1 << 31)
    first: Numbers = Field(default_factory=dict, max_length=12)
    second: Numbers | None = Field(default=None, max_length=12)
    since: datetime
    until: datetime


class TallyOut(BaseModel):
    """How a side did. `true`, `false`: as far as closed cases and people say; `missed`: known to be real and not found.

    `cost` in CNY is what looking at all of it would have cost; there is none per true alert where nothing true was found.
    """

    alerts: int
    true: int
    false: int
    unlabelled: int
    missed: int
    cost: float
    cost_per_true: float | None


class FindingOut(BaseModel):
    subject: str
    began: datetime
    ended: datetime
    peak: float
    lon: float | None
    lat: float | None
    real: bool | None
    alone: bool


class SideOut(BaseModel):
    """One side: how it did, how many of its findings the other side does not have, and the first of them all."""

    tally: TallyOut
    alone: int
    found: list[FindingOut]


class OutcomeOut(BaseModel):
    readings: int
    unit: str
    sides: list[SideOut]


class TrialOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    detector: str
    version: int | None
    first: Numbers
    second: Numbers | None
    since: datetime
    until: datetime
    by: str
    at: datetime
    stand: Stand
    part: float
    outcome: OutcomeOut | None
    ended: datetime | None


class ShadowIn(BaseModel):
    """Another version, or other values, of a detector, to read beside the one in force."""

    detector: str
    version: int | None = Field(default=None, ge=1, lt=1 << 31)
    values: Numbers = Field(default_factory=dict, max_length=12)
    reason: str = Field(min_length=1, max_length=500)


class ShadowOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    detector: str
    version: int | None
    values: Numbers
    reason: str
    by: str
    began: datetime
    ended: datetime | None


class BesideOut(BaseModel):
    """The live detector's alerts since the shadow began, and what the shadow found."""

    shadow: ShadowOut
    both: int
    unit: str
    live: SideOut
    shadowed: SideOut


class LabelIn(BaseModel):
    detector: str
    subject: str = Field(max_length=128)
    began: datetime
    ended: datetime
    real: bool


class LabelOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    real: bool
    case: int | None
    by: str
    at: datetime
