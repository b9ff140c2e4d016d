from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.clocks.rules import Lamp
from cityloop.kit.records import Numbered, Record
from cityloop.rulebook.limits import Counting

RUNNING, OVER = text("ended is null"), text("ended is not null")


class Clock(Numbered, Record):
    """How long one stage of a case may take. A turn is one go at the stage; rework may begin another.

    `due` and `yellow` are reckoned, and empty while the clock stands still; all else is what happened.
    """

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("case_id", "stage", "turn"),
        Index("ix_clock_due", "due", postgresql_where=RUNNING, sqlite_where=RUNNING),
        Index("ix_clock_lamp_due", "lamp", "due", postgresql_where=RUNNING, sqlite_where=RUNNING),
        Index("ix_clock_lamp_yellow", "lamp", "yellow", postgresql_where=RUNNING, sqlite_where=RUNNING),
        Index("ix_clock_running", "area", "id", postgresql_where=RUNNING, sqlite_where=RUNNING),
        Index("ix_clock_ended", "ended", postgresql_where=OVER, sqlite_where=OVER),  # not for those that run
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    stage: Mapped[str]
    turn: Mapped[int]
    area: Mapped[str]
    amount: Mapped[float]
    unit: Mapped[Counting]
    began: Mapped[datetime]
    duty: Mapped[str] = mapped_column(default="")  # whose time it is; with the area it says who may see it
    category: Mapped[str] = mapped_column(default="")  # the key of the case's category: late ones are counted by it
    source: Mapped[str] = mapped_column(default="")  # where the limit comes from, such as a line of the standards book
    due: Mapped[datetime | None] = mapped_column(default=None)
    yellow: Mapped[datetime | None] = mapped_column(default=None)
    ended: Mapped[datetime | None] = mapped_column(default=None)
    paused_since: Mapped[datetime | None] = mapped_column(default=None)
    pauses: Mapped[list[Any]] = mapped_column(JSON, default_factory=list)  # {since, until, why, by}
    added: Mapped[list[Any]] = mapped_column(JSON, default_factory=list)  # {amount, unit, why, by, at}
    former: Mapped[list[Any]] = mapped_column(JSON, default_factory=list)  # {amount, unit, source, why, by, at}: limits it had
    lamp: Mapped[Lamp] = mapped_column(default=Lamp.green)  # the last one told
    late: Mapped[bool] = mapped_column(default=False)
    provisional: Mapped[bool] = mapped_column(default=False)  # it ends in a year whose calendar is not published
    used: Mapped[float | None] = mapped_column(default=None)  # the share of its time it had used when it ended


class ClockMove(Record):
    """How one clock's deadline moved where many moved at once: part of the fact whose number it bears. Without an instant the
    clock stood still. Nothing of it is changed later."""

    __tablename__ = "clock_move"
    __table_args__ = ({"sqlite_with_rowid": False},)  # one tree, in the order of clocks

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), primary_key=True)
    fact: Mapped[int] = mapped_column(ForeignKey("fact.id"), primary_key=True)
    was: Mapped[datetime | None]
    due: Mapped[datetime | None]
