"""The keyring: what the city must be able to read again, and nobody who only has its database, is sealed with a key that lies in
the city's folder and not in the database.

A line of the file is a key (Fernet: AES-128 and HMAC-SHA-256). The first seals; what an older one sealed can still be opened. The
file is read again whenever it was written, so processes that serve one city take up a new key by themselves.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Column, Connection, select, update
from sqlalchemy.orm import Session

from cityloop.kit.errors import Refused
from cityloop.kit.frames.disk import sync_folder
from cityloop.kit.records import Record

FILE = "city.key"
MARK = "sealed:"
SEALED = {"sealed": True}  # marks the columns in which what is sealed lies; nothing may lie there too


class KeyMissing(Refused):
    """This was sealed with a key that is not in the file city.key of the city's folder: bring back the one of then."""


class Keyring:
    """The keys of the city in this folder; the first is made when something is sealed for the first time."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE
        self._read: tuple[int, tuple[str, ...]] = (0, ())

    def seal(self, plain: str) -> str:
        keys = self._keys() or self._made()
        return MARK + Fernet(keys[0]).encrypt(plain.encode()).decode()

    def opened(self, sealed: str) -> str:
        """Raises KeyMissing."""
        keys = self._keys()
        if not (keys and sealed.startswith(MARK)):
            raise KeyMissing
        try:
            return MultiFernet([Fernet(key) for key in keys]).decrypt(sealed.removeprefix(MARK).encode()).decode()
        except InvalidToken:
            raise KeyMissing from None

    def rotate(self) -> None:
        """Seal with a new key from now on; the older ones still open."""
        self._write((Fernet.generate_key().decode(), *self._keys()))

    def forget(self) -> None:
        """Forget all keys but the one that seals and the one before: who began a moment ago may still seal with that."""
        self._write(self._keys()[:2])

    @property
    def names(self) -> tuple[str, ...]:
        """What the keys are called where they may not be shown, the one that seals first."""
        return tuple(hashlib.sha256(key.encode()).hexdigest()[:12] for key in self._keys())

    def _keys(self) -> tuple[str, ...]:
        try:
            written = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        if self._read[0] != written:
            self._read = written, tuple(self._file.read_text().split())
        return self._read[1]

    def _made(self) -> tuple[str, ...]:
        """The first key, of whichever process was first."""
        aside = self._laid((Fernet.generate_key().decode(),))
        try:
            os.link(aside, self._file)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        sync_folder(self._file.parent)
        return self._keys()

    def _write(self, keys: tuple[str, ...]) -> None:
        self._laid(keys).replace(self._file)
        sync_folder(self._file.parent)

    def _laid(self, keys: tuple[str, ...]) -> Path:
        """The keys in a file beside that nobody else may read, on disk."""
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=FILE, suffix=".part")  # for the owner alone
        with os.fdopen(handle, "w") as file:
            file.write("\n".join(keys) + "\n")
            file.flush()
            os.fsync(handle)
        return Path(name)


def ring_of(connection: Connection) -> Keyring:
    """The keyring of the city whose database this is."""
    ring: Keyring = connection.get_execution_options()["keyring"]
    return ring


def sealed(session: Session, plain: str) -> str:
    return ring_of(session.connection()).seal(plain)


def opened(session: Session, said: str) -> str:
    """What was sealed. Raises KeyMissing."""
    return ring_of(session.connection()).opened(said)


def seal_again(session: Session) -> int:
    """Seal all that lies sealed in the database with the key that seals now. How much that was. Raises KeyMissing."""
    marked = [column for table in Record.metadata.sorted_tables for column in table.columns if column.info.get("sealed")]
    return sum(_seal_column(session, column) for column in marked)


def _seal_column(session: Session, column: Column[str]) -> int:
    keys = list(column.table.primary_key.columns)
    rows = session.execute(select(*keys, column).where(column != "").with_for_update()).all()
    for *key, said in rows:
        mine = [one == value for one, value in zip(keys, key, strict=True)]
        session.execute(update(column.table).where(*mine).values({column.name: sealed(session, opened(session, said))}))
    return len(rows)
