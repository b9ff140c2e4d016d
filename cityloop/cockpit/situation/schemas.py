from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cityloop.decide.cases.schemas import CaseOut, HolderOut, LineOut, OfferOut, TaskOut, VerificationOut
from cityloop.sense.alerts.schemas import AlertOut
from cityloop.sense.reports.schemas import ReportedOut


class NumbersOut(BaseModel):
    """As of `at`: open alerts by warning level (1 red to 4 blue), cases by state, overdue, closed today."""

    at: datetime
    alerts: dict[int, int]
    cases: dict[str, int]
    overdue: int
    closed_today: int


class VehicleOut(BaseModel):
    """`speed` in km/h, `heading` in degrees from north."""

    model_config = ConfigDict(from_attributes=True)

    subject: str
    at: datetime
    lon: float
    lat: float
    speed: float | None
    heading: float | None


class CasePage(BaseModel):
    """All a case page shows: the case, what it came from, tasks, looks, timeline, and what this person may do now."""

    case: CaseOut
    alert: AlertOut | None
    report: ReportedOut | None
    tasks: list[TaskOut]
    verifications: list[VerificationOut]
    timeline: list[LineOut]
    offers: list[OfferOut]
    holders: list[HolderOut]
    duties: list[str]
    similar: list[CaseOut]
    points: int | None


class LayerOut(BaseModel):
    name: str
    scenario: str
    style: str
    drawn: bool
    features: dict[str, Any]


class AreaOut(BaseModel):
    """`drawn` says the outline was made up and not surveyed."""

    code: str
    name: str
    level: str
    drawn: bool


class WhereOut(BaseModel):
    """The areas a point lies in, from the district to the grid, and who answers for it on each."""

    chain: list[AreaOut]
    holders: list["AnswersOut"]


class AnswersOut(BaseModel):
    duty: str
    area: str
    names: list[str]
