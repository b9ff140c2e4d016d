from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.keyring import SEALED
from cityloop.kit.records import Record


class Login(Record):
    """A session: a member at a desk, until it ends. Only the digest of the key is kept.

    `todo` names what must be done before anything else; while `looks_until` has not come, the desk shows what another sees.
    """

    __tablename__ = "login"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    since: Mapped[datetime]
    seen: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    way: Mapped[str]
    address: Mapped[str]
    device: Mapped[str]
    todo: Mapped[str] = mapped_column(default="")
    looks_as: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    looks_until: Mapped[datetime | None] = mapped_column(default=None)


class SecondStep(Record):
    """The authenticator of a member. `step` is the last one a code was taken of, so that a code is good once."""

    __tablename__ = "second_step"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(info=SEALED)
    since: Mapped[datetime]
    confirmed: Mapped[bool] = mapped_column(default=False)
    step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Record):
    """A code for the day the authenticator is lost: good once, kept as a digest."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)


class OneTime(Record):
    """The password of this member was set by somebody else: it is good until then, and for nothing but choosing another."""

    __tablename__ = "one_time"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    until: Mapped[datetime]


class WrongTry(Record):
    """How often a login or an address was tried in vain, and until when it is not tried again."""

    __tablename__ = "wrong_try"

    digest: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime]
