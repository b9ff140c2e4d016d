from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.sense.vitals.rules import Way


class CatalogueLine(Numbered, Record):
    """What was said of a board, a track or a vital sign from a day on. A new version is a new line; none is changed."""

    __tablename__ = "catalogue_line"
    __table_args__ = (UniqueConstraint("kind", "name", "version"),)

    kind: Mapped[str]  # board, track, vital
    name: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    since: Mapped[date]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    by: Mapped[str]


class Placement(Numbered, Record):
    """A vital sign, or a whole track, is seen at one more level in an area and all below it, from a day on."""

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("name", "level", "area", "since"),)

    name: Mapped[str] = mapped_column(index=True)
    way: Mapped[Way]
    level: Mapped[str]
    area: Mapped[str]
    since: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]
    until: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
