from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.people.notices.rules import Digest, State


class Address(Numbered, Record):
    """Where a member can be told something, for channels that reach such an address. `digest` says what it is, since a push
    address is long; one that turned out to be no more is kept, with why."""

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("member_id", "reaches", "digest"),
        Index("ix_address_reaches_digest", "reaches", "digest"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reaches: Mapped[str]
    value: Mapped[str]
    digest: Mapped[str]
    label: Mapped[str]
    since: Mapped[datetime]
    urgent_only: Mapped[bool] = mapped_column(default=False)
    broken: Mapped[str] = mapped_column(default="")


class Preference(Record):
    """How a member likes to be told."""

    __tablename__ = "preference"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    language: Mapped[str] = mapped_column(default="zh")
    quiet_since: Mapped[int | None] = mapped_column(default=None)
    quiet_until: Mapped[int | None] = mapped_column(default=None)
    digest: Mapped[Digest] = mapped_column(default=Digest.none)
    digest_at: Mapped[int] = mapped_column(default=8)


class Subscription(Numbered, Record):
    """Who else is told of what: the holders of a duty, a member, or a webhook; in an area (empty is everywhere), of one
    occasion (empty is any), of warnings at least as grave as `least`. One that does not `tell` takes back what is told of
    by itself."""

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_occasion_area", "occasion", "area"),)

    occasion: Mapped[str]
    area: Mapped[str]
    least: Mapped[int]
    tells: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]
    duty: Mapped[str] = mapped_column(default="")
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True, default=None)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id", ondelete="CASCADE"), default=None)


class Hush(Record):
    """A member wants to hear no more of one matter."""

    __tablename__ = "hush"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Notice(Numbered, Record):
    """One fact for one address. `due` is when something is to be done about it next: sent, tried again, or, while a worker has
    it, taken from that one; none once nothing is. What is told as one has the same `batch`."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "ix_notice_due",
            "outlet_id",
            "urgent",
            "due",
            sqlite_where=text("due is not null"),
            postgresql_where=text("due is not null"),
        ),
        Index("ix_notice_begun", "outlet_id", "begun"),
        Index("ix_notice_member", "member_id", "id"),
        Index("ix_notice_fact_member", "fact", "member_id"),
        Index("ix_notice_state", "state", "id"),
    )

    key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    fact: Mapped[int]
    occasion: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    area: Mapped[str]
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id", ondelete="SET NULL"), index=True)
    urgent: Mapped[bool]
    gathered: Mapped[bool]  # with a digest
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    due: Mapped[datetime | None]
    state: Mapped[State] = mapped_column(default=State.waiting)
    tries: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(default="")
    begun: Mapped[datetime | None] = mapped_column(default=None)
    sent: Mapped[datetime | None] = mapped_column(default=None)
    delivered: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(default="")
    ref: Mapped[str] = mapped_column(default="")
