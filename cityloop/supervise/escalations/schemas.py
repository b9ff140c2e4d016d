from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class CallStep(BaseModel):
    """Whom a rung rings: a duty (empty: that of the matter) at a level (empty: the nearest), and how long it waits."""

    duty: str = Field(default="", max_length=128)
    level: str = Field(default="", max_length=20)
    wait_min: float = Field(gt=0, le=10_080)


class ChainIn(BaseModel):
    """A chain; an empty duty and a warning of 0 mean any. Who answered and does nothing for `idle_min` minutes is silent."""

    area: str = Field(default="50", max_length=15)
    duty: str = Field(default="", max_length=128)
    warning: int = Field(default=0, ge=0, le=4)
    steps: list[CallStep] = Field(max_length=10)
    idle_min: float = Field(gt=0, le=10_080)
    reason: str = Field(max_length=500)


class SuggestedChainOut(BaseModel):
    """A chain a city may adopt for matters of a warning level."""

    warning: int
    steps: list[CallStep]
    idle_min: float


class ChainOut(ChainIn):
    id: int
    by: str
    at: datetime
    withdrawn: datetime | None


class EscalationOut(BaseModel):
    """What waits: `about` is a case or an alert, `next_at` when the next is rung if nothing happens."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    about: str
    area: str
    duty: str
    rung: int
    began: datetime
    rung_at: datetime
    next_at: datetime
    acknowledged_by: str | None
    acknowledged: datetime | None
    ended: datetime | None
    subject: str = ""
    area_name: str = ""
    rung_duty: str = ""
    rung_area: str = ""
    rung_area_name: str = ""
    acknowledged_name: str = ""
