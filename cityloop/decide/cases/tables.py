from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.cases.rules import Outcome, State
from cityloop.kit.records import Numbered, Record


class Case(Numbered, Record):
    __tablename__ = "case"
    __table_args__ = (Index("ix_case_state_due", "state", "due"), Index("ix_case_duty_area", "duty", "area"))

    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), unique=True)
    detector: Mapped[str]
    subject: Mapped[str]
    category: Mapped[str]
    warning: Mapped[int]
    area: Mapped[str] = mapped_column(index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    duty: Mapped[str]
    held_at: Mapped[str | None]  # the area whose holder of the duty answers; none while nobody does
    opened: Mapped[datetime]
    due: Mapped[datetime]
    done: Mapped[datetime | None] = mapped_column(default=None)
    closed: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    rework: Mapped[int] = mapped_column(default=0)
    state: Mapped[State] = mapped_column(default=State.opened)

    @property
    def late(self) -> bool:
        """Whether the work was done after its time. The clock stops when the doers say it is done and it is accepted."""
        return self.done is not None and self.done > self.due
