from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Host(Numbered, Record):
    """Whom one calls on: a household, a shop, an elder who lives alone; `form` says which, `due` when again."""

    __tablename__ = "host"
    __table_args__ = (Index("ix_host_area_due", "area", "due"),)

    form: Mapped[str]
    name: Mapped[str]
    address: Mapped[str]
    area: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    due: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]
    ended: Mapped[datetime | None] = mapped_column(default=None)


class Visit(Numbered, Record):
    """Somebody was there; `said` is what was answered anew."""

    __tablename__ = "visit"

    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]
    said: Mapped[dict[str, str]] = mapped_column(JSON)
    note: Mapped[str]
    away_m: Mapped[float | None]


class Known(Record):
    """What was answered last about a host, on which visit."""

    __tablename__ = "known"

    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
