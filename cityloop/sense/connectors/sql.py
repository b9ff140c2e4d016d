"""A SQL database that is asked every so often for what is new, by a watermark: a column that only grows.

Rows are taken in the order of (watermark, key), so that those of one instant are told apart. Whoever writes there may be
late: what lies within `overlap` below the watermark is read again, and what was brought of it is passed over. The
database is only read: the session is read only wherever it can be, and what is asked stands inside a select of our own.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
from pydantic import Field, model_validator
from sqlalchemy import Column, Connection, Engine, Row, Select, TableClause, and_, create_engine, event, or_, select, table, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.sql.elements import quoted_name

from cityloop.kit.errors import Refused
from cityloop.sense.connectors.connector import Away, Bring, Form, Parcel, Place
from cityloop.sense.connectors.sheet import cells

CHANGES = re.compile(r";|\b(insert|update|delete|drop|alter|create|attach|pragma|copy|call|grant)\b", re.IGNORECASE)
MOST_SEEN = 1_000_000  # rows remembered of the overlap


class NotThis(Refused):
    """This database cannot be read: {why}"""

    status = 422


class Sql:
    mapping: ClassVar[Mapping[str, Any]] = {"gives": [{name: {"path": name} for name in ("signal", "subject", "at", "value")}]}

    class Settings(Form):
        url: str = Field(min_length=8, max_length=500, description="as in postgresql+psycopg://reader@host/name; no password")
        table: str = Field(default="", max_length=128, description="a table or view, with its schema in front if it has one")
        query: str = Field(default="", max_length=4000, description="or a select")
        watermark: str = Field(min_length=1, max_length=64, description="a column that only grows")
        key: tuple[str, ...] = Field(min_length=1, max_length=4, description="columns that tell rows of one watermark apart")
        overlap: float = Field(default=0.0, ge=0.0, le=7 * 86_400, description="seconds, or numbers, read again each time")
        every_s: float = Field(default=10.0, ge=0.1, le=86_400)
        rows: int = Field(default=20_000, ge=1, le=200_000, description="most at a time")

        @model_validator(mode="after")
        def _one_of_two(self) -> "Sql.Settings":
            if bool(self.table) == bool(self.query):
                raise ValueError("give a table, or a query")
            if CHANGES.search(self.query):
                raise ValueError("a query is one select and changes nothing")
            if make_url(self.url).password:
                raise ValueError("the password does not stand in the address but among the secrets")
            return self

    class Secrets(Form):
        password: str = Field(default="", max_length=256)

    def __init__(self, settings: "Sql.Settings", secrets: "Sql.Secrets", place: Place) -> None:
        self._settings, self._place = settings, place
        self._url = _address(settings.url, secrets.password, place.folder)
        self._seen: dict[tuple[Any, ...], Any] = {}

    async def run(self, bring: Bring) -> None:
        engine = await asyncio.to_thread(_reading, self._url)
        mark: tuple[Any, ...] | None = unkept(bring.cursor.get("mark"))
        reach = self._reach(mark)
        try:
            while True:
                rows, names = await asyncio.to_thread(self._ask, engine, reach)
                bring.well(0.0 if len(rows) < self._settings.rows else None)
                mark, reach = await self._bring(bring, rows, names, mark, reach)
                if len(rows) < self._settings.rows:
                    reach = self._reach(mark)
                    await asyncio.sleep(self._settings.every_s)
        finally:
            await asyncio.shield(asyncio.to_thread(engine.dispose))

    def _reach(self, mark: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        """After what to read next: the watermark itself, or all that lies so far below it."""
        return (back(mark[0], self._settings.overlap),) if mark and self._settings.overlap else mark

    async def _bring(
        self, bring: Bring, rows: Sequence[Row[Any]], names: Sequence[str], mark: Any, reach: Any
    ) -> tuple[Any, Any]:
        """Hand on what is new of these rows; the watermark, and how far was read."""
        if not rows:
            return mark, reach
        places = [names.index(name) for name in (self._settings.watermark, *self._settings.key)]
        marks = [tuple(row[place] for place in places) for row in rows]
        fresh = [(row, one) for row, one in zip(rows, marks, strict=True) if one not in self._seen]
        mark = marks[-1] if mark is None else max(mark, marks[-1])
        if fresh:
            columns = {name: cells([_plain(row[place]) for row, _ in fresh]) for place, name in enumerate(names)}
            kept = {"mark": kept_of(mark)}
            await bring(Parcel(table=pa.table(columns), about={"table": self._settings.table}), lambda _: kept)
        if self._settings.overlap:
            edge = back(mark[0], self._settings.overlap)
            self._seen |= dict.fromkeys((one for _, one in fresh), None)
            self._seen = {one: None for one in self._seen if one[0] >= edge}
            if len(self._seen) > MOST_SEEN:
                raise Away(f"More than {MOST_SEEN} rows lie within the overlap: make it shorter.")
        return mark, marks[-1]

    def _ask(self, engine: Engine, reach: tuple[Any, ...] | None) -> tuple[Sequence[Row[Any]], Sequence[str]]:
        """The next rows after `reach`; of a `reach` without a key those of its watermark as well."""
        try:
            with engine.connect() as connection:
                answer = connection.execute(self._select(connection, reach))
                return answer.all(), list(answer.keys())
        except DBAPIError as fault:
            raise Away(f"The database says: {fault.orig}.") from None
        except SQLAlchemyError as fault:
            raise Away(f"The database cannot be asked: {fault}.") from None

    def _select(self, connection: Connection, reach: tuple[Any, ...] | None) -> Select[Any]:
        names = [self._settings.watermark, *self._settings.key]
        columns: list[Column[Any]] = [Column(quoted_name(name, quote=True)) for name in names]
        asked: Select[Any] = select(text("*")).select_from(self._from()).order_by(*columns).limit(self._settings.rows)
        if reach is None:
            return asked.where(columns[0].is_not(None))
        if len(reach) == 1:
            return asked.where(columns[0] >= reach[0])
        steps = [
            and_(*(c == r for c, r in zip(columns[:n], reach[:n], strict=True)), columns[n] > reach[n]) for n in range(len(reach))
        ]
        return asked.where(or_(*steps))

    def _from(self) -> TableClause | Any:
        if self._settings.query:
            return text(f"({self._settings.query}) as asked")  # bound to be one select by its brackets
        schema, _, name = self._settings.table.rpartition(".")
        return table(quoted_name(name, quote=True), schema=quoted_name(schema, quote=True) if schema else None)


# the other side -------------------------------------------------------------------------------------------------------


def _address(said: str, password: str, folder: Path) -> URL:
    """The address with its password. A SQLite file lies in the connector's own folder, whatever the address says."""
    try:
        url = make_url(said)
    except ArgumentError:
        raise NotThis(why="its address is not like postgresql+psycopg://reader@host/name.") from None
    if url.get_backend_name() == "sqlite":
        return URL.create(
            "sqlite", database=f"file:{folder / Path(url.database or '').name}", query={"mode": "ro", "uri": "true"}
        )
    return url.set(password=password) if password else url


def _reading(url: URL) -> Engine:
    """An engine that cannot write, where the database lets one say so."""
    try:
        engine = create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)
    except (NoSuchModuleError, ImportError) as fault:
        raise NotThis(why=f"no driver for it is installed ({fault}).") from None
    quiet = {"sqlite": "pragma query_only=on", "postgresql": "set default_transaction_read_only = on"}
    also = quiet.get(engine.dialect.name, "")

    def prepare(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(also)
        cursor.close()
        connection.commit()

    if also:
        event.listen(engine, "connect", prepare)
    return engine


# watermarks -----------------------------------------------------------------------------------------------------------


def back(mark: Any, overlap: float) -> Any:
    """So far below a watermark: seconds below an instant, also one that is written out; a number below a number.

    >>> back("2026-03-02 08:00:00.000", 60)
    '2026-03-02 07:59:00'
    """
    if isinstance(mark, datetime):
        return mark - timedelta(seconds=overlap)
    if isinstance(mark, str):
        try:
            return (datetime.fromisoformat(mark) - timedelta(seconds=overlap)).isoformat(mark[10:11] or " ")
        except ValueError:
            return mark
    if isinstance(mark, Decimal):
        return mark - Decimal(overlap)
    return mark - overlap if isinstance(mark, int | float) else mark


def kept_of(mark: Sequence[Any]) -> list[list[str]]:
    """A watermark as JSON keeps it, each part with what it is."""
    return [[type(part).__name__, part.isoformat() if isinstance(part, date) else str(part)] for part in mark]


READ: Mapping[str, Any] = {
    "int": int, "float": float, "str": str, "Decimal": Decimal, "datetime": datetime.fromisoformat, "date": date.fromisoformat,
}  # fmt: skip


def unkept(kept: Sequence[Sequence[str]] | None) -> tuple[Any, ...] | None:
    """
    >>> unkept(kept_of((datetime(2026, 3, 2, 8, 0), 7)))
    (datetime.datetime(2026, 3, 2, 8, 0), 7)
    """
    return None if kept is None else tuple(READ.get(kind, str)(said) for kind, said in kept)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
