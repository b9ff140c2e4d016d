from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.people.teams.rules import Part


class TeamSeat(Numbered, Record):
    """A member belongs to the team of a grid, or is tied to it, from `since` on and before `until`, days of the city."""

    __tablename__ = "team_seat"
    __table_args__ = (Index("ix_team_seat_area", "area", "part"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    area: Mapped[str]
    part: Mapped[Part]
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
