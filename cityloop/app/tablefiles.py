"""Tables as files: a row a line of JSON, compressed. What one kind of database has written, the other can read."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Column, Connection, MetaData, Table, Text, cast, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON, Date, DateTime, LargeBinary, TypeEngine

AT_ONCE = 5000
STEP = "alembic_version"
Make = Callable[[Any], Any]


def reflected(connection: Connection) -> list[Table]:
    """The tables as they stand, those that are pointed at first."""
    known = MetaData()
    known.reflect(connection)
    return [table for table in known.sorted_tables if table.name != STEP]


def dump(connection: Connection, folder: Path) -> dict[str, int]:
    """Write every table as this transaction sees it; how many rows each has."""
    folder.mkdir()
    return {table.name: _dump(connection, table, folder / f"{table.name}.jsonl.zst") for table in reflected(connection)}


def _dump(connection: Connection, table: Table, path: Path) -> int:
    columns = list(table.columns)
    chosen = [cast(column, Text) if _is(column, JSON) else column for column in columns]
    writes = [_writer(column.type) for column in columns]
    count = 0
    with pa.CompressedOutputStream(str(path), "zstd") as file:
        file.write(_line([column.name for column in columns]))
        rows = connection.execution_options(yield_per=AT_ONCE).execute(select(*chosen).order_by(*table.primary_key))
        for some in rows.partitions():
            count += len(some)
            file.write(b"".join(_line([_said(*one) for one in zip(writes, row, strict=True)]) for row in some))
    return count


def load(connection: Connection, folder: Path, shown: Callable[[int], object] = lambda rows: None) -> dict[str, int]:
    """Fill the tables, which are empty, from what `dump` wrote; how many rows each got. `shown` hears of rows as they come."""
    return {table.name: _load(connection, table, folder / f"{table.name}.jsonl.zst", shown) for table in reflected(connection)}


def _load(connection: Connection, table: Table, path: Path, shown: Callable[[int], object]) -> int:
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table and key.parent.nullable]
    lines = read(path)
    names = next(lines)
    for column in table.columns:
        if _is(column, JSON):
            column.type = JSONB(none_as_null=True) if isinstance(column.type, JSONB) else JSON(none_as_null=True)
    reads = [_reader(table.columns[name].type) for name in names]
    later, count = list[dict[str, Any]](), 0
    while some := list(islice(lines, AT_ONCE)):
        rows = [{name: _said(*one) for name, *one in zip(names, reads, line, strict=True)} for line in some]
        for row in rows if own else ():
            if any(row[name] is not None for name in own):
                later.append({**{key.name: row[key.name] for key in table.primary_key}, **{name: row[name] for name in own}})
                row.update(dict.fromkeys(own))  # it may point at a row that comes after it
        connection.execute(table.insert(), rows)
        count += len(rows)
        shown(len(rows))
    for row in later:
        same = [key == row[key.name] for key in table.primary_key]
        connection.execute(table.update().where(*same).values({name: row[name] for name in own}))
    _count_on(connection, table)
    return count


def read(path: Path) -> Iterator[list[Any]]:
    """The lines of a file of `dump`: names of columns, then rows."""
    with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as file:
        held = b""
        while more := file.read(1 << 20):
            *whole, held = (held + more).split(b"\n")
            yield from map(json.loads, whole)


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL gives the next row the number after the last."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    quoted = connection.dialect.identifier_preparer.quote(table.name)
    last = connection.scalar(select(func.max(table.columns["id"])))
    if last is not None:
        connection.execute(text("select setval(pg_get_serial_sequence(:t, 'id'), :last)"), {"t": quoted, "last": last})


def _said(make: Make | None, value: Any) -> Any:
    return value if make is None or value is None else make(value)


def _is(column: Column[Any], kind: type[TypeEngine[Any]]) -> bool:
    return isinstance(column.type, kind)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _writer(kind: TypeEngine[Any]) -> Make | None:
    if isinstance(kind, LargeBinary):
        return lambda value: b64encode(value).decode()
    if isinstance(kind, DateTime):
        return lambda value: (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return date.isoformat if isinstance(kind, Date) else None


def _reader(kind: TypeEngine[Any]) -> Make | None:
    if isinstance(kind, LargeBinary):
        return b64decode
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, JSON):
        return lambda said: JSON.NULL if said == "null" else json.loads(said)
    return date.fromisoformat if isinstance(kind, Date) else None
