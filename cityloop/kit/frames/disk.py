"""The disk: what is written is there when the call returns, or it was never begun."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


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


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write the file whole or not at all, and on disk when this returns."""
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)
