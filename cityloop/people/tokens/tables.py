from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Token(Numbered, Record):
    """A machine's key. It can do what its member can, within one post if `duty` is said; only the digest is kept.

    After it was rotated the key before is good until `before_until`.
    """

    __tablename__ = "token"

    name: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    duty: Mapped[str]
    area: Mapped[str]
    read_only: Mapped[bool]
    a_minute: Mapped[int]
    since: Mapped[datetime]
    until: Mapped[datetime]
    before: Mapped[str | None] = mapped_column(unique=True, default=None)
    before_until: Mapped[datetime | None] = mapped_column(default=None)
    used: Mapped[datetime | None] = mapped_column(default=None)
    used_from: Mapped[str] = mapped_column(default="")
    spare: Mapped[float] = mapped_column(default=0.0)  # how often it could ask when it asked last
    asked: Mapped[datetime | None] = mapped_column(default=None)
