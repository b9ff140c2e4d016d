from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Published(Numbered, Record):
    """A version of a case type that the city published; the first version of the shipped ones needs no row."""

    __tablename__ = "published"
    __table_args__ = (UniqueConstraint("name", "version"),)

    name: Mapped[str]
    version: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
