"""Opening a city's stores: the database, the reading log, the files."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from cityloop.app.city import City
from cityloop.app.settings import Settings, clock
from cityloop.app.upgrading import bring_up, take_down
from cityloop.kit.files import Folder
from cityloop.kit.frames import Frames
from cityloop.rulebook import Scenario


def open_city(settings: Settings, scenarios: tuple[Scenario, ...], clocked: Any = clock) -> City:
    """The city of that home, with its tables made if they are not there yet. The reading log opens when it is needed."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = engine_for(settings.database_url)
    bring_up(engine)
    return City(engine, clocked, scenarios, Frames(settings.home / "frames"), Folder(settings.home / "files"), settings.home)


def go_back(settings: Settings, step: str) -> None:
    """Take the tables down to those of an older release. Refused while the city is served, and if there is no such step."""
    frames, engine = Frames(settings.home / "frames"), engine_for(settings.database_url)
    try:
        frames.open()  # held by whoever serves
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
