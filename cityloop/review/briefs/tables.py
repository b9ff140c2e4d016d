from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.review.briefs.rules import Kind


class Brief(Numbered, Record):
    """A brief of an area: what it says as data, and the names of the documents it is kept as, empty until they are printed.
    Made again, it is a further version that says what was corrected; the earlier ones stay."""

    __tablename__ = "brief"
    __table_args__ = (
        UniqueConstraint("kind", "area", "since", "version"),
        Index("ix_brief_area", "area", "id"),
        Index("ix_brief_to_print", "id", sqlite_where=text("not printed"), postgresql_where=text("not printed")),
    )

    kind: Mapped[Kind]
    area: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    as_of: Mapped[datetime]
    made: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    printed: Mapped[bool] = mapped_column(default=False)
    files: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)  # form: name of the file
    missing: Mapped[str] = mapped_column(default="")  # why a document could not be printed
