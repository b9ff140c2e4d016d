from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class MicroGrid(Numbered, Record):
    """A micro-grid as it is from `since` on and before `until`, days of the city; what changes is a further row. Its place is a
    point in its middle: whatever in its grid is nearest to it belongs to it."""

    __tablename__ = "micro_grid"
    __table_args__ = (Index("ix_micro_grid_code_since", "code", "since"),)

    code: Mapped[str]
    name: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]
    households: Mapped[int | None]
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    before: Mapped[str] = mapped_column(default="")  # its code in the grid that ended
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"), default=None, index=True)  # the map it came with
