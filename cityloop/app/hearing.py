"""Hearing: what another process told is known here at once, and not only when somebody looks."""

import logging
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

CALL = "told"
LOOK_S = 0.5  # how long it listens before it looks whether it is to end
AGAIN_S = 1.0  # after the database went away


def call(session: Session) -> None:
    """Say to all processes of the city, once this transaction holds, that something was told."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_notify(:call, '')"), {"call": CALL})


class Hearing:
    """A thread that listens on a connection of its own. SQLite has one process, which hears itself."""

    def __init__(self, engine: Engine, hear: Callable[[], None]) -> None:
        self._engine, self._hear, self._ends = engine, hear, threading.Event()
        self._thread = threading.Thread(target=self._listen, name="hearing", daemon=True)

    def start(self) -> None:
        if self._engine.dialect.name == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join()

    def _listen(self) -> None:
        address = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._ends.is_set():
            try:
                with psycopg.connect(address, autocommit=True) as connection:
                    connection.execute(f"listen {CALL}")
                    while not self._ends.is_set():
                        for _ in connection.notifies(timeout=LOOK_S, stop_after=1):
                            self._hear()
            except psycopg.OperationalError:  # readers look by themselves every second meanwhile
                log.warning("nothing is heard of other processes: the database is away")
                self._ends.wait(AGAIN_S)
