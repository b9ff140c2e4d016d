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
