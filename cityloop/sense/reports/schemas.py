from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.sense.reports.rules import Kind


class ReportedIn(BaseModel):
    """What was noticed. `category_code` is a key such as M06010, empty if whoever reports does not know; a place is a point in
    degrees, or the code of an area."""

    kind: Kind = Kind.grid
    title: str = Field(max_length=100)
    text: str = Field(default="", max_length=4000)
    category_code: str = Field(default="", max_length=12)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    area: str = Field(default="50", max_length=17)
    place: str = Field(default="", max_length=256)
    photos: list[str] = Field(default=[], max_length=9, description="names given by POST /api/files")
    urgent: bool = False
    on_the_spot: bool = Field(default=False, description="it is settled already")
    drill: bool = Field(default=False, description="it is an exercise: handled like any, counted nowhere")


class ReportedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Kind
    title: str
    text: str
    category_code: str
    lon: float | None
    lat: float | None
    area: str
    place: str
    photos: list[str]
    urgent: bool
    on_the_spot: bool
    drill: bool
    by: str
    at: datetime
