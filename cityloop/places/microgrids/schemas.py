from datetime import date

from pydantic import BaseModel, ConfigDict


class MicroGridOut(BaseModel):
    """A micro-grid as it is on a day. `before` is its code in a grid that ended."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    lon: float
    lat: float
    households: int | None
    since: date
    until: date | None
    before: str
