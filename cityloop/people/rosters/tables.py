from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Roster(Numbered, Record):
    """A duty in an area for which members take turns."""

    __tablename__ = "roster"
    __table_args__ = (UniqueConstraint("duty", "area", "name"),)

    duty: Mapped[str]
    area: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]


class Rotation(Numbered, Record):
    """Turns of so many hours in one row of a roster, from `began` on, until another rotation of the row begins."""

    __tablename__ = "rotation"
    __table_args__ = (Index("ix_rotation_roster_id", "roster_id", "rank", "began", unique=True),)

    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    rank: Mapped[int]
    title: Mapped[str]
    began: Mapped[datetime]
    turn_h: Mapped[int]
    ended: Mapped[datetime | None] = mapped_column(default=None)


class Taker(Record):
    """A member in the order of a rotation."""

    __tablename__ = "taker"

    rotation_id: Mapped[int] = mapped_column(ForeignKey("rotation.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)


class Cover(Numbered, Record):
    """A member takes a stretch of a colleague's turn; it counts once it is accepted, with what is given in return."""

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_roster_id", "roster_id", "ended"),)

    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    rank: Mapped[int]
    began: Mapped[datetime]
    ended: Mapped[datetime]
    from_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    why: Mapped[str]
    asked_by: Mapped[str]
    accepted: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)
    return_of: Mapped[int | None] = mapped_column(ForeignKey("cover.id"), index=True, default=None)


class Handover(Numbered, Record):
    """What the one who goes says to the one who comes, signed by both."""

    __tablename__ = "handover"
    __table_args__ = (UniqueConstraint("roster_id", "rank", "at"),)

    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    rank: Mapped[int]
    at: Mapped[datetime]
    from_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    note: Mapped[str]
    matters: Mapped[list[str]] = mapped_column(JSON)
    signed: Mapped[datetime]
    taken: Mapped[datetime | None] = mapped_column(default=None)


class Feed(Record):
    """A secret address at which a member's calendar program reads their turns, or those of a roster. Only its digest is kept."""

    __tablename__ = "feed"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    roster_id: Mapped[int | None] = mapped_column(ForeignKey("roster.id"))
