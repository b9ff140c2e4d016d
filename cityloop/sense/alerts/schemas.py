from datetime import datetime

from pydantic import BaseModel, ConfigDict


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
    warning: int
    case: int | None
