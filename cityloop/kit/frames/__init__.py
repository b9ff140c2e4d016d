"""Frames: what machines said. The reading log, the names in it, and how far each fold has read."""

import fcntl
import os
from functools import cached_property
from pathlib import Path

from cityloop.kernels.columns import Readings
from cityloop.kernels.sifting import Sieve
from cityloop.kit.errors import Refused
from cityloop.kit.frames.batches import Batch, Counts
from cityloop.kit.frames.history import fingerprint, fingerprints
from cityloop.kit.frames.lake import Lake
from cityloop.kit.frames.log import SEGMENT_ROWS, ReadingLog
from cityloop.kit.frames.names import Names
from cityloop.kit.frames.rolling import Rolling
from cityloop.kit.frames.shelf import begins
from cityloop.kit.frames.states import States
from cityloop.kit.frames.tiers import Tiers

__all__ = ["Batch", "Counts", "Frames", "Names", "ReadingLog", "States", "fingerprint", "fingerprints"]


class InUse(Refused):
    """The reading log in {home} is held by another process: a city is served once."""


class Frames:
    """The reading log in a folder of its own, opened when it is first needed. One process holds it; its threads share it."""

    here = True  # whether this process may hold it

    def __init__(self, home: Path, segment_rows: int = SEGMENT_ROWS) -> None:
        self._home, self._segment_rows = home, segment_rows
        self._held: int | None = None
        self._sieve: Sieve | None = None

    @cached_property
    def signals(self) -> Names:
        return Names(self._hold() / "signals.names")

    @cached_property
    def subjects(self) -> Names:
        return Names(self._hold() / "subjects.names")

    @cached_property
    def lake(self) -> Lake:
        return Lake(self._hold() / "lake" / "readings", begins(self._hold() / "segments"))

    @cached_property
    def tiers(self) -> Tiers:
        return Tiers(self._hold() / "lake", self.lake)

    @cached_property
    def log(self) -> ReadingLog:
        return ReadingLog(self._hold() / "segments", (self.signals, self.subjects), self._segment_rows, self.lake)

    @cached_property
    def rolling(self) -> Rolling:
        return Rolling(
            self.lake, self.tiers, self.log, {"signals": self.signals, "subjects": self.subjects}, self._hold() / "lake"
        )

    @cached_property
    def states(self) -> States:
        return States(self._hold() / "states")

    def open(self) -> None:
        """Open all of it now, before several threads come for it side by side."""
        for part in ("log", "states", "tiers", "rolling"):
            getattr(self, part)

    def sieve(self, readings: Readings) -> Sieve:
        """Sifts these readings by signal: one for all who ask about the same one after the other."""
        sieve = self._sieve
        if sieve is None or sieve.readings is not readings:
            self._sieve = sieve = Sieve(readings)
        return sieve

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
        for part in ("log", "lake", "tiers", "signals", "subjects"):
            if part in self.__dict__:
                getattr(self, part).close()
        if self._held is not None:
            os.close(self._held)
