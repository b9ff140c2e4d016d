from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record


class Effect(Numbered, Record):
    """So many days before an amendment's day beside as many after it, and what the value before would have found there."""

    __tablename__ = "effect"
    __table_args__ = (UniqueConstraint("amendment_id", "days"),)

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    days: Mapped[int]
    value_before: Mapped[float]
    since: Mapped[datetime]  # the first instant of the amendment's day
    at: Mapped[datetime]  # when it was measured: what became of cases later is not in it
    alerts_before: Mapped[int]
    alerts_after: Mapped[int]
    judged_before: Mapped[int]  # of their cases, those of which it is known whether something was there
    judged_after: Mapped[int]
    false_before: Mapped[int]  # of these, those in which nothing was there
    false_after: Mapped[int]
    minutes_before: Mapped[float | None]  # median from opening to done
    minutes_after: Mapped[float | None]
    found_again: Mapped[int]  # of the alerts after it, those that a replay under the value in force finds again
    unheard: Mapped[int]  # what the value before would have raised after that day, and nobody heard of
    missed: Mapped[list[int]] = mapped_column(JSON)  # cases that show, by another way, that something was there
