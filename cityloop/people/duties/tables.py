from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.people.duties.rules import PostKind, Side


class Post(Numbered, Record):
    """A member holds a duty in an area and all below it, from `since` on and before `until`, days of the city.

    One that is held for a colleague says whose it is and which of theirs; it holds no longer than that one.
    """

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_duty_area", "duty", "area"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    duty: Mapped[str]
    area: Mapped[str] = mapped_column(index=True)
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)
    kind: Mapped[PostKind] = mapped_column(default=PostKind.regular)
    board: Mapped[Side | None] = mapped_column(default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True, default=None)
    for_member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True, default=None)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True, default=None)
