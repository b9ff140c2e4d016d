"""Packing: many subjects and an instant for each as bytes, one after the other. Pure."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cityloop.kernels.columns import Ints, Longs

HEAD = 3  # words of eight bytes: how many, the earliest instant, bytes of an instant
CODEC = pa.Codec("zstd", compression_level=1)


def packed(subject: Ints, at: Longs) -> bytes:
    """The subjects and their instants (ms), in the order of the subjects: some three bytes each.

    >>> [column.tolist() for column in unpacked(packed(np.array([7, 3], np.int32), np.array([10, 20])))]
    [[3, 7], [20, 10]]
    """
    if not (subject[1:] >= subject[:-1]).all():
        order = np.argsort(subject, kind="stable")
        subject, at = subject[order], at[order]
    first = int(at.min()) if at.size else 0
    since = at - first
    kind = np.uint32 if not at.size or int(since.max()) <= np.iinfo(np.uint32).max else np.int64
    steps = np.diff(subject, prepend=np.int32(0)).astype(np.int32)
    head = np.array([subject.size, first, np.dtype(kind).itemsize])
    body = _planes(steps) + _planes(since.astype(kind))
    return head.tobytes() + CODEC.compress(body, asbytes=True)  # type: ignore[no-any-return]


def unpacked(said: bytes) -> tuple[Ints, Longs]:
    """Subjects, ascending, and the instant of each."""
    size, first, width = np.frombuffer(said, np.int64, HEAD).tolist()
    body = CODEC.decompress(said[HEAD * 8 :], decompressed_size=size * (4 + width), asbytes=True)
    narrow = width == np.dtype(np.uint32).itemsize
    subject = np.cumsum(_numbers(body[: 4 * size], np.dtype(np.int32)), dtype=np.int32)
    since = _numbers(body[4 * size :], np.dtype(np.uint32 if narrow else np.int64))
    return subject, since.astype(np.int64) + first


def _planes(numbers: NDArray[np.generic]) -> bytes:
    """The first byte of all numbers, then the second, and so on: the high ones are much alike and take no room packed."""
    return numbers.view(np.uint8).reshape(-1, numbers.itemsize).T.tobytes()


def _numbers(planes: bytes, kind: np.dtype[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(np.frombuffer(planes, np.uint8).reshape(kind.itemsize, -1).T).view(kind).ravel()
