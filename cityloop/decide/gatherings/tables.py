from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.decide.gatherings.rules import Why
from cityloop.kit.records import Numbered, Record


class Gathering(Numbered, Record):
    """People who came together about a case. `lead` is the login of who leads; the view is what the map shows at first."""

    __tablename__ = "gathering"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    title: Mapped[str]
    lead: Mapped[str]
    opened: Mapped[datetime]
    by: Mapped[str]
    zoom: Mapped[float] = mapped_column(default=15.0)
    layers: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    summary: Mapped[str] = mapped_column(default="")
    closed: Mapped[datetime | None] = mapped_column(default=None, index=True)
    closed_by: Mapped[str] = mapped_column(default="")


class Attendee(Numbered, Record):
    """A member who was called, under which duty, in which party and why; `came` is when they first looked in."""

    __tablename__ = "attendee"
    __table_args__ = (UniqueConstraint("gathering_id", "login"),)

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"))
    login: Mapped[str] = mapped_column(index=True)
    duty: Mapped[str]
    area: Mapped[str]
    party: Mapped[str]
    leads: Mapped[bool]
    since: Mapped[datetime]
    came: Mapped[datetime | None] = mapped_column(default=None)
    how: Mapped[Why] = mapped_column(default=Why.by_name)


class Decision(Numbered, Record):
    """What was decided, by whom, because of what, by when, and who carries it out: a duty's task, if one was named."""

    __tablename__ = "decision"

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"), index=True)
    text: Mapped[str]
    because: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    due: Mapped[datetime | None] = mapped_column(default=None)
    duty: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), default=None)


class Paper(Numbered, Record):
    """A picture or a document that was shown; the file is found by its digest."""

    __tablename__ = "paper"

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"), index=True)
    file: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]


class Remark(Numbered, Record):
    """Something that was said in writing."""

    __tablename__ = "remark"

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"), index=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Voice(Numbered, Record):
    """A member who speaks and is seen, from one browser; `seen` is when that was last heard of."""

    __tablename__ = "voice"
    __table_args__ = (Index("ix_voice_gathering_ended", "gathering_id", "ended"),)

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"))
    login: Mapped[str]
    began: Mapped[datetime]
    seen: Mapped[datetime]
    muted: Mapped[bool] = mapped_column(default=False)
    camera: Mapped[bool] = mapped_column(default=True)
    sharing: Mapped[bool] = mapped_column(default=False)
    ended: Mapped[datetime | None] = mapped_column(default=None)


class Whisper(Numbered, Record):
    """What one browser says to another so that they find each other; kept for minutes."""

    __tablename__ = "whisper"
    __table_args__ = (Index("ix_whisper_whom", "whom", "id"),)

    whom: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    who: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(index=True)
