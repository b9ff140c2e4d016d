from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.tasks.rules import State
from cityloop.kit.records import Numbered, Record


class Task(Numbered, Record):
    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_taken_by_state", "taken_by", "state", "finished_at"),
        Index("ix_task_state_duty", "state", "duty", "area"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    step: Mapped[str]
    duty: Mapped[str]
    area: Mapped[str]
    photo: Mapped[bool]
    state: Mapped[State] = mapped_column(default=State.waiting)
    taken_by: Mapped[str | None] = mapped_column(default=None)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    meant_for: Mapped[str] = mapped_column(default="", index=True)  # the login of who is to take it, if somebody was named
    meant_at: Mapped[datetime | None] = mapped_column(default=None)  # when they are expected there
    note: Mapped[str] = mapped_column(default="")
    due: Mapped[datetime | None] = mapped_column(default=None)  # a time of its own, beside that of the case
    activation_id: Mapped[int | None] = mapped_column(ForeignKey("activation.id"), default=None, index=True)
    photos: Mapped[list[str]] = mapped_column(JSON, default_factory=list)

    @property
    def beside(self) -> bool:
        """Whether a plan or a gathering asked for it, beside what the case itself asks for."""
        return self.activation_id is not None or self.due is not None


class Photo(Record):
    """A picture shown as proof in a case: who may see the case may see it."""

    __tablename__ = "photo"

    name: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
