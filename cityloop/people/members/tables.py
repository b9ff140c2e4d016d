from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.people.members.rules import Standing


class Member(Numbered, Record):
    __tablename__ = "member"

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str]
    mobile: Mapped[str] = mapped_column(default="")  # where notices go
    skills: Mapped[str] = mapped_column(default="")  # with commas
    standing: Mapped[Standing] = mapped_column(default=Standing.active)


class Login(Record):
    """A member at a desk, until it ends. Only the digest of the key is kept."""

    __tablename__ = "login"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    until: Mapped[datetime]
