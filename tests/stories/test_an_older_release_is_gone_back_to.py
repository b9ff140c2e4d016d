"""A city with rows in every table is taken down step by step and up again: what both sides know stays."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Column, Connection, Enum, MetaData, Table, inspect, select
from sqlalchemy.engine import Engine
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Float, Integer, LargeBinary
from typer.testing import CliRunner

from cityloop.app import upgrading
from cityloop.app.cli import cli
from cityloop.app.settings import Settings
from cityloop.app.stores import ServedElsewhere, StillServed, alone_serving, engine_for, engine_of, go_back
from cityloop.kit.frames import Frames
from cityloop.kit.keyring import MARK, ring_of
from cityloop.kit.records import Record
from tests.conftest import BOTH, LITE, empty_database

MEANT_TO_GO = {"login", "alembic_version"}  # sessions end with a step that changes what a session is
VALUES = (
    (JSON, [1, {"said": "城"}]),
    (Boolean, True),
    (DateTime, datetime(2026, 3, 2, 8, tzinfo=UTC)),
    (Date, date(2026, 3, 2)),
    (Float, 2.5),
    (LargeBinary, b"\x00packed"),
    (Integer, None),
)
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return empty_database(request)


@pytest.fixture
def engine(tmp_path: Path, database: str) -> Iterator[Engine]:
    engine = engine_of(Settings(home=tmp_path, database=database))
    yield engine
    engine.dispose()


def _taken_to(engine: Engine, step: str) -> None:
    with upgrading.altering(engine) as connection:
        if (upgrading.standing(connection) or "") < step:
            command.upgrade(upgrading._alembic(connection), step)
            return
    upgrading.take_down(engine, step)


def _shape(connection: Connection) -> dict[str, Any]:
    """Columns, keys and indexes of every table, as the database has them."""
    look = inspect(connection)

    def lines(found: Mapping[Any, Any], name: str) -> list[str]:
        return sorted(str([(key, _plain(one[key])) for key in sorted(one) if key != "comment"]) for one in found[None, name])

    parts: list[Mapping[Any, Any]] = [look.get_multi_columns(), look.get_multi_indexes()]
    parts += [look.get_multi_unique_constraints(), look.get_multi_foreign_keys()]
    keys = look.get_multi_pk_constraint()
    names = [name for name in look.get_table_names() if name != "alembic_version"]
    return {name: [*(lines(part, name) for part in parts), str(keys[None, name])] for name in names}


def _plain(said: Any) -> str:
    """Types and conditions of indexes are objects."""
    return str({key: str(value) for key, value in said.items()} if isinstance(said, dict) else said)


def _value(column: Column[Any], row: int) -> Any:
    """Something of that column's kind; numbers are the row's, so that keys differ and point at rows that are there."""
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    kind = getattr(column.type, "impl", column.type)
    return next((row if value is None else value for type_, value in VALUES if isinstance(kind, type_)), f"{column.name} {row}")


def _fill(connection: Connection) -> None:
    """Two rows in every table: one with all that may be missing, one without."""
    for table in Record.metadata.sorted_tables:
        for row in (1, 2):
            given = [one for one in table.columns if row == 1 or not one.nullable or one.name == "alert_id"]
            connection.execute(table.insert().values({one.name: _value(one, row) for one in given}))


def _rows(connection: Connection) -> Rows:
    tables = MetaData()
    tables.reflect(connection)
    return {name: _sorted(connection, table) for name, table in tables.tables.items() if name not in MEANT_TO_GO}


def _sorted(connection: Connection, table: Table) -> list[dict[str, Any]]:
    rows = [
        {name: _unsealed(connection, said) for name, said in row.items()} for row in connection.execute(select(table)).mappings()
    ]
    return sorted(rows, key=lambda row: str([row[column.name] for column in table.primary_key]))


def _unsealed(connection: Connection, said: Any) -> Any:
    return ring_of(connection).opened(said) if str(said).startswith(MARK) else said


def _stays(name: str, row: dict[str, Any]) -> bool:
    """A post that ends would hold for good in a release that knows no ends, an open drill be an alert in one that knows no
    drills; where a reader begins is a step's own."""
    if name == "cursor":
        return str(row["reader"]).startswith("reader ")
    return not ((name == "post" and row.get("until")) or (name == "alert" and row.get("drill")))


def _kept(before: Rows, after: Rows) -> None:
    """Every table that both sides have still holds the rows it had, in the columns that both have."""
    for name in before.keys() & after.keys():
        stay = [row for row in before[name] if _stays(name, row)]
        assert bool(stay) <= bool(after[name]), name
        shared = stay[0].keys() & after[name][0].keys() if stay else set()
        now = [{column: row[column] for column in shared} for row in after[name]]
        assert [row for row in ({column: row[column] for column in shared} for row in stay) if row not in now] == [], name


@BOTH
def test_a_city_with_rows_in_every_table_goes_down_every_step_and_up_again(engine: Engine) -> None:
    shapes: dict[str, dict[str, Any]] = {}
    for step in upgrading.steps():
        _taken_to(engine, step)
        with engine.connect() as connection:
            shapes[step] = _shape(connection)
    with engine.begin() as connection:
        _fill(connection)
        rows = _rows(connection)
    assert {name for name, found in rows.items() if len(found) >= 2} == Record.metadata.tables.keys() - MEANT_TO_GO
    down = upgrading.steps()[-2::-1]
    for step in (*down, *upgrading.steps()[1:]):
        _taken_to(engine, step)
        with engine.connect() as connection:
            assert _shape(connection) == shapes[step], step
            before, rows = rows, _rows(connection)
            _kept(before, rows)
    assert {len(rows[name]) for name in ("alert", "case", "task", "fact", "member")} == {2}


@LITE
def test_a_step_that_tears_rows_apart_keeps_nothing(engine: Engine) -> None:
    upgrading.bring_up(engine)
    with pytest.raises(upgrading.TornTables, match="photo -> case"), upgrading.altering(engine) as connection:
        connection.execute(Record.metadata.tables["photo"].insert().values(name="a", case_id=7))
    with engine.connect() as connection:
        assert connection.execute(select(Record.metadata.tables["photo"])).all() == []
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1


@LITE
def test_going_down_is_refused_where_there_is_no_such_step_and_while_the_city_serves(tmp_path: Path, engine: Engine) -> None:
    upgrading.bring_up(engine)
    for step in ("0000", upgrading.newest(), "soon"):
        with pytest.raises(upgrading.NoSuchStep):
            upgrading.take_down(engine, step)
    held = Frames(tmp_path / "frames")
    held.open()
    try:
        refused = CliRunner().invoke(cli, ["downgrade", "0001", "--home", str(tmp_path)])
        assert (refused.exit_code, "served once" in " ".join(refused.output.split())) == (1, True)
    finally:
        held.close()
    assert CliRunner().invoke(cli, ["downgrade", "0001", "--home", str(tmp_path)]).exit_code == 0
    with engine.connect() as connection:
        assert upgrading.standing(connection) == "0001"


def test_a_database_on_a_server_is_served_by_one_process_from_whichever_home(
    tmp_path: Path, new_database: Callable[[], str]
) -> None:
    address = new_database()
    one, other = engine_for(address), engine_for(address)
    upgrading.bring_up(one)
    with alone_serving(one):
        with pytest.raises(ServedElsewhere), alone_serving(other):
            pass
        with pytest.raises(StillServed):
            go_back(Settings(home=tmp_path / "elsewhere", database=address), "0001")
    with alone_serving(other):
        pass
    go_back(Settings(home=tmp_path / "elsewhere", database=address), "0001")
    one.dispose()
    other.dispose()
