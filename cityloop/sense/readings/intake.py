"""The intake: readings that wait are put into the log together, and each sender is told when its own are on disk.

There is no timer: as soon as one append is done, all that has come in meanwhile is the next. Urgent readings go first and
have a share of the room that others do not get. When more waits than the disk or the folds can take, senders are asked to
come back; what was taken is never dropped.
"""

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from cityloop.kit.errors import Refused
from cityloop.kit.frames import Batch, Counts, Frames
from cityloop.kit.frames.accounts import Cell
from cityloop.rulebook import Signal
from cityloop.sense.quarantine.rules import Kept, Refusal, Verdict
from cityloop.sense.readings import replaying
from cityloop.sense.readings.decode import decode
from cityloop.sense.readings.sorting import Incoming, KeyMissing, KeyUsed, Sorting

__all__ = ["Full", "Incoming", "Intake", "KeyMissing", "KeyUsed", "Limits", "NotWritten", "Result", "Told", "answer"]

log = logging.getLogger(__name__)

SHOWN = 100  # refused rows named in an answer
OVERHEAD_ROWS = 16  # what a batch weighs beside its rows: its key, its sender
LONGEST_S = 60  # a sender is never asked to wait longer
LOOK = timedelta(seconds=0.25)  # how old what is known of the folds may be


class Full(Refused):
    """More is waiting than the city can take just now. Nothing of this batch was kept; send it again in {after_s} s."""

    status = 429


class NotWritten(Refused):
    """The disk refused the readings; none of this batch was kept. Send it again later."""

    status = 503


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Beyond these senders are asked to come back. The last eighth of the room is for urgent readings."""

    waiting_rows: int = 4_000_000
    unread_rows: int = 64_000_000  # that the slowest fold has still to read: three minutes of 22 million devices
    together_rows: int = 500_000  # in one append: an urgent reading waits for at most one

    @property
    def for_all(self) -> int:
        return self.waiting_rows * 7 // 8


class Waiting(NamedTuple):
    batch: Batch
    told: "Told"
    token: Any

    @property
    def weight(self) -> int:
        return self.batch.readings.at.size + OVERHEAD_ROWS


Result = Counts | Exception
Told = Callable[[list[tuple[Any, Result]]], None]
Keep = Callable[[Sequence[Refusal]], None]


class Intake(Sorting):
    """`signals` gives what may be read now; `keep` puts refused rows into quarantine; `unread` says how many readings the
    slowest fold has still to read; `translators` read again what other sources said, that do not come by the door."""

    def __init__(
        self,
        frames: Frames,
        signals: Callable[[], Sequence[Signal]],
        clock: Callable[[], datetime],
        keep: Keep = lambda refusals: None,
        unread: Callable[[], int] = lambda: 0,
        translators: replaying.Translators = lambda source: None,
    ) -> None:
        super().__init__(frames, signals, clock)
        self._keep, self._unread, self._translators = keep, unread, translators
        self.limits = Limits()
        self.turned_away: Counter[str] = Counter()  # rows by source: they stay with their sender
        self._urgent, self._others = deque[Waiting](), deque[Waiting]()
        self._writing: list[Waiting] = []
        self._weight, self._rows_a_second = 0, 1e6
        self._behind, self._looked = 0, clock() - LOOK
        self._came = threading.Condition()
        self._ends = self._asleep = False
        self._refused: deque[tuple[list[Refusal], dict[Told, list[tuple[Any, Result]]]]] = deque()
        self._kept = threading.Condition()
        self._threads = [
            threading.Thread(target=self._write, name="intake", daemon=True),
            threading.Thread(target=self._keep_refused, name="quarantine", daemon=True),
        ]

    def start(self) -> None:
        self.check("", decode(b'{"batch": "first", "readings": []}', "application/json"))  # loads what is compiled
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        with self._came:
            self._ends = True
            self._came.notify()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    # coming in ----------------------------------------------------------------------------------------------------

    def submit(self, batch: Batch, told: Told, token: Any, *, patient: bool = False) -> None:
        """Queue the batch. `told` is called from another thread once it is on disk, with every token that was written
        with it and what became of it. Who is `patient` keeps what finds no room and asks again, so that its sender is not
        turned away and not counted so."""
        waiting, urgent = Waiting(batch, told, token), self.urgent(batch.readings)
        behind = self._look() > self.limits.unread_rows
        with self._came:
            room = self.limits.waiting_rows if urgent else self.limits.for_all
            if self._ends or self._weight > room or (behind and not urgent):
                if not patient:
                    self.turned_away[batch.source] += batch.tally.sent if batch.tally else batch.readings.at.size
                raise Full(after_s=self._come_back(behind))
            (self._urgent if urgent else self._others).append(waiting)
            self._weight += waiting.weight
            if self._asleep:  # while it writes, it will look by itself
                self._asleep = False
                self._came.notify()

    def _look(self) -> int:
        """How far the slowest fold is behind, as of a moment ago."""
        if self._clock() - self._looked >= LOOK:
            self._looked = self._clock()
            self._behind = self._unread()
        return self._behind

    def _come_back(self, behind: bool) -> int:
        """In how many seconds there should be room: what waits at the pace of the last appends; the folds read slower."""
        wait = self._weight / self._rows_a_second if not behind else 10.0
        return min(LONGEST_S, max(1, ceil(wait)))

    def again(self, kept: Sequence[Kept]) -> list[Verdict]:
        """Bring rows of the quarantine again; returns when those that are good now are on disk."""
        verdicts, batches = replaying.sorted_again(self, kept, self._translators)
        try:
            if batches:
                self._frames.log.append(batches)
        except (OSError, MemoryError):
            raise NotWritten from None
        return verdicts

    # what is said of it -------------------------------------------------------------------------------------------

    @property
    def waiting_rows(self) -> int:
        with self._came:
            return sum(one.batch.readings.at.size for one in self._all())

    def waiting(self) -> dict[Cell, tuple[int, int]]:
        """For each source and hour how many rows were sent that are not accounted for in the log yet, and how many wait."""
        found: dict[Cell, tuple[int, int]] = {}
        with self._came:
            for batch, _, _ in self._all():
                if batch.tally:
                    sent, rows = found.get((batch.source, batch.tally.hour), (0, 0))
                    waits = batch.readings.at.size + sum(batch.tally.refused.values())
                    found[batch.source, batch.tally.hour] = sent + batch.tally.sent, rows + waits
        return found

    def _all(self) -> list[Waiting]:
        return [*self._writing, *self._urgent, *self._others]

    # writing ------------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        while taken := self._take():
            began, results = self._clock(), list[Result]()
            try:
                results += self._frames.log.append([one.batch for one in taken])
            except (OSError, MemoryError):
                log.exception("%d batches could not be written", len(taken))
                results += [NotWritten() for _ in taken]
            with self._came:
                self._writing = []
                weight = sum(one.weight for one in taken)
                self._weight -= weight
                took_s = max(0.0001, (self._clock() - began).total_seconds())
                self._rows_a_second += 0.2 * (weight / took_s - self._rows_a_second)
            self._tell(taken, results)
        with self._kept:
            self._refused.append(([], {}))
            self._kept.notify()

    def _take(self) -> list[Waiting]:
        """What is written next: all that is urgent, else as much as goes together. Nothing at the end."""
        with self._came:
            while not (self._urgent or self._others or self._ends):
                self._asleep = True
                self._came.wait()
            taken = list(self._urgent)
            self._urgent.clear()
            rows = self.limits.together_rows if taken else 0
            while self._others and rows < self.limits.together_rows:
                taken.append(self._others.popleft())
                rows += taken[-1].weight
            self._writing = taken
            return taken

    def _tell(self, taken: Sequence[Waiting], results: Sequence[Result]) -> None:
        """Tell the senders; those whose rows were refused once these are in quarantine."""
        answers: dict[Told, list[tuple[Any, Result]]] = {}
        later: dict[Told, list[tuple[Any, Result]]] = {}
        refused: list[Refusal] = []
        for (batch, told, token), result in zip(taken, results, strict=True):
            refusals = batch.note if isinstance(result, Counts) and batch.note else ()
            refused += refusals
            (later if refusals else answers).setdefault(told, []).append((token, result))
        for told, each in answers.items():
            _call(told, each)
        if later:
            with self._kept:
                self._refused.append((refused, later))
                self._kept.notify()

    def _keep_refused(self) -> None:
        while True:
            with self._kept:
                while not self._refused:
                    self._kept.wait()
                taken = list(self._refused)
                self._refused.clear()
            refusals = [refusal for refused, _ in taken for refusal in refused]
            try:
                if refusals:
                    self._keep(refusals)
            except Exception:  # counted they are; that the database is away must not keep senders waiting
                log.exception("%d refused rows could not be put into quarantine", len(refusals))
            for _, answers in taken:
                for told, each in answers.items():
                    _call(told, each)
            if not taken[-1][1]:
                return


def _call(told: Told, each: list[tuple[Any, Result]]) -> None:
    """Tell them. Whatever is wrong with one who is told must not end the thread that writes for all."""
    try:
        told(each)
    except Exception:
        log.exception("%d senders could not be told", len(each))


def answer(incoming: Incoming, counts: Counts) -> dict[str, Any]:
    """What the sender is told."""
    return {
        "stored": counts.stored,
        "late": counts.late,
        "doubled": counts.doubled,
        "refused": incoming.count,
        "reasons": [{"row": row, "reason": reason} for row, reason in incoming.reasons(SHOWN)],
        "offset": counts.offset,
    }
