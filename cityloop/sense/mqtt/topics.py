"""Topics: which signal and subject each stands for, found for many messages at once by the bytes of their names."""

import secrets

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.texts import Bytes
from cityloop.sense.mqtt.cutting import LETTERS, TOPIC, Table
from cityloop.sense.mqtt.rules import meaning

MOST = 1_000_000  # beyond this all are forgotten and learned anew
BODY, MEANINGLESS, OWN = -1, -2, -1  # signals that are none; a subject that is the device's own
STRANGE = -1  # a topic not met before
BARRED = ("\0", "+", "#")  # no topic to publish to has these

Keys = NDArray[np.uint64]


class Topics:
    """Numbers for topics. `signal` and `subject` say by a topic's number which of `signals` and `subjects` it means."""

    def __init__(self) -> None:
        self._seed = secrets.randbits(63)
        self.forget()

    def forget(self) -> None:
        self.signals, self.subjects = list[str](), list[str]()
        self._signals, self._subjects = dict[str, int](), dict[str, int]()
        self.count = 0
        self.last: Longs = np.zeros(1024, np.int64)  # the time given to a message of it that had none
        self.signal: Ints = np.zeros(1024, np.int32)
        self.subject: Ints = np.zeros(1024, np.int32)
        self._begin: Longs = np.zeros(1025, np.int64)
        self._letters: Bytes = np.zeros(1 << 16, np.uint8)
        self._table: Ints = np.full(1 << 12, STRANGE, np.int32)
        self._keys: Keys = np.zeros(1 << 12, np.uint64)

    def find(self, buffer: Bytes, frames: Table, rows: Longs) -> Ints:
        """The number of the topic of each of these PUBLISH rows, STRANGE for those that must be learned first."""
        found = np.empty(rows.size, np.int32)
        _find(buffer, frames, rows, self._keys, self._table, self._letters, self._begin, self._seed, found)
        return found

    def learn(self, name: bytes) -> int:
        """The number of this topic. Raises ValueError if nobody may publish to such a one."""
        letters = np.frombuffer(name, np.uint8)
        where = np.array([[0], [letters.size]], np.int32)
        frame = np.zeros((LETTERS + 1, 1), np.int32)
        frame[[TOPIC, LETTERS]] = where
        known = int(self.find(letters, frame, np.zeros(1, np.int64))[0])
        return known if known != STRANGE else self._add(name, letters)

    def _add(self, name: bytes, letters: Bytes) -> int:
        text = name.decode()
        if not text or any(mark in text for mark in BARRED):
            raise ValueError(text)
        number, begin = self.count, int(self._begin[self.count])
        self._make_room(begin + letters.size)
        self._letters[begin : begin + letters.size] = letters
        self._begin[number + 1] = begin + letters.size
        said = meaning(text)
        self.signal[number] = MEANINGLESS if said is None else BODY if said.signal is None else self._signal(said.signal)
        self.subject[number] = OWN if said is None or said.subject is None else self.subject_number(said.subject)
        self.count += 1
        _learn(letters, self._seed, number, self._keys, self._table)
        return number

    def _signal(self, name: str) -> int:
        number = self._signals.setdefault(name, len(self.signals))
        if number == len(self.signals):
            self.signals.append(name)
        return number

    def subject_number(self, name: str) -> int:
        number = self._subjects.setdefault(name, len(self.subjects))
        if number == len(self.subjects):
            self.subjects.append(name)
        return number

    def _make_room(self, letters: int) -> None:
        if letters > self._letters.size:
            self._letters = np.resize(self._letters, 2 * letters)
        if self.count + 1 >= self.signal.size:
            self.signal, self.subject = (
                np.resize(self.signal, 2 * self.signal.size),
                np.resize(self.subject, 2 * self.signal.size),
            )
            self.last = np.r_[self.last, np.zeros(self.last.size, np.int64)]
            self._begin = np.resize(self._begin, self.signal.size + 1)
        if 2 * self.count >= self._table.size:
            keys, table = self._keys, self._table
            self._keys, self._table = np.zeros(2 * table.size, np.uint64), np.full(2 * table.size, STRANGE, np.int32)
            _put_all(keys, table, self._keys, self._table)


@njit(cache=True, nogil=True)
def _key(letters: Bytes, begin: int, end: int, seed: int) -> np.uint64:
    """A 64-bit key of the name, eight bytes a step, mixed as in SplitMix64, and seeded: nobody can choose names that meet."""
    word = np.uint64(seed) ^ np.uint64(end - begin)
    place = begin
    while place < end:
        part = np.uint64(0)
        for spot in range(place, min(place + 8, end)):
            part = part << np.uint64(8) | np.uint64(letters[spot])
        word = (word ^ part) * np.uint64(0xBF58476D1CE4E5B9)
        word ^= word >> np.uint64(29)
        place += 8
    word = word * np.uint64(0x94D049BB133111EB)
    return word ^ word >> np.uint64(31)


@njit(cache=True, nogil=True)
def _find(
    buffer: Bytes, frames: Table, rows: Longs, keys: Keys, table: Ints, letters: Bytes, begin: Longs, seed: int, found: Ints
) -> None:
    mask = np.uint64(table.size - 1)
    for number, row in enumerate(rows):
        first, size = frames[TOPIC, row], frames[LETTERS, row]
        key = _key(buffer, first, first + size, seed)
        place = key & mask
        found[number] = STRANGE
        while table[place] != STRANGE:
            topic = table[place]
            if keys[place] == key and begin[topic + 1] - begin[topic] == size:
                same = True
                for spot in range(size):
                    if letters[begin[topic] + spot] != buffer[first + spot]:
                        same = False
                        break
                if same:
                    found[number] = topic
                    break
            place = (place + np.uint64(1)) & mask


@njit(cache=True, nogil=True)
def _put(key: np.uint64, topic: int, keys: Keys, table: Ints) -> None:
    mask = np.uint64(table.size - 1)
    place = key & mask
    while table[place] != STRANGE:
        place = (place + np.uint64(1)) & mask
    keys[place], table[place] = key, topic


@njit(cache=True, nogil=True)
def _learn(letters: Bytes, seed: int, topic: int, keys: Keys, table: Ints) -> None:
    _put(_key(letters, 0, letters.size, seed), topic, keys, table)


@njit(cache=True, nogil=True)
def _put_all(old_keys: Keys, old: Ints, keys: Keys, table: Ints) -> None:
    for place in range(old.size):
        if old[place] != STRANGE:
            _put(old_keys[place], old[place], keys, table)


@njit(cache=True, nogil=True)
def distinct(place: Ints, seen: Ints) -> tuple[Longs, Ints]:
    """Which numbers occur, in the order they first do, and for each row which of those it is. `seen` is -1 for every
    number, before and after."""
    which, of, count = np.empty(place.size, np.int64), np.empty(place.size, np.int32), 0
    for row in range(place.size):
        if seen[place[row]] < 0:
            seen[place[row]] = count
            which[count] = place[row]
            count += 1
        of[row] = seen[place[row]]
    for number in which[:count]:
        seen[number] = -1
    return which[:count], of


@njit(cache=True, nogil=True)
def arrived(at: Longs, keeper: Ints, last: Longs, now: int, none: int, ahead: int) -> None:
    """Give the readings that have no time (`none`) the time of arrival: of those of one keeper each its own millisecond,
    at most `ahead` of now, so that none is taken for another."""
    for row in range(at.size):
        if at[row] == none:
            after = last[keeper[row]] + 1
            at[row] = after if now < after <= now + ahead else now
            last[keeper[row]] = at[row]
