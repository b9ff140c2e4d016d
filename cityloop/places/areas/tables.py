from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Survey(Numbered, Record):
    """A state of the map, kept as files for good: of those not undone the newest that has begun holds."""

    __tablename__ = "survey"

    at: Mapped[datetime]
    by: Mapped[str]
    note: Mapped[str]
    areas: Mapped[str]  # name of the file with all areas
    locator: Mapped[str]  # name of the file that says which grid a point is in
    since: Mapped[date]  # the city's day from which it holds; never before that of the one it was made from
    after: Mapped[int | None] = mapped_column(default=None)  # the survey it was made from
    undone: Mapped[datetime | None] = mapped_column(default=None)  # taken back before its day


class Succession(Numbered, Record):
    """What became of an area on a survey's first day. One that ends in two has two of these; one renamed follows itself."""

    __tablename__ = "succession"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    kind: Mapped[str]
    before: Mapped[str] = mapped_column(index=True)  # empty for an area that was not there
    after: Mapped[str] = mapped_column(index=True)  # empty for an area that has no successor
    name: Mapped[str]  # what the area was called until then
    drawn: Mapped[bool]
