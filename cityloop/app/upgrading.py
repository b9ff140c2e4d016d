"""Upgrading: a new city gets all tables as they are now; an older one is brought up step by step, and down again if asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from cityloop.kit.errors import Refused
from cityloop.kit.records import Record, alone

STEPS = Path(__file__).parent / "migrations"
FIRST = "0001"  # the tables of a city that was founded before steps were counted


class NewerCity(Refused):
    """This city was used by a newer release (its tables are at step {step}); install that one."""


class NoSuchStep(Refused):
    """There is no step {step} below the one the tables are at ({standing})."""


class TornTables(Exception):
    """A step left rows that point at rows which are not there: a bug of the step. Nothing of it was kept."""


def bring_up(engine: Engine) -> None:
    """Make the tables, or bring those of an older release up to this one's. Raises NewerCity if they are ahead of it."""
    if is_newest(engine):
        return
    with altering(engine) as connection:
        step = standing(connection)
        if step == newest():
            return  # another process was faster
        if step is None and not inspect(connection).has_table("fact"):
            make(connection, newest())
            return
        if step is None:
            command.stamp(_alembic(connection), FIRST)
        elif step not in steps():
            raise NewerCity(step=step)
        command.upgrade(_alembic(connection), "head")


def make(connection: Connection, step: str) -> None:
    """Make the tables of a step in a database that has none."""
    if step == newest():
        Record.metadata.create_all(connection)
        command.stamp(_alembic(connection), "head")
    else:
        command.upgrade(_alembic(connection), step)


def take_down(engine: Engine, step: str) -> None:
    """Take the tables down to those of an older release. What that one knows nothing of is lost. Raises NoSuchStep."""
    with altering(engine) as connection:
        now = standing(connection)
        if now is None or now not in steps() or step not in steps() or step >= now:
            raise NoSuchStep(step=step, standing=now)
        command.downgrade(_alembic(connection), step)


@contextmanager
def altering(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be changed, alone. SQLite changes a table by making it anew, and would take what
    points at it for torn, or carry it away with it; so it is told not to look meanwhile, and all is looked through at the end."""
    with engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        driven = connection.connection.dbapi_connection
        assert driven is not None
        if lite:
            driven.execute("pragma foreign_keys=OFF")  # only outside a transaction
        try:
            with connection.begin():
                alone(connection, "altering")
                yield connection
                torn = connection.exec_driver_sql("pragma foreign_key_check").all() if lite else []
                if torn:
                    raise TornTables(sorted({f"{row[0]} -> {row[2]}" for row in torn}))
        finally:
            if lite:
                driven.execute("pragma foreign_keys=ON")


def standing(connection: Connection) -> str | None:
    """The step the tables are at; none for a new city and for one of the first release."""
    return MigrationContext.configure(connection).get_current_revision()


def is_newest(engine: Engine) -> bool:
    """Whether the tables are those of this release."""
    with engine.connect() as connection:
        return standing(connection) == newest()


def newest() -> str:
    return steps()[-1]


@cache
def steps() -> tuple[str, ...]:
    """All steps, oldest first. They are files of this release, and are read once."""
    return tuple(sorted(one.revision for one in ScriptDirectory(str(STEPS)).walk_revisions()))


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    return config
