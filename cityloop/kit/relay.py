"""The relay: what the process that holds the reading log says to those that do not, and what is old in half a minute. Rows,
because a database is all that every process of a city has; the newest number says whether there is anything new."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cityloop.kit.records import Numbered, Record

LASTS = timedelta(seconds=30)


class Relayed(Numbered, Record):
    """Something said; `mark` is what the one who says it goes on from."""

    __tablename__ = "relayed"
    __table_args__ = (Index("ix_relayed_about", "about", "id"),)

    about: Mapped[str]
    at: Mapped[datetime]
    mark: Mapped[dict[str, Any]] = mapped_column(JSON)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


def say(session: Session, about: str, mark: dict[str, Any], body: dict[str, Any], now: datetime) -> None:
    """Say it; what was said long ago is taken away. About one matter one process speaks, or numbers could come out of turn."""
    session.execute(delete(Relayed).where(Relayed.about == about, Relayed.at < now - LASTS))
    session.add(Relayed(about=about, at=now, mark=mark, body=body))


def last(session: Session, about: str) -> tuple[int, dict[str, Any]]:
    """The number and the mark of what was said last; 0 and nothing if that is long ago."""
    found = session.execute(
        select(Relayed.id, Relayed.mark).where(Relayed.about == about).order_by(Relayed.id.desc()).limit(1)
    ).first()
    return (found[0], found[1]) if found else (0, {})


def since(session: Session, about: str, number: int) -> Sequence[Relayed]:
    """What was said after that number, oldest first."""
    said = select(Relayed).where(Relayed.about == about, Relayed.id > number)
    return session.scalars(said.order_by(Relayed.id)).all()
