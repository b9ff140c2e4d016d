"""The reading log of a city, where another process holds it."""

from pathlib import Path

from cityloop.kit.errors import Refused
from cityloop.kit.frames import Frames


class HeldElsewhere(Refused):
    """This needs the reading log, which another process of the city holds, and that one does not answer just now."""

    status = 503


class Elsewhere(Frames):
    """In place of the reading log in a process that does not hold it: whoever asks is told so."""

    here = False

    def open(self) -> None:
        """Nothing is opened."""

    def _hold(self) -> Path:
        raise HeldElsewhere
