from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.parts.rules import As
from cityloop.kit.records import Numbered, Record


class Part(Numbered, Record):
    """A duty in an area that takes part in a case, and so may see it."""

    __tablename__ = "part"
    __table_args__ = (UniqueConstraint("case_id", "duty", "area"), Index("ix_part_duty_area", "duty", "area", "case_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    duty: Mapped[str]
    area: Mapped[str]
    as_: Mapped[As] = mapped_column("as")
    since: Mapped[datetime]


class Follower(Record):
    """Somebody who wants to hear what becomes of a case; may see it as whoever reported it may."""

    __tablename__ = "follower"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True, index=True)
    since: Mapped[datetime]
