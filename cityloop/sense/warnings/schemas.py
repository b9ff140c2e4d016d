from datetime import datetime

from pydantic import BaseModel, ConfigDict

from cityloop.sense.warnings.rules import Stand


class WarningOut(BaseModel):
    """A message from outside; `level` 4 (red) … 1 (blue), 0 for over or not meant for real."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    identifier: str
    sender: str
    sent: datetime
    root: str
    kind: str
    level: int
    event: str
    headline: str
    area: str
    expires: datetime | None
    received: datetime


class WarningLineOut(WarningOut):
    """A message as a line of a list: where it stands, in CAP's own words how grave and how urgent, and the alert it led to, if
    this person may see it. `sender_name` may be empty."""

    stand: Stand
    status: str
    urgency: str
    severity: str
    certainty: str
    sender_name: str
    effective: datetime
    alert: int | None


class WarningPageOut(BaseModel):
    """A message opened, and its chain, newest first. `rings` are closed outlines of lon, lat."""

    warning: WarningLineOut
    category: str
    onset: datetime | None
    description: str
    instruction: str
    web: str
    contact: str
    lon: float | None
    lat: float | None
    rings: list[list[tuple[float, float]]]
    chain: list[WarningLineOut]
