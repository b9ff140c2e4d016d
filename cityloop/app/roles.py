"""Roles: what a process of a city does where several serve it. Which one leads among them is held in the database."""

from enum import StrEnum

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from cityloop.kit.records import key_of

LEADS = key_of("rounds")


class Role(StrEnum):
    """`all` is everything in one process. Of `all` and `door` a city has one: who holds the reading log."""

    all = "all"
    door = "door"  # the reading log: doors, connectors, folds, the lake, and what needs them
    loop = "loop"  # facts handed over, rounds gone, notices sent
    web = "web"  # pages and the API

    @property
    def holds_log(self) -> bool:
        return self in (Role.all, Role.door)

    @property
    def answers(self) -> bool:
        """Whether pages and the API are served; a door answers what others hand on to it."""
        return self is not Role.loop

    def takes(self, needs_log: bool) -> bool:
        """Whether a reader or a round is this one's: those that need the reading log where it is, the others where the loop
        turns.

        >>> [Role.door.takes(True), Role.door.takes(False), Role.loop.takes(True), Role.all.takes(False)]
        [True, False, False, True]
        """
        return self is Role.all or (needs_log and self is Role.door) or (not needs_log and self is Role.loop)


class Lead:
    """Of several processes that could go the rounds one does: who holds the lead. When it dies its connection ends, and with
    it what it holds, so another takes it over. SQLite has one process, which leads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def held(self) -> bool:
        """Whether this process leads now; it takes the lead if nobody has it."""
        if self._engine.dialect.name != "postgresql":
            return True
        try:
            return self._still() or self._taken()
        except DBAPIError:
            self.leave()
            raise

    def _still(self) -> bool:
        return self._connection is not None and self._connection.execute(text("select true")).scalar() is True

    def _taken(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": LEADS}).scalar():
            self._connection = connection
            return True
        connection.close()
        return False

    def leave(self) -> None:
        """Let another lead."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # the lock ends with the connection, not when it goes back to the pool
            connection.close()
