"""Names: every signal and subject is a small integer inside; its name stands once, in an append-only file."""

import os
import threading
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from cityloop.kernels.columns import Ints
from cityloop.kit.frames.segments import write_or_undo


class Names:
    """Names and their numbers, dense from 0. A number is safe to store only after `sync`.

    A line of the file is the CRC-32 of the name in hexadecimal, a space and the name. A torn last line is cut off.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self.all: list[str] = []
        good = 0
        if path.exists():
            for line in path.read_bytes().splitlines(keepends=True):
                name = _named(line)
                if name is None:
                    break
                self.all.append(name)
                good += len(line)
        self._numbers = {name: number for number, name in enumerate(self.all)}
        self._synced = len(self.all)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.ftruncate(self._file, good)
        os.lseek(self._file, good, os.SEEK_SET)
        self._length = good

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, number: int) -> str:
        return self.all[number]

    def known(self, name: str) -> int | None:
        return self._numbers.get(name)

    def known_of(self, names: list[str]) -> list[int | None]:
        """The numbers of many names, None for those that have none."""
        return list(map(self._numbers.get, names))

    def number(self, name: str) -> int:
        """The number of the name; a new name gets the next."""
        found = self._numbers.get(name)
        if found is not None:
            return found
        with self._lock:
            if name not in self._numbers:
                self.all.append(name)
                self._numbers[name] = len(self.all) - 1
            return self._numbers[name]

    def numbers(self, names: Iterable[str]) -> Ints:
        """The numbers of many names at once."""
        wanted = list(names)
        found = list(map(self._numbers.get, wanted))
        if None in found:
            found = [self.number(name) for name in wanted]
        return np.array(found, np.int32)

    def sync(self) -> None:
        """Put every name given out so far on disk."""
        until = len(self.all)
        if until == self._synced:
            return
        lines = [b"%08x %s\n" % (zlib.crc32(name.encode()), name.encode()) for name in self.all[self._synced : until]]
        write_or_undo(self._file, b"".join(lines), self._length)
        self._length = os.lseek(self._file, 0, os.SEEK_CUR)
        self._synced = until

    def close(self) -> None:
        os.close(self._file)


def _named(line: bytes) -> str | None:
    crc, _, name = line.rstrip(b"\n").partition(b" ")
    whole = line.endswith(b"\n") and crc == b"%08x" % zlib.crc32(name)
    return name.decode() if whole else None
