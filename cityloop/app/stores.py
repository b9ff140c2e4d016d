"""Opening a city's stores: the database, the reading log, the files."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from cityloop.app.city import City
from cityloop.app.roles import Role
from cityloop.app.settings import Settings, beat, clock
from cityloop.app.upgrading import bring_up, is_newest, take_down
from cityloop.kit.errors import Refused
from cityloop.kit.files import Folder
from cityloop.kit.frames import Frames
from cityloop.kit.frames.elsewhere import Elsewhere
from cityloop.kit.keyring import Keyring
from cityloop.kit.records import key_of
from cityloop.rulebook import Scenario

LOG, PRESENT = key_of("serving"), key_of("present")  # held by who holds the reading log, and, shared, by all who serve
PATIENCE_S, LOOK_S = 60.0, 0.2  # how long to wait for another process of this release that brings the tables up


def open_city(settings: Settings, scenarios: tuple[Scenario, ...], clocked: Any = clock, holds_log: bool = True) -> City:
    """The city of that home, with its tables made if they are not there yet. The reading log opens when it is needed, where it
    may be held. Raises OlderServes."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = engine_of(settings)
    try:
        with _nobody_serves_the_old(engine):
            bring_up(engine)
    except BaseException:
        engine.dispose()
        raise
    frames = Frames(settings.home / "frames") if holds_log else Elsewhere(settings.home / "frames")
    return City(engine, clocked, scenarios, frames, Folder(settings.home / "files"), settings.home)


class ServedElsewhere(Refused):
    """The reading log of this city is held by another process that serves it, perhaps on another machine: only one may."""


class StillServed(Refused):
    """This city is served. Stop every process of it first, also those on other machines."""


class OlderServes(Refused):
    """Processes of an older release serve this city. Stop them all first; then this one brings the tables up."""


class ServedOnce(Refused):
    """A city in SQLite is served by one process. Several need a database on a server: `database` in city.toml."""


@contextmanager
def alone_serving(engine: Engine) -> Iterator[None]:
    """Be the process that holds the reading log of the city in this database. A SQLite one lies in the home, whose reading log
    is held once; one on a server could be reached from two homes, and two logs would be read into one city. Raises
    ServedElsewhere."""
    with serving(engine, Role.all):
        yield


@contextmanager
def serving(engine: Engine, role: Role) -> Iterator[None]:
    """Be one of the processes that serve the city of this database. Raises ServedElsewhere, ServedOnce."""
    if engine.dialect.name != "postgresql":
        if role is not Role.all:
            raise ServedOnce
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if role.holds_log and not _locked(connection, "pg_try_advisory_lock", LOG):
            raise ServedElsewhere
        try:
            if not _locked(connection, "pg_try_advisory_lock_shared", PRESENT):
                raise ServedElsewhere
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock_all()"))


@contextmanager
def _nobody_serves_the_old(engine: Engine) -> Iterator[None]:
    """While the tables of an older release are changed nobody may work on them; who comes at the same time waits. Raises
    OlderServes."""
    if engine.dialect.name != "postgresql" or is_newest(engine):
        yield
        return
    until = beat() + PATIENCE_S
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not (alone := _locked(connection, "pg_try_advisory_lock", PRESENT)) and not is_newest(engine):
            if beat() > until or _shared(connection):
                raise OlderServes
            time.sleep(LOOK_S)
        try:
            yield
        finally:
            if alone:
                connection.execute(text("select pg_advisory_unlock_all()"))


def _locked(connection: Connection, how: str, key: int) -> bool:
    return bool(connection.execute(text(f"select {how}(:key)"), {"key": key}).scalar())


def _shared(connection: Connection) -> bool:
    """Whether somebody serves the city, and does not just change its tables."""
    held = "select count(*) from pg_locks where locktype = 'advisory' and objid = :key and classid = 0 and mode = 'ShareLock'"
    here = " and database = (select oid from pg_database where datname = current_database())"
    return bool(connection.execute(text(held + here), {"key": PRESENT}).scalar())


def go_back(settings: Settings, step: str) -> None:
    """Take the tables down to those of an older release. Refused while the city is served, and if there is no such step."""
    frames, engine = Frames(settings.home / "frames"), engine_of(settings)
    try:
        frames.open()  # held by whoever serves
        with _nobody_serves(engine):
            take_down(engine, step)
    finally:
        frames.close()
        engine.dispose()


@contextmanager
def _nobody_serves(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not _locked(connection, "pg_try_advisory_lock", PRESENT):
            raise StillServed
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock_all()"))


def engine_of(settings: Settings) -> Engine:
    """An engine that knows by which keys what lies sealed in the database is opened."""
    engine = engine_for(settings.database_url)
    engine.update_execution_options(keyring=Keyring(settings.home))
    return engine


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
