from datetime import datetime

from pydantic import BaseModel, ConfigDict


class AlertOut(BaseModel):
    """A stretch that needs a look. `peak` is in the detector's unit, `warning` 1 (red) to 4 (blue)."""

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
    open: bool
    network: str
    storm: str
    head: int | None
    mute: int | None
    warning: int
    case: int | None
