from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.reorganisations.rules import State
from cityloop.kit.records import Numbered, Record


class Reorganisation(Numbered, Record):
    """A plan of steps that hold together from one day on."""

    __tablename__ = "reorganisation"

    title: Mapped[str]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    by: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.drafted)
    since: Mapped[date | None] = mapped_column(default=None, index=True)
    adopted_by: Mapped[str | None] = mapped_column(default=None)
    adopted_at: Mapped[datetime | None] = mapped_column(default=None)
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"), default=None)
    matrix_id: Mapped[int | None] = mapped_column(ForeignKey("matrix.id"), default=None)
    posts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default_factory=list)  # what ended and what was given for it
