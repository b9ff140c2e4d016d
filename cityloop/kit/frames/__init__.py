"""Frames: what machines said. The reading log, the names in it, and how far each fold has read."""

from pathlib import Path

from cityloop.kit.frames.log import Batch, Counts, ReadingLog
from cityloop.kit.frames.names import Names
from cityloop.kit.frames.states import States

__all__ = ["Batch", "Counts", "Frames", "Names", "ReadingLog", "States"]


class Frames:
    """The reading log in a folder of its own. One process writes; its threads share it."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.signals = Names(home / "signals.names")
        self.subjects = Names(home / "subjects.names")
        self.log = ReadingLog(home / "segments", (self.signals, self.subjects))
        self.states = States(home / "states")

    def close(self) -> None:
        self.log.close()
        self.signals.close()
        self.subjects.close()
