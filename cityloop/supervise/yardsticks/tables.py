from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Definition(Numbered, Record):
    """A count, yardstick, score sheet or race as the city defined it, in versions; those shipped are version 0."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("kind", "name", "version"),)

    kind: Mapped[str]
    name: Mapped[str]
    version: Mapped[int]
    since: Mapped[date]  # the first day it is counted by
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
