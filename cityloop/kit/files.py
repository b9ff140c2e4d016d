"""Files: photos and papers, kept under the digest of what they hold, so that nothing is overwritten or kept twice."""

import hashlib
import os
import re
from pathlib import Path
from typing import Protocol

from cityloop.kit.errors import NotFound

NAME = re.compile("[0-9a-f]{64}")


class Files(Protocol):
    """A place to keep files: a folder here, an object store elsewhere."""

    def keep(self, content: bytes) -> str:
        """Keep the content and give the name it is found under."""

    def read(self, name: str) -> bytes:
        """The content of that name, or NotFound."""

    def path(self, name: str) -> Path:
        """A local file with that content, to be mapped into memory."""


class Folder:
    """Files in a local folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = self.home / name
        if not path.exists():
            aside = self.home / f"{name}.{os.getpid()}.part"
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        return name

    def read(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def path(self, name: str) -> Path:
        path = self.home / name
        if not (NAME.fullmatch(name) and path.is_file()):
            raise NotFound(kind="file", id=name)
        return path
