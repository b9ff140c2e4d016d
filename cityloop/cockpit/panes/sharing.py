"""Sharing: what screens of the same scope show is worked out once for all of them, when something in it changed.

Nothing is worked out because somebody looks: a screen that comes finds what the others have. What takes long is worked out less
often, so that no pane ever takes more than a tenth of a processor.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar, cast

T = TypeVar("T")

PACE = timedelta(seconds=1)  # a pane changes once in it at the most
SHARE = 10  # so many times as long as it took is waited before it is worked out again
FORGOTTEN = timedelta(minutes=5)
MOST = 5_000  # kept at once


class Moment(NamedTuple):
    """How far the city was when something was worked out: the instant, the newest fact, the version of the vital signs."""

    at: datetime
    fact: int
    beat: int


class Needs(NamedTuple):
    """When something is out of date: when a fact was told, when a vital sign changed, or after so long in any case."""

    facts: bool
    beats: bool
    lasts: timedelta


@dataclass
class _Kept(Generic[T]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    made: T | None = None
    when: Moment | None = None
    took: timedelta = timedelta(0)
    asked: datetime | None = None


class Shared:
    """What was worked out, by what it is of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept[Any]] = {}
        self.made = 0  # how often anything was worked out

    def look(self, key: Hashable, now: Moment, needs: Needs, make: Callable[[], T]) -> T:
        """What is kept under the key, worked out anew if it is out of date and its time has come. Who comes meanwhile waits for
        it and does not do it again."""
        with self._lock:
            kept = self._kept.setdefault(key, _Kept())
            kept.asked = now.at
            if len(self._kept) > MOST:
                self._forget(now.at)
        with kept.lock:
            if kept.when is None or _is_due(kept.when, kept.took, now, needs):
                began = time.perf_counter()
                kept.made = make()
                kept.took, kept.when = timedelta(seconds=time.perf_counter() - began), now
                self.made += 1
            return cast("T", kept.made)

    def _forget(self, now: datetime) -> None:
        for key in [key for key, one in self._kept.items() if one.asked is None or now - one.asked > FORGOTTEN]:
            del self._kept[key]


def _is_due(when: Moment, took: timedelta, now: Moment, needs: Needs) -> bool:
    since = now.at - when.at
    changed = (needs.facts and now.fact != when.fact) or (needs.beats and now.beat != when.beat)
    if since < timedelta(0):  # a clock that was set back
        return True
    return since >= max(PACE, took * SHARE) and (changed or since >= needs.lasts)
