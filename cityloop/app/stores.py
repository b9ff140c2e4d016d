"""Opening a city's stores: the database, the reading log, the files."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from cityloop.app.city import City
from cityloop.app.settings import Settings, clock
from cityloop.app.upgrading import bring_up, take_down
from cityloop.kit.errors import Refused
from cityloop.kit.files import Folder
from cityloop.kit.frames import Frames
from cityloop.rulebook import Scenario

SERVING = zlib.crc32(b"serving")


def open_city(settings: Settings, scenarios: tuple[Scenario, ...], clocked: Any = clock) -> City:
    """The city of that home, with its tables made if they are not there yet. The reading log opens when it is needed."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = engine_for(settings.database_url)
    bring_up(engine)
    return City(engine, clocked, scenarios, Frames(settings.home / "frames"), Folder(settings.home / "files"), settings.home)


class ServedElsewhere(Refused):
    """The database of this city is held by another process that serves it, perhaps on another machine: a city is served once."""


@contextmanager
def alone_serving(engine: Engine) -> Iterator[None]:
    """Be the one that serves the city of this database. A SQLite one lies in the home, whose reading log is held once; one on
    a server could be reached from two homes, and two loops would turn over two logs. Raises ServedElsewhere."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": SERVING}).scalar():
            raise ServedElsewhere
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": SERVING})


def go_back(settings: Settings, step: str) -> None:
    """Take the tables down to those of an older release. Refused while the city is served, and if there is no such step."""
    frames, engine = Frames(settings.home / "frames"), engine_for(settings.database_url)
    try:
        frames.open()  # held by whoever serves
        with alone_serving(engine):
            take_down(engine, step)
    finally:
        frames.close()
        engine.dispose()


def engine_for(url: str) -> Engine:
    """An engine that begins a writing transaction as one, so that two writers wait and do not fail."""
    engine = create_engine(url, pool_size=24, max_overflow=40, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    glance = connection.get_execution_options().get("glance", False)
    connection.exec_driver_sql("begin deferred" if glance else "begin immediate")
