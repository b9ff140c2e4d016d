from datetime import date, datetime

from pydantic import BaseModel, Field

from cityloop.rulebook.forms import Kind


class FieldOut(BaseModel):
    """One thing a form asks. What is `known` stands in it already, with who was told and when; `fresh` says that it need not
    be asked again."""

    name: str
    kind: Kind
    required: bool
    least: float
    most: float
    options: list[str]
    source: str
    known: str = ""
    by_name: str = ""
    at: datetime | None = None
    fresh: bool = False


class FormOut(BaseModel):
    name: str
    every_days: int
    fields: list[FieldOut]


class HostOut(BaseModel):
    """Whom one calls on, when again, and the form with what is known."""

    id: int
    form: str
    name: str
    address: str
    area: str
    area_name: str
    lon: float | None
    lat: float | None
    due: date
    fields: list[FieldOut]


class HostIn(BaseModel):
    """Somebody to call on, at a point in degrees or in an area."""

    form: str = Field(max_length=100)
    name: str = Field(max_length=100)
    address: str = Field(max_length=200)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    area: str = Field(default="", max_length=17)


class VisitIn(BaseModel):
    """What was said, by the names of the form's fields, and where one stood."""

    said: dict[str, str] = Field(default={}, max_length=50)
    note: str = Field(default="", max_length=2000)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
