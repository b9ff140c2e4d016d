from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.kit.http import Day
from cityloop.supervise.yardsticks.rules import Kind


class FreezeIn(BaseModel):
    area: str = Field(pattern=r"^\d{2,17}$")
    kind: Kind
    day: Day


class CorrectIn(BaseModel):
    reason: str = Field(max_length=2000)


class PeriodOut(BaseModel):
    """A frozen stretch; the manifest is the SHA-256 of what was signed."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    area: str
    kind: Kind
    first: date
    as_of: datetime
    by: str
    cases: int
    manifest: str
    signed: str
    key_id: int


class CorrectionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    at: datetime
    by: str
    reason: str
    cases: int
    file: str


class ChangedOut(BaseModel):
    """A case of which today's records say something else: of each column what was frozen and what stands there today."""

    case: int
    columns: dict[str, tuple[str, str]]


class PeriodPage(BaseModel):
    """A frozen period: its numbers, whether they come out the same again, and what today's records say otherwise."""

    period: PeriodOut
    same: bool
    numbers: dict[str, dict[str, dict[str, float]]]
    changed: list[ChangedOut]
    differences: dict[str, dict[str, dict[str, tuple[float, float]]]]
    corrections: list[CorrectionOut]


class KeyRotatedOut(BaseModel):
    id: int
    public: str
