"""Rows by the million, written straight into a city's tables: by prepared statements into SQLite, by COPY into PostgreSQL."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import JSON, Engine, Table
from sqlalchemy.schema import CreateIndex

from cityloop.kit.records import Record

Columns = Mapping[str, Sequence[Any]]


class Writer:
    """One connection that makes no promise until it is closed: who is interrupted fills anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.lite = engine, engine.dialect.name == "sqlite"
        if self.lite:
            engine.dispose()  # the journal is turned off by who is alone
            self._sqlite = sqlite3.connect(engine.url.database or "", isolation_level=None)
            for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-800000", "foreign_keys=off"):
                self._sqlite.execute(f"pragma {pragma}")
        else:
            address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._postgres = psycopg.connect(address, autocommit=True)
            self.say("set timezone = 'UTC'")
            self.say("set synchronous_commit = off")
            self.say("set maintenance_work_mem = '512MB'")

    def say(self, statement: str) -> None:
        (self._sqlite if self.lite else self._postgres).execute(statement)

    def one(self, question: str) -> Any:
        """The first value of the answer, none if there is none."""
        row = (self._sqlite if self.lite else self._postgres).execute(question).fetchone()
        return row[0] if row else None

    def rows(self, name: str, columns: Columns) -> None:
        """Add rows. What is not said is empty, as the columns that later releases add."""
        columns = {**self._rest(Record.metadata.tables[name], columns), **columns}
        quoted = ", ".join(f'"{column}"' for column in columns)
        rows = zip(*columns.values(), strict=True)
        if self.lite:
            marks = ", ".join("?" * len(columns))
            self.say("begin")
            self._sqlite.executemany(f'insert into "{name}" ({quoted}) values ({marks})', rows)
            self.say("commit")
            return
        with self._postgres.cursor() as cursor, cursor.copy(f'copy "{name}" ({quoted}) from stdin'.encode()) as copy:
            copy.write("".join("\t".join(map(_copied, row)) + "\n" for row in rows))

    def follow(self, name: str, columns: Mapping[str, str], where: str) -> None:
        """Add a row for each case of which the condition is true, made of expressions over it."""
        empty = {str: "''", bool: "0" if self.lite else "false", int: "0", float: "0"}
        table = Record.metadata.tables[name]
        rest = [one for one in table.columns if not (one.nullable or one.primary_key or one.name in columns)]
        columns = {**{one.name: "'[]'" if isinstance(one.type, JSON) else empty[one.type.python_type] for one in rest}, **columns}
        quoted = ", ".join(f'"{column}"' for column in columns)
        self.say(f'insert into "{name}" ({quoted}) select {", ".join(columns.values())} from "case" where {where} order by id')

    def _rest(self, table: Table, columns: Columns) -> Columns:
        many = len(next(iter(columns.values())))
        asked = [one for one in table.columns if not (one.nullable or one.primary_key or one.name in columns)]
        return {one.name: ["[]" if isinstance(one.type, JSON) else one.type.python_type()] * many for one in asked}

    @contextmanager
    def without_indexes(self, *names: str) -> Iterator[None]:
        """What is looked up by is made when all rows are there: sorted once, not put in one by one."""
        indexes = [index for name in names for index in Record.metadata.tables[name].indexes]
        for index in indexes:
            self.say(f'drop index "{index.name}"')
        yield
        for index in indexes:
            self.say(str(CreateIndex(index).compile(dialect=self._engine.dialect)))

    def close(self, *names: str) -> None:
        """Numbers go on behind those written, and the planner of PostgreSQL knows what is there."""
        if self.lite:
            self.say("pragma journal_mode=wal")
            self._sqlite.close()
            return
        for name in names:
            last = f'select coalesce(max(id), 0) + 1 from "{name}"'
            self.say(f"select setval(pg_get_serial_sequence('\"{name}\"', 'id'), ({last}), false)")
        self.say("vacuum analyze")
        self._postgres.close()

    def later(self, column: str, minutes: int) -> str:
        """An instant so many minutes after another, as this database says it."""
        if self.lite:
            return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '+{minutes} minutes') || '000'"
        return f"{column} + interval '{minutes} minutes'"


def _copied(value: Any) -> str:
    return r"\N" if value is None else str(value)


def instants(at: NDArray[np.int64]) -> list[str | None]:
    """Microseconds as both databases read them; 0 is none.

    >>> instants(np.array([0, 1_000_001]))
    [None, '1970-01-01 00:00:01.000001']
    """
    said = np.datetime_as_string(at.astype("datetime64[us]"), unit="us").tolist()
    return [one.replace("T", " ") if us else None for one, us in zip(said, at.tolist(), strict=True)]
