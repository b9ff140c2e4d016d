from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.people.agencies.rules import AgencyKind


class Agency(Numbered, Record):
    """An organisation or a part of one, under a code that stays whatever it comes to be called."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(unique=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)  # into which it was merged


class AgencyState(Numbered, Record):
    """What an agency is from `since` on and before `until`, days of the city. States of one follow each other."""

    __tablename__ = "agency_state"
    __table_args__ = (
        Index("ix_agency_state_agency_id", "agency_id", "since", unique=True),
        Index("ix_agency_state_parent_id", "parent_id", "since"),
        Index("ix_agency_state_area", "area"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    since: Mapped[date]
    name: Mapped[str]
    short: Mapped[str]
    credit: Mapped[str]  # 统一社会信用代码, empty for a part of an organisation
    kind: Mapped[AgencyKind]
    area: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    why: Mapped[str]
    by: Mapped[str]
    until: Mapped[date | None] = mapped_column(default=None)
