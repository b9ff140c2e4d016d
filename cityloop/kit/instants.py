"""Instants as whole numbers, worked out by the database: a million of them come out without a million objects of time."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

MICROSECONDS = 1_000_000


class micros(FunctionElement[int]):  # noqa: N801 (it is used as a function of SQL)
    """An instant as microseconds since 1970 UTC, exact; null stays null."""

    type = BigInteger()
    inherit_cache = True

    def __init__(self, at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]) -> None:
        super().__init__(at)


@compiles(micros)
def _postgresql(element: micros, compiler: SQLCompiler, **about: Any) -> str:
    return f"cast(extract(epoch from {compiler.process(element.clauses, **about)}) * 1000000 as bigint)"


@compiles(micros, "sqlite")
def _sqlite(element: micros, compiler: SQLCompiler, **about: Any) -> str:
    """SQLite keeps `2026-03-01 08:00:00.123456`; text without a fraction counts as a whole second."""
    said = compiler.process(element.clauses, **about)
    return f"(unixepoch({said}) * 1000000 + cast(substr({said} || '.000000', 21, 6) as integer))"


def in_micros(at: datetime) -> int:
    """The same for an instant at hand.

    >>> from datetime import UTC
    >>> in_micros(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    return int(at.timestamp()) * MICROSECONDS + at.microsecond
