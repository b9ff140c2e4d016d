"""Upgrading: a new city gets all tables as they are now; an older one is brought up step by step."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from cityloop.kit.errors import Refused
from cityloop.kit.records import Record

STEPS = Path(__file__).parent / "migrations"
FIRST = "0001"  # the tables of a city that was founded before steps were counted


class NewerCity(Refused):
    """This city was used by a newer release (its tables are at step {step}); install that one."""


def bring_up(engine: Engine) -> None:
    """Make the tables, or bring those of an older release up to this one's. Raises NewerCity if they are ahead of it."""
    with engine.connect() as connection:
        if standing(connection) == newest():
            return
    with engine.begin() as connection:
        step = standing(connection)
        if step == newest():
            return  # another process was faster
        if step is None and not inspect(connection).has_table("fact"):
            Record.metadata.create_all(connection)
            command.stamp(_alembic(connection), "head")
            return
        if step is None:
            command.stamp(_alembic(connection), FIRST)
        elif step not in steps():
            raise NewerCity(step=step)
        command.upgrade(_alembic(connection), "head")


def standing(connection: Connection) -> str | None:
    """The step the tables are at; none for a new city and for one of the first release."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    return steps()[-1]


def steps() -> list[str]:
    """All steps, oldest first."""
    return sorted(one.revision for one in ScriptDirectory(str(STEPS)).walk_revisions())


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    return config
