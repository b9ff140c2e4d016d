"""Small reading logs to try things on."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch, Names, ReadingLog

Row = tuple[int, int, int, float]  # signal, subject, at, value


def rows(said: Iterable[Row]) -> Readings:
    said = list(said)
    signal, subject, at, value = zip(*said, strict=True) if said else ((), (), (), ())
    nowhere = np.full(len(said), np.nan)
    return Readings(
        np.array(signal, np.int32), np.array(subject, np.int32), np.array(at, np.int64), np.array(value, float), nowhere, nowhere
    )


def batch(*said: Row, key: str = "") -> Batch:
    return Batch("gps", key, f"digest of {key}", rows(said))


def listed(readings: Readings) -> list[Row]:
    return list(zip(*(column.tolist() for column in readings[:4]), strict=True))


def replayed(log: ReadingLog, offset: int = 0, limit: int = 7) -> list[Row]:
    """All rows from `offset` on, read a few at a time."""
    said: list[Row] = []
    while True:
        part, after = log.read(offset, limit)
        assert after == offset + part.at.size
        if not part.at.size:
            return said
        said, offset = said + listed(part), after


@contextmanager
def opened(home: Path, segment_rows: int = 1000) -> Iterator[ReadingLog]:
    log = ReadingLog(home, (), segment_rows)
    try:
        yield log
    finally:
        log.close()


def dropped(log: ReadingLog) -> None:
    """Leave the log as a process does that is killed: its file stays as it is."""
    log._writer.close()
    log.shelf.leave()


@contextmanager
def named(path: Path) -> Iterator[Names]:
    names = Names(path)
    try:
        yield names
    finally:
        names.close()
