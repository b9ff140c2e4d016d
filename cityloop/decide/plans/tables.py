from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class PlanEdition(Numbered, Record):
    """A plan as the city wrote it, as TOML, for an area and from a day on. The shipped plans need no row."""

    __tablename__ = "plan_edition"

    name: Mapped[str] = mapped_column(index=True)
    area: Mapped[str]
    since: Mapped[date]
    text: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    withdrawn: Mapped[datetime | None] = mapped_column(default=None)


class Activation(Numbered, Record):
    """A plan that is followed in a case: at which level, led by whom, and until when who leads says whether that still holds.
    An edition of 0 is the plan as it was shipped."""

    __tablename__ = "activation"
    __table_args__ = (Index("ix_activation_ended_due", "ended", "due"),)

    plan: Mapped[str]
    edition: Mapped[int]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    level: Mapped[int]
    lead_duty: Mapped[str]
    lead_area: Mapped[str]
    began: Mapped[datetime]
    by: Mapped[str]
    due: Mapped[datetime | None]
    reminded: Mapped[bool] = mapped_column(default=False)
    ended: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(default="")
