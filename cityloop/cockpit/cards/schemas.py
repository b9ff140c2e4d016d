from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from cityloop.sense.alerts.schemas import AlertOut


class ValueInForce(BaseModel):
    """A parameter as it held where and when the alert began."""

    name: str
    unit: str
    value: float
    since: date
    source: str


class Curve(BaseModel):
    """What one signal said of the subject around the alert: instants and values, thinned to a few hundred."""

    signal: str
    unit: str
    at: list[datetime]
    value: list[float | None]


class Near(BaseModel):
    """Another alert near in place and time; of a storm, `storm` says what its alerts have in common."""

    id: int
    detector: str
    subject: str
    storm: str
    area_name: str
    began: datetime
    metres: float | None


class Past(BaseModel):
    """A similar alert before, and what became of it; `outcome` is empty without a case or while it is open."""

    id: int
    subject: str
    storm: str
    area_name: str
    began: datetime
    peak: float
    case: int | None
    outcome: str


class CrowdOut(BaseModel):
    """One of those in a storm of thousands; name and place are of the registry, empty for one that is not in it."""

    number: int
    subject: str
    name: str
    area: str
    area_name: str
    lon: float | None
    lat: float | None
    since: datetime


class Suggested(BaseModel):
    """What the playbook asks for."""

    playbook: str
    duty: str
    steps: list[str]
    finish_within_s: float


class CardOut(BaseModel):
    """Why this alert was raised: the rule as it held, what was read, what else was near, what it was before, what to do."""

    alert: AlertOut
    scenario: str
    rulebook: int
    values: list[ValueInForce]
    curves: list[Curve]
    near: list[Near]
    past: list[Past]
    true_share: float | None
    suggested: Suggested


class FlagOut(BaseModel):
    """What is odd about a picture: shown before (when, and in which case if this person may see that), so many metres from
    the matter, so many minutes older or newer than it can be, or without a place."""

    why: Literal["reused", "far", "old", "new", "no_place"]
    case: int | None = None
    at: datetime | None = None
    times: int | None = None
    m: int | None = None
    minutes: int | None = None


class EvidenceOut(BaseModel):
    """A picture shown as proof in a case: when and where it was taken, as it or its sender says, and what is odd about it."""

    name: str
    by: str
    at: datetime
    taken: datetime | None
    lon: float | None
    lat: float | None
    away_m: float | None
    flags: list[FlagOut]
