"""Frames: what machines said. The reading log, the names in it, and how far each fold has read."""

import fcntl
import os
from functools import cached_property
from pathlib import Path

from cityloop.kit.errors import Refused
from cityloop.kit.frames.batches import Batch, Counts
from cityloop.kit.frames.history import fingerprint
from cityloop.kit.frames.log import ReadingLog
from cityloop.kit.frames.names import Names
from cityloop.kit.frames.states import States

__all__ = ["Batch", "Counts", "Frames", "Names", "ReadingLog", "States", "fingerprint"]


class InUse(Refused):
    """The reading log in {home} is held by another process: a city is served once."""


class Frames:
    """The reading log in a folder of its own, opened when it is first needed. One process holds it; its threads share it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._held: int | None = None

    @cached_property
    def signals(self) -> Names:
        return Names(self._hold() / "signals.names")

    @cached_property
    def subjects(self) -> Names:
        return Names(self._hold() / "subjects.names")

    @cached_property
    def log(self) -> ReadingLog:
        return ReadingLog(self._hold() / "segments", (self.signals, self.subjects))

    @cached_property
    def states(self) -> States:
        return States(self._hold() / "states")

    def open(self) -> None:
        """Open all of it now, before several threads come for it side by side."""
        for part in ("log", "states"):
            getattr(self, part)

    def _hold(self) -> Path:
        self._home.mkdir(parents=True, exist_ok=True)
        if self._held is None:
            held = os.open(self._home / "held", os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(held)
                raise InUse(home=self._home) from None
            self._held = held
        return self._home

    def close(self) -> None:
        for part in ("log", "signals", "subjects"):
            if part in self.__dict__:
                getattr(self, part).close()
        if self._held is not None:
            os.close(self._held)
