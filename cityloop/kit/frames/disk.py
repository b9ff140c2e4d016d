"""The disk: what is written is there when the call returns, or it was never begun."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray


def cut(path: Path, length: int) -> None:
    """Cut a file that was being written when the process died to its last whole message."""
    handle = os.open(path, os.O_WRONLY)
    try:
        os.ftruncate(handle, length)
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, content: object) -> None:
    write_whole(path, lambda file: file.write(json.dumps(content, ensure_ascii=False).encode()))


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write the array as NumPy keeps one, whole or not at all. NumPy itself, given the file, says nothing of a disk that was full
    when its buffer went out."""
    kept = io.BytesIO()
    np.save(kept, array)
    write_whole(path, lambda file: file.write(kept.getbuffer()))


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write the file whole or not at all, and on disk when this returns."""
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)
