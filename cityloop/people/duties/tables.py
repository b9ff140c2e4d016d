from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Post(Numbered, Record):
    """A member holds a duty in an area and all below it."""

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_duty_area", "duty", "area"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    duty: Mapped[str]
    area: Mapped[str]
