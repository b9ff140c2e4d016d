from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from cityloop.decide.adjustments.rules import Book, Standing
from cityloop.kit.http import Day


class AdjustmentTry(BaseModel):
    """Which edition running clocks would follow, from which day on. `name` is the case type's, empty for the standards book;
    `edition` the number of the book's edition or of the case type's version."""

    book: Book
    name: str = Field(default="", max_length=100)
    edition: int = Field(ge=1, lt=2**31)
    since: Day


class AdjustmentIn(AdjustmentTry):
    why: str = Field(max_length=500)


class AdjustmentOut(BaseModel):
    """An adjustment as it stands: `clocks` were given another limit, `moved` of them another deadline."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    book: Book
    name: str
    edition: int
    since: date
    why: str
    by: str
    at: datetime
    standing: Standing
    begun: datetime | None
    ended: datetime | None
    withdrawn: datetime | None
    withdrawn_by: str | None
    withdrawn_why: str
    clocks: int
    moved: int
