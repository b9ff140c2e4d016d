"""A city founded by an older release is brought up step by step, and keeps what it had."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from cityloop.app import upgrading
from cityloop.app.settings import Settings
from cityloop.app.stores import engine_for
from cityloop.kit.records import Record
from tests.conftest import BOTH, empty_database

OLD_ALERT = """insert into alert (detector, subject, area, began, ended, raised, peak, count, open)
values ('trucks.overspeed', 'a', '500103', '2026-03-01', '2026-03-01', '2026-03-01', 70, 1, true)"""


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return empty_database(request)


@pytest.fixture
def engine(tmp_path: Path, database: str) -> Iterator[Engine]:
    engine = engine_for(Settings(home=tmp_path, database=database).database_url)
    yield engine
    engine.dispose()


def taken_to(engine: Engine, step: str) -> None:
    with engine.begin() as connection:
        command.upgrade(upgrading._alembic(connection), step)


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Record.metadata))


@BOTH
def test_step_by_step_the_tables_come_to_be_what_they_are_in_a_new_city(engine: Engine) -> None:
    taken_to(engine, "head")
    assert differences(engine) == []


@BOTH
def test_a_city_of_the_first_release_keeps_what_it_had(engine: Engine) -> None:
    taken_to(engine, upgrading.FIRST)
    with engine.begin() as connection:
        connection.execute(text(OLD_ALERT))
        connection.execute(text("drop table alembic_version"))  # steps were not counted then
    upgrading.bring_up(engine)
    assert differences(engine) == []
    with engine.connect() as connection:
        assert connection.execute(text("select subject, peak, storm, head from alert")).all() == [("a", 70.0, "", None)]


@BOTH
def test_a_new_city_has_all_tables_and_knows_its_step(engine: Engine) -> None:
    upgrading.bring_up(engine)
    upgrading.bring_up(engine)
    assert differences(engine) == []
    with engine.connect() as connection:
        assert upgrading.standing(connection) == upgrading.newest()


@BOTH
def test_a_city_of_a_newer_release_is_left_alone(engine: Engine) -> None:
    upgrading.bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(upgrading.NewerCity, match="9999"):
        upgrading.bring_up(engine)
