from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class DetectorRow(Numbered, Record):
    """One version of a detector that somebody wrote. None is ever changed."""

    __tablename__ = "detector"
    __table_args__ = (UniqueConstraint("name", "version"),)

    name: Mapped[str]
    version: Mapped[int]
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    tried: Mapped[dict[str, Any]] = mapped_column(JSON)  # on what it was tried before it was kept, and what it found
    by: Mapped[str]
    at: Mapped[datetime]


class Ruling(Numbered, Record):
    """A version put in force, or the detector retired. The newest of a name holds."""

    __tablename__ = "ruling"

    name: Mapped[str] = mapped_column(index=True)
    detector_id: Mapped[int] = mapped_column(ForeignKey("detector.id"))
    live: Mapped[bool]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
