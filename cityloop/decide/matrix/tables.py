from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.matrix.rules import State
from cityloop.kit.records import Numbered, Record


class Matrix(Numbered, Record):
    """A whole table of who leads in what and where: a draft, or published from a day on until the next one's day."""

    __tablename__ = "matrix"

    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    base: Mapped[int | None] = mapped_column(ForeignKey("matrix.id"))  # the published one it was copied from
    state: Mapped[State] = mapped_column(default=State.draft)
    since: Mapped[date | None] = mapped_column(default=None)
    number: Mapped[int | None] = mapped_column(default=None, index=True)  # the how manieth published one; days follow numbers
    published_by: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)


class MatrixLine(Numbered, Record):
    """A line of a matrix; those of a published one are never changed."""

    __tablename__ = "matrix_line"
    __table_args__ = (Index("ix_matrix_line_matrix_area", "matrix_id", "area"),)

    matrix_id: Mapped[int] = mapped_column(ForeignKey("matrix.id"))
    category: Mapped[str]
    area: Mapped[str]
    duty: Mapped[str]
    level: Mapped[str]
    agency: Mapped[str]  # the code of the organisation that is to do it; empty where the duty says enough
    assisting: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
