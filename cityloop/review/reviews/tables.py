from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.review.reviews.rules import Trigger

OPEN = text("closed is null")


class Review(Numbered, Record):
    """Cases of one cause, read again together. `cause_key` says what binds them; a place binds by how near it is."""

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_cause", "trigger", "cause_key", "opened"),
        Index("ix_review_area", "area", "id"),
        Index("ix_review_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    trigger: Mapped[Trigger]
    cause_key: Mapped[str]
    title: Mapped[str]  # the subject, or what the first case is about
    category_code: Mapped[str]
    detector: Mapped[str]
    duty: Mapped[str]
    area: Mapped[str]  # the smallest one that all its cases lie in
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    opened: Mapped[datetime] = mapped_column(index=True)
    opened_by: Mapped[str]
    after_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"), default=None)  # the same came again after this one
    causes: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    cause_text: Mapped[str] = mapped_column(default="")
    lessons: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    participants: Mapped[list[str]] = mapped_column(JSON, default_factory=list)  # logins
    drill: Mapped[bool] = mapped_column(default=False)  # of an exercise, opened by hand: counted nowhere
    closed: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str] = mapped_column(default="")


class Reviewed(Record):
    """A case of a review."""

    __tablename__ = "reviewed"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class Proof(Numbered, Record):
    """A replay or an amendment that a review argues with."""

    __tablename__ = "proof"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    replay_id: Mapped[int | None] = mapped_column(ForeignKey("replay.id"))
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]


class Injury(Numbered, Record):
    """Somebody was injured, as it was said of a case."""

    __tablename__ = "injury"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    people: Mapped[int]
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Improvement(Numbered, Record):
    """Something to be made better by a day, and whose it is; agreed in a review or ordered at a weekly meeting."""

    __tablename__ = "improvement"
    __table_args__ = (
        Index("ix_improvement_due", "due", sqlite_where=text("done is null"), postgresql_where=text("done is null")),
        Index("ix_improvement_owner", "owner", "due"),
    )

    what: Mapped[str]
    duty: Mapped[str]
    area: Mapped[str]
    owner: Mapped[str]  # a login
    due: Mapped[date]  # a day of the city; on it there is still time
    by: Mapped[str]
    at: Mapped[datetime]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"), index=True, default=None)
    done: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    late_told: Mapped[datetime | None] = mapped_column(default=None)
