"""Segments: the reading log on disk, files of Arrow IPC messages, appended to and then closed for good.

A segment is an Arrow IPC stream that anything that reads Arrow can read. Every message says which
batches it answers for and what is counted of them, and carries the CRC-32 of all that, so that after a crash a torn tail is
known from a whole message and cut off.
"""

import json
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from cityloop.kernels.columns import Readings, together
from cityloop.kit.frames.accounts import Entry
from cityloop.kit.frames.disk import sync_folder

SCHEMA = pa.schema(
    [
        ("signal", pa.int32()),
        ("subject", pa.int32()),
        ("at", pa.timestamp("ms", tz="UTC")),
        ("value", pa.float64()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
    ]
)


class Message(NamedTuple):
    """One durable append: the readings, the batches [source, key, digest] that came with them, and what is counted."""

    readings: Readings
    batches: list[list[str]]
    number: int = 0
    accounts: Sequence[Entry] = ()

    def about(self) -> dict[str, str]:
        """What stands beside the columns. The checksum is over all of it, for a message may have no rows."""
        said = json.dumps(self.batches, ensure_ascii=False)
        counted = json.dumps([self.number, *self.accounts], ensure_ascii=False)
        crc = zlib.crc32(counted.encode(), zlib.crc32(said.encode(), checksum(self.readings)))
        return {"crc": str(crc), "batches": said, "counted": counted}

    @classmethod
    def read(cls, readings: Readings, about: dict[bytes, bytes]) -> "Message | None":
        """The message; None if a byte of it is wrong. Before there were counts, the checksum was over the columns."""
        crc, counted = checksum(readings), about.get(b"counted")
        if counted is not None:
            crc = zlib.crc32(counted, zlib.crc32(about[b"batches"], crc))
        if crc != int(about[b"crc"]):
            return None
        said: list[Any] = json.loads(counted) if counted is not None else [0]
        return cls(readings, json.loads(about[b"batches"]), said[0], said[1:])


class _Parts:
    """A file-like object that keeps what Arrow writes until it is put on disk in one call."""

    closed = False

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: Any) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing to do: parts leave through `take`."""

    def close(self) -> None:
        self.closed = True

    def take(self) -> bytes:
        whole = b"".join(self.parts)
        self.parts.clear()
        return whole


class Writer:
    """An open segment. `append` returns when the message is on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts = _Parts()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        self._arrow = pa.ipc.new_stream(pa.PythonFile(self._parts, "w"), SCHEMA)
        self.length = 0
        try:
            sync_folder(path.parent)
        except OSError:
            self.discard()
            raise

    def append(self, message: Message) -> None:
        """Write and sync. If the disk refuses, the file is as it was before and the error goes up."""
        columns = message.readings
        arrays = [pa.array(column) for column in columns]
        arrays[2] = arrays[2].view(SCHEMA.field("at").type)
        self._arrow.write_batch(pa.record_batch(arrays, schema=SCHEMA), custom_metadata=message.about())
        whole = self._parts.take()
        try:
            write_or_undo(self._file, whole, self.length)
        except OSError:
            if not self.length:  # the schema went with the first message and must come again with the next
                self._arrow = pa.ipc.new_stream(pa.PythonFile(self._parts, "w"), SCHEMA)
            raise
        self.length += len(whole)

    def close(self) -> None:
        os.close(self._file)

    def discard(self) -> None:
        """Close a segment that nothing was put in, and take it away."""
        self.close()
        self.path.unlink()


def write_or_undo(file: int, content: bytes, length: int) -> None:
    """Append to a file that is `length` long, and sync. If the disk refuses, the file is as long as before."""
    try:
        written = os.write(file, content)
        if written != len(content):
            raise OSError(f"{written} of {len(content)} bytes written: the disk is full")
        os.fdatasync(file)
    except OSError:
        os.ftruncate(file, length)
        os.lseek(file, length, os.SEEK_SET)
        raise


def checksum(readings: Readings) -> int:
    crc = 0
    for column in readings:
        crc = zlib.crc32(np.ascontiguousarray(column).view(np.uint8).data, crc)
    return crc


def messages(path: Path) -> Iterator[tuple[Message, int]]:
    """The whole messages of a segment and where each ends in the file; stops without complaint at a torn one."""
    with pa.memory_map(str(path)) as source:
        try:
            reader = pa.ipc.open_stream(source)
        except (pa.ArrowInvalid, OSError):
            return
        while True:
            try:
                batch, about = reader.read_next_batch_with_custom_metadata()
                message = Message.read(_columns(batch), about or {})
            except (StopIteration, pa.ArrowInvalid, OSError, KeyError, ValueError):
                return
            if message is None:
                return
            yield message, source.tell()


def readings(path: Path) -> Readings:
    """All readings of a segment, as far as it is whole."""
    return together([message.readings for message, _ in messages(path)])


def _columns(batch: pa.RecordBatch) -> Readings:
    at = batch.column("at").view(pa.int64())
    return Readings(
        batch.column("signal").to_numpy(),
        batch.column("subject").to_numpy(),
        at.to_numpy(),
        batch.column("value").to_numpy(),
        batch.column("lon").to_numpy(),
        batch.column("lat").to_numpy(),
    )
