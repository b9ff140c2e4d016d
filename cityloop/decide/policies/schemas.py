from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.decide.policies.rules import Mode
from cityloop.kit.http import Day


class PolicyIn(BaseModel):
    """A line of policy; an empty detector and a warning of 0 mean any."""

    detector: str = Field(default="", max_length=128)
    warning: int = Field(default=0, ge=0, le=4)
    area: str = Field(default="50", max_length=15)
    from_h: float = Field(default=0, ge=0, lt=24)
    to_h: float = Field(default=24, gt=0, le=24)
    mode: Mode
    since: Day
    reason: str = Field(max_length=500)


class PolicyOut(PolicyIn):
    """A line as it was adopted."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    by: str
    at: datetime
