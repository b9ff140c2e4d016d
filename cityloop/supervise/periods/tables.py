from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.supervise.yardsticks.rules import Kind


class Period(Numbered, Record):
    """A stretch of an area, frozen. Everything lies in files named by their SHA-256; the manifest names them and is signed.
    None of this is ever written over."""

    __tablename__ = "period"
    __table_args__ = (UniqueConstraint("area", "kind", "first"),)

    area: Mapped[str]
    kind: Mapped[Kind]
    first: Mapped[date]
    as_of: Mapped[datetime]  # and when it was frozen
    by: Mapped[str]
    cases: Mapped[int]
    manifest: Mapped[str]
    signed: Mapped[str]
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))


class Correction(Numbered, Record):
    """What today's records would say of a frozen period otherwise, case by case, kept in a file beside it."""

    __tablename__ = "correction"

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]
    cases: Mapped[int]
    file: Mapped[str]
