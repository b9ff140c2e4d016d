from datetime import datetime

from pydantic import BaseModel, ConfigDict


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
