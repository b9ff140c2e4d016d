"""Facts: the append-only log of what happened. Stages speak to later stages only here.

The log is the audit trail, the timeline, the live stream and the input of review. A fact is *about* its first field:
`CaseDone(case=7)` is about `case:7`. Facts are sealed in batches, see `kit/seals.py`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from cityloop.kit.records import Numbered, Record, alone, claimed

TOLD = "told"  # marks a session that has told something
NEXT = "select nextval(pg_get_serial_sequence('fact', 'id')) from generate_series(1, :many)"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened and will not un-happen. It carries ids; all else is asked of who owns it."""


class FactRow(Numbered, Record):
    """A fact as it is stored, with when, by whom, and the digest of all that."""

    __tablename__ = "fact"

    kind: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    acting_for: Mapped[str] = mapped_column(default="", kw_only=True)  # logins whose posts it was done in, with commas
    about: Mapped[str] = mapped_column(index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(default="")

    def digested(self) -> str:
        """SHA-256 over the line as canonical JSON: what a seal vouches for."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        line = [self.id, self.kind, at, self.by, self.about, self.body]
        line += [self.acting_for] if self.acting_for else []  # what was told before anyone could act keeps its digest
        return hashlib.sha256(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Cursor(Record):
    """How far a reader has read, and why it is stuck if it is."""

    __tablename__ = "cursor"

    reader: Mapped[str] = mapped_column(primary_key=True)
    read: Mapped[int] = mapped_column(default=0)
    stuck: Mapped[str | None] = mapped_column(default=None)


def record(session: Session, fact: Fact, *, at: datetime, by: str, acting_for: str = "") -> FactRow:
    """Append the fact. Its number is given here, and numbers become visible in their order."""
    return _append(session, [_row(fact, at, by, acting_for)])[0]


def _row(fact: Fact, at: datetime, by: str, acting_for: str) -> FactRow:
    body = asdict(fact)
    first = next(iter(body), None)
    about = f"{first}:{body[first]}" if first else ""
    return FactRow(kind=type(fact).__name__, at=at, by=by, acting_for=acting_for, about=about, body=body)


def record_many(session: Session, told: Sequence[Fact], *, at: datetime, by: str, acting_for: str = "") -> None:
    """Append many facts at once, in their order."""
    if told:
        _append(session, [_row(fact, at, by, acting_for) for fact in told])


def _append(session: Session, rows: list[FactRow]) -> list[FactRow]:
    """Number the rows, digest them and write each once."""
    alone(session, "telling")  # who tells waits for who told before
    for row, number in zip(rows, _numbers(session, len(rows)), strict=True):
        row.id = number
        row.digest = row.digested()
    session.add_all(rows)
    session.flush()
    session.info[TOLD] = True
    return rows


def _numbers(session: Session, many: int) -> Sequence[int]:
    """The next numbers of the log. SQLite has one writer, who sees the newest."""
    if session.get_bind().dialect.name == "postgresql":
        return session.scalars(text(NEXT), {"many": many}).all()
    after = newest(session) + 1
    return range(after, after + many)


def cursor_of(session: Session, reader: str) -> Cursor:
    cursor = session.get(Cursor, reader) or Cursor(reader=reader)
    session.add(cursor)
    session.flush()
    return cursor


def waits(session: Session, reader: str, kind: type[Fact]) -> bool:
    """Whether there is a fact for the reader to read now. Reads only, so that idle readers lock nothing."""
    cursor = session.get(Cursor, reader)
    if cursor and cursor.stuck:
        return False
    unread = (FactRow.kind == kind.__name__) & (FactRow.id > (cursor.read if cursor else 0))
    return session.scalar(select(FactRow.id).where(unread).limit(1)) is not None


def next_unread(session: Session, reader: str, kind: type[Fact]) -> Fact | None:
    """The oldest fact of `kind` that `reader` has not read, marked as read by this transaction. None also while another process
    has the reader at a fact: each is handed over once, in order, whoever does it."""
    if not claimed(session, reader):
        return None
    cursor = cursor_of(session, reader)
    if cursor.stuck:
        return None
    unread = select(FactRow).where(FactRow.kind == kind.__name__, FactRow.id > cursor.read).order_by(FactRow.id)
    row = session.scalar(unread.limit(1))
    if row is None:
        return None
    cursor.read = row.id
    return kind(**row.body)


def about(session: Session, *things: str) -> Sequence[FactRow]:
    """All that happened to these things, oldest first: `about(session, "case:7", "alert:3")`."""
    return session.scalars(select(FactRow).where(FactRow.about.in_(things)).order_by(FactRow.id)).all()


def since(session: Session, number: int, limit: int = 1000) -> Sequence[FactRow]:
    """The facts after `number`, oldest first."""
    return session.scalars(select(FactRow).where(FactRow.id > number).order_by(FactRow.id).limit(limit)).all()


def kinds_since(session: Session, number: int) -> tuple[int, set[str]]:
    """The number of the newest fact, and the kinds of those after `number`."""
    told = session.execute(select(FactRow.id, FactRow.kind).where(FactRow.id > number)).all()
    return max((one for one, _ in told), default=number), {kind for _, kind in told}


def newest(session: Session) -> int:
    """The number of the newest fact, 0 if nothing has happened yet."""
    return session.scalar(select(func.max(FactRow.id))) or 0


def oldest_unread(session: Session, reader: str, kind: type[Fact]) -> datetime | None:
    """When the oldest fact that waits for the reader was told; None if none waits."""
    cursor = session.get(Cursor, reader)
    unread = (FactRow.kind == kind.__name__) & (FactRow.id > (cursor.read if cursor else 0))
    return session.scalar(select(FactRow.at).where(unread).order_by(FactRow.id).limit(1))


def stuck_readers(session: Session) -> dict[str, str]:
    """Why each stuck reader is stuck."""
    return {row.reader: row.stuck or "" for row in session.scalars(select(Cursor).where(Cursor.stuck.is_not(None)))}
