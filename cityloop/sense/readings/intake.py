"""The intake: readings that wait are put into the log together, and each sender is told when its own are on disk.

There is no timer: as soon as one append is done, all that has come in meanwhile is the next.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from cityloop.kernels.columns import Ints, Readings
from cityloop.kit.errors import Refused
from cityloop.kit.frames import Batch, Counts, Frames, fingerprint
from cityloop.rulebook import Signal
from cityloop.sense.readings import rules
from cityloop.sense.readings.decode import Decoded, Texts, decode

log = logging.getLogger(__name__)

WAITING_ROWS = 4_000_000  # beyond this the sender is asked to come back
KEY_LENGTH = 200
SHOWN = 100  # refused rows named in an answer


class KeyMissing(Refused):
    """A batch needs a key of 1 to 200 characters of your own choosing in `batch`, so that it can be sent again safely."""

    status = 422


class KeyUsed(Refused):
    """The batch {key} has been taken in with other readings; send these under a key of their own."""

    status = 409


class Full(Refused):
    """More is waiting to be written than the disk can take just now. Nothing of this batch was kept; send it again."""

    status = 429


class NotWritten(Refused):
    """The disk refused the readings; none of this batch was kept. Send it again later."""

    status = 503


class Incoming(NamedTuple):
    """A batch that may be taken in, and the rows of it that may not, with why."""

    batch: Batch
    refused: list[tuple[int, str]]


Result = Counts | Exception
Told = Callable[[list[tuple[Any, Result]]], None]


class Intake:
    """`signals` gives what may be read now; it is asked now and then, and at once for a name that is strange."""

    EVERY = timedelta(seconds=2)

    def __init__(self, frames: Frames, signals: Callable[[], Sequence[Signal]], clock: Callable[[], datetime]) -> None:
        self._frames, self._signals_now, self._clock = frames, signals, clock
        self._learning = threading.Lock()
        self._learn()
        self._waiting: deque[tuple[Batch, Told, Any]] = deque()
        self._rows = 0
        self._came = threading.Condition()
        self._ends = self._asleep = False
        self._thread = threading.Thread(target=self._write, name="intake", daemon=True)

    def _learn(self) -> None:
        with self._learning:
            self._as_of = self._clock()
            signals = self._signals_now()
            self._known = rules.Known.of(signals, self._frames.signals.numbers(signal.name for signal in signals))

    def start(self) -> None:
        self.check("", decode(b'{"batch": "first", "readings": []}', "application/json"))  # loads what is compiled
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        with self._came:
            self._ends = True
            self._came.notify()
        if self._thread.is_alive():
            self._thread.join()

    def check(self, source: str, said: Decoded, *, keyed: bool = True) -> Incoming:
        """Sort out what may be taken in. Refuses the whole only for what is wrong with the whole. Where batches are not
        `keyed`, a reading sent again is known by itself: by signal, subject and instant."""
        if keyed and not 0 < len(said.batch) <= KEY_LENGTH:
            raise KeyMissing
        now = self._clock()
        if now - self._as_of > self.EVERY:
            self._learn()
        signal = self._signals(said.signal)
        if (signal < 0).any():
            self._learn()
            signal = self._signals(said.signal)
        columns = rules.Columns(signal, said.at, said.value, said.lon, said.lat)
        verdicts = rules.verdicts(columns, self._known, int(now.timestamp() * 1000))
        subject = self._subjects(said.subject, verdicts)
        readings = Readings(signal, subject, *columns[1:])
        refused = said.refused
        if verdicts.any():
            bad = np.flatnonzero(verdicts)
            refused = refused + [(int(said.rows[row]), rules.REASONS[verdicts[row]]) for row in bad]
            readings = readings.take(np.flatnonzero(verdicts == rules.OK))
        if not keyed:
            return Incoming(Batch(source, "", "", readings), refused)
        digest = fingerprint(readings)
        before = self._frames.log.digest_of(source, said.batch)
        if before is not None and before != digest:
            raise KeyUsed(key=said.batch)
        return Incoming(Batch(source, said.batch, digest, readings), refused)

    def _signals(self, said: Texts) -> Ints:
        """Numbers of the signals, -1 for one not in the rulebook. Most batches speak of one signal only."""
        names = said.names
        if said.place is None and names and names.count(names[0]) == len(names):
            return np.full(len(names), self._known.numbers.get(names[0], -1), np.int32)
        numbers = np.array([self._known.numbers.get(name, -1) for name in names], np.int32)
        return numbers if said.place is None else numbers[said.place]

    def _subjects(self, said: Texts, verdicts: rules.Verdicts) -> Ints:
        """Numbers of the subjects; a name not seen before gets one only if a good row speaks of it."""
        subjects = self._frames.subjects
        numbers = subjects.known_of(said.names)
        place = np.arange(len(numbers), dtype=np.int32) if said.place is None else said.place
        if None in numbers:
            wanted = np.zeros(len(numbers), np.bool_)
            wanted[place[verdicts == rules.OK]] = True
            bad = np.array(
                [number is None and not rules.good_name(name) for number, name in zip(numbers, said.names, strict=True)]
            )
            verdicts[(verdicts == rules.OK) & bad[place]] = rules.BAD_SUBJECT
            for spot in np.flatnonzero(wanted & ~bad):
                numbers[spot] = subjects.number(said.names[spot])
            numbers = [0 if number is None else number for number in numbers]
        found = np.array(numbers, np.int32)
        return found if said.place is None else found[place]

    def submit(self, batch: Batch, told: Told, token: Any) -> None:
        """Queue the batch. From the writing thread `told` is called once it is on disk, with every token that was written
        with it and what became of it."""
        with self._came:
            if self._ends or self._rows > WAITING_ROWS:
                raise Full
            self._waiting.append((batch, told, token))
            self._rows += batch.readings.at.size
            if self._asleep:  # while it writes, it will look by itself
                self._asleep = False
                self._came.notify()

    def _write(self) -> None:
        while True:
            with self._came:
                while not self._waiting and not self._ends:
                    self._asleep = True
                    self._came.wait()
                if not self._waiting:
                    return
                taken = list(self._waiting)
                self._waiting.clear()
                self._rows = 0
            results: Sequence[Counts | NotWritten]
            try:
                results = self._frames.log.append([batch for batch, _, _ in taken])
            except (OSError, MemoryError):
                log.exception("%d batches could not be written", len(taken))
                results = [NotWritten() for _ in taken]
            answers: dict[Told, list[tuple[Any, Result]]] = {}
            for (_, told, token), result in zip(taken, results, strict=True):
                answers.setdefault(told, []).append((token, result))
            for told, each in answers.items():
                told(each)


def answer(incoming: Incoming, counts: Counts) -> dict[str, Any]:
    """What the sender is told."""
    return {
        "stored": counts.stored,
        "late": counts.late,
        "doubled": counts.doubled,
        "refused": len(incoming.refused),
        "reasons": [{"row": row, "reason": reason} for row, reason in incoming.refused[:SHOWN]],
        "offset": counts.offset,
    }
