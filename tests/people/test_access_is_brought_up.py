"""The step that brought sessions and second steps: up, down, and up again with people in the city."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text

from cityloop.app import upgrading
from cityloop.app.settings import Settings
from cityloop.app.stores import engine_for
from tests.conftest import BOTH, empty_database


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


@BOTH
def test_who_could_log_in_before_access_had_steps_still_can_and_the_way_back_is_whole(engine: Engine) -> None:
    taken_to(engine, "0011")
    with engine.begin() as connection:
        connection.execute(text("insert into member (login, name, password) values ('chen', 'Chen', 'hashed')"))
        connection.execute(text("insert into login (digest, member_id, until) values ('x', 1, '2026-03-01')"))
        connection.execute(text("insert into source (name, digest, since) values ('gps', 'y', '2026-03-01')"))
    for _ in range(2):
        taken_to(engine, "0012")
        with engine.begin() as connection:
            assert connection.execute(text("select login, password from member")).all() == [("chen", "hashed")]
            assert connection.execute(text("select name, digest, before from source")).all() == [("gps", "y", None)]
            command.downgrade(upgrading._alembic(connection), "0011")
    taken_to(engine, "0012")
