"""Names: every signal and subject is a small integer inside; its name stands once, in an append-only file."""

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from cityloop.kernels import lines
from cityloop.kernels.columns import Ints, Longs
from cityloop.kernels.texts import ABSENT, FULLEST, Bytes, Texts, filled, hashes, insert, look_up, texts
from cityloop.kit.frames.segments import write_or_undo

LEAST = 1024  # names there is room for at first


class Held(NamedTuple):
    """The names one after the other, where each ends, and the table from names to numbers. Replaced when they grow, so
    who looks something up needs no lock; who reads an older one finds fewer names."""

    data: Bytes
    offsets: Longs
    table: Ints


class Names:
    """Names and their numbers, dense from 0. A number is safe to store only after `sync`.

    A line of the file is the CRC-32 of the name in hexadecimal, a space and the name. A torn last line is cut off.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)
        file = np.fromfile(path, np.uint8)
        most = int(np.count_nonzero(file == lines.LINE)) if file.size else 0
        self._held = Held(np.empty(0, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.int32))
        held, offsets = np.empty(file.size, np.uint8), np.zeros(most + 1, np.int64)
        self._count, self._length = lines.read(file, held, offsets)
        self._held = Held(held, offsets, self._held.table)
        self._make_room(0, 0)
        self._synced = self._count
        self._asked: dict[str, int] = {}
        os.ftruncate(self._file, self._length)
        os.lseek(self._file, self._length, os.SEEK_SET)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < self._count:
            raise IndexError(number)
        held = self._held
        return held.data[held.offsets[number] : held.offsets[number + 1]].tobytes().decode()

    @property
    def all(self) -> list[str]:
        """Every name, in the order of numbers: a list as long as the city has subjects."""
        return [self[number] for number in range(self._count)]

    def part(self, first: int, until: int) -> pa.Array:
        """The names of these numbers as a column, without a Python string for each."""
        held = self._held
        begin, end = int(held.offsets[first]), int(held.offsets[until])
        offsets = pa.py_buffer((held.offsets[first : until + 1] - begin).astype(np.int64))
        return pa.LargeStringArray.from_buffers(until - first, offsets, pa.py_buffer(held.data[begin:end])).cast(pa.string())

    def known(self, name: str) -> int | None:
        return self.known_of([name])[0]

    def known_of(self, names: list[str]) -> list[int | None]:
        """The numbers of many names, None for those that have none."""
        return [None if number == ABSENT else number for number in self.look_up(texts(names))[0].tolist()]

    def look_up(self, said: Texts, hashed: "np.ndarray | None" = None) -> tuple[Ints, int]:
        """The number of every row, ABSENT for a name that has none yet, and how many have none."""
        if hashed is None:
            hashed = np.empty(said.rows, np.uint64)
            hashes(*said, hashed)
        numbers = np.empty(said.rows, np.int32)
        return numbers, look_up(*self._held, *said, hashed, numbers)

    def admit(self, said: Texts) -> Ints:
        """The number of every row; a new name gets the next."""
        numbers = np.empty(said.rows, np.int32)
        with self._lock:
            self._make_room(said.rows, int((said.end - said.start).sum()))
            self._count = insert(*self._held, self._count, *said, numbers)
        return numbers

    def number(self, name: str) -> int:
        """The number of the name; a new name gets the next. For the few names that are asked for one by one, again and again."""
        number = self._asked.get(name)
        if number is None:
            number = self._asked[name] = int(self.numbers([name])[0])
        return number

    def numbers(self, names: Iterable[str]) -> Ints:
        """The numbers of many names at once."""
        said = texts(list(names))
        numbers, absent = self.look_up(said)
        return self.admit(said) if absent else numbers

    @property
    def synced(self) -> int:
        """How many names are on disk."""
        return self._synced

    def sync(self) -> None:
        """Put every name given out so far on disk."""
        until = self._count
        if until == self._synced:
            return
        held = self._held
        write_or_undo(self._file, lines.written(held.data, held.offsets, self._synced, until).tobytes(), self._length)
        self._length = os.lseek(self._file, 0, os.SEEK_CUR)
        self._synced = until

    def close(self) -> None:
        os.close(self._file)

    def _make_room(self, names: int, length: int) -> None:
        data, offsets, table = self._held
        count, used = self._count + names, int(offsets[self._count]) + length
        if used > data.size:
            data = _longer(data, max(16 * LEAST, used + used // 2))
        if count >= offsets.size:
            offsets = _longer(offsets, max(LEAST, count + count // 2) + 1)
        if count >= FULLEST * table.size:
            table = np.zeros(1 << int(max(LEAST, count / FULLEST) - 1).bit_length(), np.int32)
            filled(data, offsets, self._count, table)
        self._held = Held(data, offsets, table)


def _longer(column: np.ndarray, size: int) -> np.ndarray:
    longer = np.empty(size, column.dtype)
    longer[: column.size] = column
    return longer
