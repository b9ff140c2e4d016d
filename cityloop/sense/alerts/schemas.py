from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class AlertOut(BaseModel):
    """A stretch that needs a look. `peak` is in the detector's unit, `warning` 1 (red) to 4 (blue).
    Of a storm `count` says how many came to it, and `crowd` how many are in it now without an alert of their own."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    detector: str
    subject: str
    area: str
    area_name: str
    lon: float | None
    lat: float | None
    began: datetime
    ended: datetime
    raised: datetime
    peak: float
    unit: str
    count: int
    crowd: int
    open: bool
    network: str
    storm: str
    head: int | None
    mute: int | None
    drill: bool
    warning: int
    case: int | None


class DrillIn(BaseModel):
    """An alert that is an exercise: what of which detector is to be found, about what, and where: a point, or an area."""

    detector: str = Field(max_length=128)
    subject: str = Field(min_length=1, max_length=128)
    area: str = Field(default="", max_length=17)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    peak: float = Field(default=0, ge=-1e12, le=1e12, description="in the detector's unit")


class DrillOut(BaseModel):
    id: int
