from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Record


class Deadline(Record):
    """A case whose time ran out, and when that was noticed."""

    __tablename__ = "deadline"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    passed: Mapped[datetime]
