"""Sorting: which rows of what came may be taken in, which are refused and why, and how all of them are counted."""

import json
import math
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs, Readings
from cityloop.kernels.texts import ABSENT, hashes, texts
from cityloop.kit.errors import Refused
from cityloop.kit.frames import Batch, Frames, fingerprint, fingerprints
from cityloop.kit.frames.accounts import Tally
from cityloop.rulebook import Signal
from cityloop.sense.quarantine.rules import KEPT, Refusal
from cityloop.sense.readings import rules
from cityloop.sense.readings.decode import Row, from_rows
from cityloop.sense.readings.decoded import Decoded, Texts

KEY_LENGTH = 200
HOUR_S = 3600
Words = NDArray[np.uint64]


class KeyMissing(Refused):
    """A batch needs a key of 1 to 200 characters of your own choosing in `batch`, so that it can be sent again safely."""

    status = 422


class KeyUsed(Refused):
    """The batch {key} has been taken in with other readings; send these under a key of their own."""

    status = 409


@dataclass(frozen=True)
class Incoming:
    """A batch that may be taken in, and the rows of it that may not: their places, why, and those nobody could read. `bad`
    says which readings they are, of all that could be read."""

    batch: Batch
    places: Longs
    verdicts: rules.Verdicts
    unread: Sequence[tuple[int, str]]
    bad: Longs

    @property
    def count(self) -> int:
        """How many rows are refused."""
        return len(self.unread) + self.places.size

    def reasons(self, most: int) -> list[tuple[int, str]]:
        """The places of the first refused rows, and why in words."""
        left = max(0, most - len(self.unread))
        judged = zip(self.places[:left].tolist(), self.verdicts[:left].tolist(), strict=True)
        return [*self.unread[:most], *((place, rules.REASONS[verdict]) for place, verdict in judged)]

    @cached_property
    def refused(self) -> list[tuple[int, str]]:
        return self.reasons(self.count)


class Joined(NamedTuple):
    """The readings of several bodies one after the other: those of the n-th are the rows `parts[n]` to `parts[n + 1]`."""

    said: Decoded
    keys: list[str]
    parts: Longs


def joined(bodies: Sequence[tuple[str, list[Row]]]) -> Joined:
    rows = [row for _, some in bodies for row in some]
    parts = np.cumsum([0, *(len(some) for _, some in bodies)])
    return Joined(from_rows("", rows, np.arange(len(rows)), []), [key for key, _ in bodies], parts)


class Sorting:
    """`signals` gives what may be read now; it is asked now and then, and at once for a name that is strange."""

    EVERY = timedelta(seconds=2)

    def __init__(self, frames: Frames, signals: Callable[[], Sequence[Signal]], clock: Callable[[], datetime]) -> None:
        self._frames, self._signals_now, self._clock = frames, signals, clock
        self._learning = threading.Lock()
        self._learn()

    def _learn(self) -> None:
        with self._learning:
            self._as_of = self._clock()
            signals = self._signals_now()
            numbers = self._frames.signals.numbers(signal.name for signal in signals)
            now_ms, given_up = int(self._as_of.timestamp() * 1000), self._frames.tiers.given_up_before(numbers)
            self._known = rules.Known.of(signals, numbers, now_ms, given_up)
            self._any_urgent = bool(self._known.urgent.any())

    def urgent(self, readings: Readings) -> bool:
        """Whether any of these readings is of a signal that goes first."""
        return self._any_urgent and bool(self._known.urgent[readings.signal].any())

    def check(self, source: str, said: Decoded, *, keyed: bool = True, sent: int | None = None) -> Incoming:
        """Sort out what may be taken in, and count it: `sent` is how many rows the source says it sent, if it knows. Refuses
        the whole only for what is wrong with the whole. Where batches are not `keyed`, a reading sent again is known by
        itself: by signal, subject and instant."""
        if keyed and not 0 < len(said.batch) <= KEY_LENGTH:
            raise KeyMissing
        now = self._clock()
        readings, words, verdicts = self._judged(said, now)
        digest = ""
        if keyed:
            digest = _digest(said, *words)
            before = self._frames.log.digest_of(source, said.batch)
            if before is not None and before != digest and before.startswith("said "):
                raise KeyUsed(key=said.batch)
        bad = np.zeros(0, np.int64)
        if verdicts.any():
            bad = np.flatnonzero(verdicts)
            readings = readings.take(np.flatnonzero(verdicts == rules.OK))
        rows = said.at.size + len(said.refused)
        tally = Tally(_hour(now), rows if sent is None else sent, _by_reason(verdicts, bad, len(said.refused)))
        note = _refusals(source, said, bad, verdicts, now) if tally.refused else ()
        batch = Batch(source, said.batch if keyed else "", digest, readings, tally, note=note)
        return Incoming(batch, said.rows[bad], verdicts[bad], said.refused, bad)

    def check_small(self, sources: Sequence[str], brought: Joined) -> list[Batch | None]:
        """The same for many small batches at once; None for one that has to be checked by itself, since not all of it is
        good or its key was used before."""
        now = self._clock()
        readings, words, verdicts = self._judged(brought.said, now)
        prints = fingerprints(brought.parts, *words, readings.at, readings.value, readings.lon, readings.lat)
        hour, parts = _hour(now), brought.parts.tolist()
        bad = set((np.searchsorted(brought.parts, np.flatnonzero(verdicts), "right") - 1).tolist())
        found = list[Batch | None]()
        for place, (source, key, digest) in enumerate(zip(sources, brought.keys, prints, strict=True)):
            rows = slice(parts[place], parts[place + 1])
            good = place not in bad and 0 < len(key) <= KEY_LENGTH and self._frames.log.digest_of(source, key) in (None, digest)
            some = Readings._make([column[rows] for column in readings])
            found.append(Batch(source, key, digest, some, Tally(hour, rows.stop - rows.start)) if good else None)
        return found

    def whole(self, source: str, reason: str, fault: Refused, said: Decoded | bytes) -> Incoming:
        """Nothing of what came may be taken in: a body nobody can read, counted as one row, or all rows of a batch."""
        now, sentence = self._clock(), str(fault)
        if isinstance(said, bytes):
            sent, contents = 1, [said[:KEPT].decode(errors="replace")]
        else:
            sent = said.at.size + len(said.refused)
            contents = [_row(said, row) for row in range(max(0, said.at.size - KEPT), said.at.size)]
        note = [Refusal(source, reason, sentence, now, content) for content in contents]
        nothing = Readings._make(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int64, float, float, float))
        batch = Batch(source, "", "", nothing, Tally(_hour(now), sent, {reason: sent}), note=note)
        return Incoming(batch, np.zeros(0, np.int64), np.zeros(0, np.uint8), (), np.zeros(0, np.int64))

    def _judged(self, said: Decoded, now: datetime) -> tuple[Readings, tuple[Words, Words], rules.Verdicts]:
        """All rows under the log's own numbers, the hashes of the names of their signals and subjects, and the verdicts."""
        signal, signal_words = self._signals(said.signal, now)
        columns = rules.Columns(signal, said.at, said.value, said.lon, said.lat)
        verdicts = rules.verdicts(columns, self._known, int(now.timestamp() * 1000))
        subject, subject_words = self._subjects(said.subject, verdicts)
        return Readings(signal, subject, *columns[1:]), (signal_words, subject_words), verdicts

    def _signals(self, said: Texts, now: datetime) -> tuple[Ints, Words]:
        """Numbers of the signals, -1 for one not in the rulebook, and the hashes of their names."""
        if now - self._as_of > self.EVERY:
            self._learn()
        names, place = _distinct(said)
        if any(name not in self._known.numbers for name in names):
            self._learn()
        numbers = np.array([self._known.numbers.get(name, -1) for name in names], np.int32)
        words = _words(names)
        return (numbers, words) if place is None else (numbers[place], words[place])

    def _subjects(self, said: Texts, verdicts: rules.Verdicts) -> tuple[Ints, Words]:
        """Numbers of the subjects, and the hashes of their names; a name not seen before gets a number only if a good row
        speaks of it."""
        subjects, named, place = self._frames.subjects, said.column, said.place
        words = np.empty(named.rows, np.uint64)
        hashes(*named, words)
        numbers, absent = subjects.look_up(named, words)
        if absent:
            spots = np.arange(named.rows) if place is None else place
            wanted = np.zeros(named.rows, np.bool_)
            wanted[spots[verdicts == rules.OK]] = True
            new = np.flatnonzero((numbers == ABSENT) & wanted)
            good = np.array([rules.good_name(named.of(row)) for row in new.tolist()], np.bool_)
            numbers[new[good]] = subjects.admit(named.take(new[good]))
            verdicts[(verdicts == rules.OK) & (numbers[spots] == ABSENT)] = rules.BAD_SUBJECT
            numbers[numbers == ABSENT] = 0
        return (numbers, words) if place is None else (numbers[place], words[place])


def _distinct(said: Texts) -> tuple[list[str], NDArray[np.int32] | None]:
    """The same with each name once, where that is seen at a glance: most batches speak of one signal only."""
    names = said.names
    if said.place is None and len(names) > 1 and names.count(names[0]) == len(names):
        return names[:1], np.zeros(len(names), np.int32)
    return names, said.place


def _words(names: Sequence[str]) -> Words:
    words = np.empty(len(names), np.uint64)
    hashes(*texts(names), words)
    return words


def _digest(said: Decoded, signal: Words, subject: Words) -> str:
    """Of what was said, not of what was taken in: a row refused today may be good when it is sent again."""
    unread = f" {zlib.crc32(repr(said.refused).encode()):08x}" if said.refused else ""
    return fingerprint(signal, subject, said.at, said.value, said.lon, said.lat) + unread


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // HOUR_S


def _by_reason(verdicts: rules.Verdicts, bad: Longs, unread: int) -> dict[str, int]:
    counts = np.bincount(verdicts[bad]) if bad.size else ()
    found = {rules.CODES[verdict]: int(count) for verdict, count in enumerate(counts) if count}
    return found | {rules.UNREADABLE: unread} if unread else found


def _refusals(source: str, said: Decoded, bad: Longs, verdicts: rules.Verdicts, now: datetime) -> list[Refusal]:
    """What is kept of the refused rows: the newest of each reason."""
    count = len(said.refused)
    found = [
        Refusal(source, rules.UNREADABLE, said.refused[number][1], now, said.original_refused(number))
        for number in range(max(0, count - KEPT), count)
    ]
    for verdict in np.unique(verdicts[bad]).tolist():
        found += [
            Refusal(source, rules.CODES[verdict], rules.REASONS[verdict], now, shown(said, row, verdict))
            for row in bad[verdicts[bad] == verdict][-KEPT:].tolist()
        ]
    return found


def shown(said: Decoded, row: int, verdict: int) -> str:
    """A refused reading as it is kept: as it came, where its columns do not tell all of that."""
    as_it_came = said.marks is not None or (verdict == rules.BAD_AT and said.raw)
    return said.original(row) if as_it_came else _row(said, row)


def _row(said: Decoded, row: int) -> str:
    """A row of columns as JSON."""
    at = int(said.at[row])
    about: dict[str, Any] = {
        "signal": said.signal.of(row),
        "subject": said.subject.of(row),
        "at": None if at == rules.BAD_TIME else at,
    }
    numbers = ((name, float(getattr(said, name)[row])) for name in ("value", "lon", "lat"))
    return json.dumps(about | {name: number for name, number in numbers if not math.isnan(number)}, ensure_ascii=False)
