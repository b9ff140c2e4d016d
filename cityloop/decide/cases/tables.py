from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.cases.rules import Outcome
from cityloop.kit.records import Numbered, Record
from cityloop.rulebook.cycles import Stage


class Case(Numbered, Record):
    """A matter on its way through the states of its case type. `opened` is when the city first heard of it, `filed` when
    somebody, or a policy, said it is a case; `done` when its work was said to be done."""

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_open_due", "open", "due"),
        Index("ix_case_open_id", "open", "id"),
        Index("ix_case_duty_open_due", "duty", "open", "due"),
        Index("ix_case_duty_open_id", "duty", "open", "id"),
        Index("ix_case_open_area_due", "open", "area", "due"),
        Index("ix_case_duty_held", "duty", "held_at", "open", "due"),
        Index("ix_case_category_area", "category_code", "area", "opened"),
    )

    subject: Mapped[str]
    category: Mapped[str]
    warning: Mapped[int]
    area: Mapped[str] = mapped_column(index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    duty: Mapped[str]
    held_at: Mapped[str | None]  # the area whose holder of the duty answers; none while nobody does
    opened: Mapped[datetime] = mapped_column(index=True)
    due: Mapped[datetime]
    number: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str] = mapped_column(default="sensed")
    version: Mapped[int] = mapped_column(default=1)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), unique=True, default=None)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), unique=True, default=None)
    detector: Mapped[str] = mapped_column(default="")
    category_code: Mapped[str] = mapped_column(default="")
    filed: Mapped[datetime | None] = mapped_column(default=None)
    dispatched: Mapped[datetime | None] = mapped_column(default=None)
    done: Mapped[datetime | None] = mapped_column(default=None)
    closed: Mapped[datetime | None] = mapped_column(default=None, index=True)
    voided: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    rework: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    suspended_until: Mapped[datetime | None] = mapped_column(default=None)
    urgent: Mapped[bool] = mapped_column(default=False)
    typical: Mapped[bool] = mapped_column(default=False)
    triage: Mapped[str] = mapped_column(default="")  # 三事分流: big, small or private
    drill: Mapped[bool] = mapped_column(default=False)
    forced: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), default=None, index=True)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("case.id"), default=None, index=True)
    filing_line: Mapped[int | None] = mapped_column(default=None)  # the line of the standards book it was filed under
    closing_line: Mapped[int | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="opened")
    stage: Mapped[Stage] = mapped_column(default=Stage.dispatch)
    open: Mapped[bool] = mapped_column(default=True)

    @property
    def late(self) -> bool:
        """Whether the work was done after its time. The clock stops when the doers say it is done and it is accepted."""
        return self.done is not None and self.done > self.due
