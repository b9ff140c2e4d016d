"""The tail: what came to the log last, in memory for readers that keep up, who can wait here for more."""

import threading
from collections import deque
from collections.abc import Callable

from cityloop.kernels.columns import Readings

TAIL_ROWS = 2_000_000


class Tail:
    """`end` is the offset after the newest reading."""

    def __init__(self, end: int) -> None:
        self.end = end
        self._parts: deque[tuple[int, Readings]] = deque()
        self._grown = threading.Condition()

    def push(self, readings: Readings) -> None:
        with self._grown:
            self._parts.append((self.end, readings))
            self.end += readings.at.size
            while self.end - self._parts[0][0] > TAIL_ROWS and len(self._parts) > 1:
                self._parts.popleft()
            self._grown.notify_all()

    def since(self, offset: int) -> list[tuple[int, Readings]]:
        """The parts that reach beyond `offset`, each with its own first offset, oldest first."""
        found = []
        with self._grown:
            for first, part in reversed(self._parts):
                if first + part.at.size <= offset:
                    break
                found.append((first, part))
        return found[::-1]

    def wait(self, offset: int, seconds: float, stopped: Callable[[], bool]) -> bool:
        with self._grown:
            return self._grown.wait_for(lambda: self.end > offset or stopped(), seconds) and self.end > offset

    def wake(self) -> None:
        with self._grown:
            self._grown.notify_all()
