from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from cityloop.sense.drafts.rules import Form, Rung

KindName = Literal[
    "threshold",
    "condition",
    "rate",
    "stuck",
    "absence",
    "fence",
    "together",
    "surprise",
    "cusum",
    "seasonal",
    "forecast",
    "crossing",
]
Numbers = dict[str, FiniteFloat]
Code = Annotated[str, Field(max_length=15)]


class RungIn(BaseModel):
    warning: int
    values: Numbers = Field(max_length=12)


class FormIn(BaseModel):
    """A detector as it is written down; see docs/guides/write-a-rule.md."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64)
    kind: KindName
    titles: dict[Literal["zh", "en"], str]
    signals: list[str] = Field(min_length=1, max_length=8)
    values: Numbers = Field(default_factory=dict, max_length=12)
    playbook: str
    warning: int
    quiet_s: FiniteFloat = 600
    area: str = Field(default="", max_length=15)
    way: str = ""
    holds: str = Field(default="", max_length=500)
    measure: str = Field(default="", max_length=500)
    own: Numbers = Field(default_factory=dict, max_length=12)
    fence: list[tuple[FiniteFloat, FiniteFloat]] = Field(default_factory=list, max_length=500)
    fenced: list[Code] = Field(default_factory=list, max_length=1000)
    rungs: list[RungIn] = Field(default_factory=list, max_length=3)

    @property
    def form(self) -> Form:
        said: dict[str, Any] = self.model_dump()
        rungs = tuple(Rung(**rung) for rung in said.pop("rungs"))
        said |= {name: tuple(said[name]) for name in ("signals", "fence", "fenced")}
        return Form(**said, rungs=rungs)


class RowIn(BaseModel):
    """A reading to try a detector on."""

    signal: str
    subject: str = Field(max_length=128)
    at: datetime
    value: FiniteFloat | None = None
    lon: FiniteFloat | None = Field(default=None, ge=-180, le=180)
    lat: FiniteFloat | None = Field(default=None, ge=-90, le=90)


class OnIn(BaseModel):
    """On what a detector is tried: readings that are given, or a stretch of the stored ones."""

    rows: list[RowIn] = Field(default_factory=list, max_length=10_000)
    since: datetime | None = None
    until: datetime | None = None


class TryIn(BaseModel):
    form: FormIn
    sample: OnIn


class KeepIn(TryIn):
    reason: str = Field(min_length=1, max_length=500)


class FoundOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    subject: str
    began: datetime
    ended: datetime
    peak: float
    lon: float | None
    lat: float | None


class AttemptOut(BaseModel):
    """What a detector found in a sample: how many stretches, by rung, and the first of them; and what is doubtful in it."""

    readings: int
    count: int
    rungs: dict[str, int]
    found: list[FoundOut]
    doubts: list[str]
    unit: str


class RulingIn(BaseModel):
    """Which version is put in force; without one the detector is retired."""

    version: int | None = Field(default=None, ge=1, lt=1 << 31)
    reason: str = Field(min_length=1, max_length=500)


class VersionOut(BaseModel):
    version: int
    form: FormIn
    reason: str
    tried: dict[str, Any]
    by: str
    at: datetime


class RulingOut(BaseModel):
    version: int
    live: bool
    reason: str
    by: str
    at: datetime


class DraftOut(BaseModel):
    """A detector people wrote, its versions newest first, and what was put in force when."""

    name: str
    live: int | None
    versions: list[VersionOut]
    rulings: list[RulingOut]


class AskedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    unit: str
    least: float
    most: float
    usual: float | None
    needed: bool


class ScoreOut(BaseModel):
    """What a kind reached on a public benchmark as it ships, and what to expect on other series (least to most)."""

    model_config = ConfigDict(from_attributes=True)

    benchmark: str
    reached: float
    least: float
    most: float


class DetectorKindOut(BaseModel):
    """A kind of detector: which numbers its form asks for, and what else."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    asks: list[AskedOut]
    ways: list[str]
    signals: tuple[int, int]
    says: list[str]
    score: ScoreOut | None


class FormsOut(BaseModel):
    """What a form can be filled in with."""

    kinds: list[DetectorKindOut]
    signals: dict[str, str]
    playbooks: list[str]


class UnderstoodOut(BaseModel):
    """What a condition was understood as, or why it was not."""

    text: str
    names: list[str]
    warnings: list[str]
    why_not: str
