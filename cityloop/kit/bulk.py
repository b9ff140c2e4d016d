"""Bulk: many rows written at once from columns of values, in the way each database is quickest at."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, insert, text, update
from sqlalchemy.orm import Session

Columns = Mapping[str, Sequence[Any]]  # the name of a column, and its value for each row


def change(session: Session, table: Table, key: str, columns: Columns) -> None:
    """Give rows that are there, found by their `key`, the values of the other columns."""
    rest = [name for name in columns if name != key]
    if session.get_bind().dialect.name == "postgresql":
        given = ", ".join(f'"{name}" = said."{name}"' for name in rest)
        target = f'update "{table.name}" set {given} from {_unnested(session, table, columns)}'  # noqa: S608 (names are the table's, values bound)
        _say(session, f'{target} where "{table.name}"."{key}" = said."{key}"', table, columns)
        return
    found = update(table).where(table.c[key] == bindparam(f"the_{key}")).values({name: bindparam(f"the_{name}") for name in rest})
    session.connection().execute(found, _rows({f"the_{name}": values for name, values in columns.items()}))


def add(session: Session, table: Table, columns: Columns) -> None:
    """Add rows. Columns that are not said must have what the database gives them."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{name}"' for name in columns)
        target = f'insert into "{table.name}" ({names})'
        _say(session, f"{target} select * from {_unnested(session, table, columns)}", table, columns)  # noqa: S608 (likewise)
        return
    session.connection().execute(insert(table), _rows(columns))


def _rows(columns: Columns) -> list[dict[str, Any]]:
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _unnested(session: Session, table: Table, columns: Columns) -> str:
    dialect = session.get_bind().dialect
    arrays = ", ".join(f"cast(:{name} as {table.c[name].type.compile(dialect)}[])" for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    return f"unnest({arrays}) as said({names})"


def _say(session: Session, statement: str, table: Table, columns: Columns) -> None:
    dialect, said = session.get_bind().dialect, {}
    for name, values in columns.items():
        bound = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        said[name] = [bound(value) for value in values] if bound else list(values)
    session.execute(text(statement), said)
