"""Records: rows the city keeps. Times are aware UTC, whatever the database thinks of time zones."""

import zlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Connection, DateTime, Dialect, Enum, MetaData, TypeDecorator, and_, text, true
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.expression import SQLColumnExpression, UnaryExpression
from sqlalchemy.sql.operators import custom_op

T = TypeVar("T")
Column: TypeAlias = SQLColumnExpression[T]


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: nobody knows which day it belongs to."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A row. Its columns are its constructor."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it off the class)
        datetime: Instant,
        StrEnum: Enum(StrEnum, native_enum=False, length=32),  # two features may each have a `State`
    }


class Numbered(MappedAsDataclass, kw_only=True):
    """Gives a record its number."""

    id: Mapped[int] = mapped_column(primary_key=True, init=False)


def alone(session: Session | Connection, what: str) -> None:
    """Let nobody else do `what` until this transaction ends. SQLite has one writer at a time anyway."""
    bind = session if isinstance(session, Connection) else session.get_bind()
    if bind.dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": key_of(what)})


def claimed(session: Session, what: str) -> bool:
    """Whether `what` is this transaction's alone until it ends: not if another has it just now, who is not waited for."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(text("select pg_try_advisory_xact_lock(:key)"), {"key": key_of(what)}))


def key_of(what: str) -> int:
    """The number under which PostgreSQL locks it."""
    return zlib.crc32(what.encode())


def unindexed(session: Session, column: Column[T]) -> Column[T]:
    """A column that SQLite is not to look up in an index: it counts not what is where, and may take an order that is at hand for
    better than few rows. PostgreSQL counts, and is told nothing."""
    if session.get_bind().dialect.name == "postgresql":
        return column
    element = coercions.expect(roles.ExpressionElementRole, column)
    return UnaryExpression(element, operator=custom_op("+"), type_=element.type)


def within(code: Column[str], above: str) -> ColumnElement[bool]:
    """Whether an area's code lies in the area `above` it. A range and no LIKE, which neither database looks up in an index."""
    if not above:
        return true()
    if not (above.isascii() and above.isdigit()):
        return code.startswith(above, autoescape=True)
    after = next_code(above)
    return and_(code >= above, code < after) if after else code >= above


def next_code(above: str) -> str:
    """The least code after all that begin with this one, in digits only, for some databases order other signs before them.

    >>> next_code("500103"), next_code("500109"), next_code("99")
    ('500104', '50011', '')
    """
    shorter = above.rstrip("9")
    return shorter[:-1] + str(int(shorter[-1]) + 1) if shorter else ""
