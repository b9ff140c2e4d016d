"""Backups: a copy of a city, taken while it is served, that says of every file what it must hold."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.orm import Session

from cityloop.app import tablefiles, upgrading
from cityloop.app.settings import Settings
from cityloop.app.stores import engine_for
from cityloop.kit import seals
from cityloop.kit.errors import Refused
from cityloop.kit.frames.disk import write_json
from cityloop.kit.frames.still import first, rest, still
from cityloop.kit.keyring import FILE, Keyring

MANIFEST = "manifest.json"
TABLES = "tables"
FOLDERS = ("files", "inbox")  # photos and maps; what lies in wait for connectors
OWN = {"city.toml", FILE}  # may stand in a home that is restored into
Shown = Callable[[int], object]


class Taken(Refused):
    """{folder} is there already; a backup is never written over."""


class Torn(Refused):
    """{source} is not a whole backup: {why}"""


class KeyOfThen(Refused):
    """Secrets in {source} were sealed with the key {key}: put the city.key of then into {home} first. If it is lost, restore
    with --without-key: passwords of connectors and channels are then given anew, and authenticators set up anew."""


class NotEmpty(Refused):
    """{place} is not empty; a city is restored into an empty home and an empty database only."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds. `files` says length and SHA-256 of each; `chain` is the newest seal's, `facts` how many there are."""

    cityloop: str
    made: str
    step: str
    database: str
    facts: int
    chain: str
    tables: dict[str, int]
    files: dict[str, list[int | str]]
    key: str = ""  # the name of the key that sealed what lies sealed in the tables; the key itself is not in a backup

    @property
    def size(self) -> int:
        return sum(int(length) for length, _ in self.files.values())


def back_up(settings: Settings, target: Path, now: datetime) -> Manifest:
    """Copy the city into the folder `target`, which comes to be when all of it is there. Raises Taken."""
    aside = target.with_name(target.name + ".part")
    if target.exists() or aside.exists():
        raise Taken(folder=target if target.exists() else aside)
    aside.mkdir(parents=True)
    engine = engine_for(settings.database_url)
    try:
        with _stood_still(engine) as connection:
            _take_frames(settings.home / "frames", aside / "frames", connection)
            step = upgrading.standing(connection) or upgrading.FIRST
            tables = tablefiles.dump(connection, aside / TABLES)
            facts, chain = seals.standing(Session(connection))
            for name in FOLDERS:
                _take_all(settings.home / name, aside / name)
        about = Manifest(
            cityloop=version("cityloop"),
            made=now.isoformat(),
            step=step,
            database=engine.dialect.name,
            facts=facts,
            chain=chain,
            tables=tables,
            files={str(path.relative_to(aside)): _hold(path) for path in _files(aside)},
            key=next(iter(Keyring(settings.home).names), ""),
        )
        os.sync()
        write_json(aside / MANIFEST, asdict(about))
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside)
        raise
    finally:
        engine.dispose()
    return about


@contextmanager
def _stood_still(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as of its first look, however long it looks."""
    lite = engine.dialect.name == "sqlite"
    options = {"glance": True} if lite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _take_frames(home: Path, to: Path, connection: Connection) -> None:
    """The order is what makes it one city: states, then the database, then the log; see `kit/frames/still.py`."""
    with still(home / "lake"):
        before = first(home)
        for path in before:
            _take(path, to / path.relative_to(home))
        connection.execute(text("select count(*) from cursor")).scalar()  # from here on the database stands still for us
        for path, changing in rest(home, set(before)):
            _take(path, to / path.relative_to(home), changing)


def _take_all(home: Path, to: Path) -> None:
    for path in _files(home):
        if path.suffix != ".part":
            _take(path, to / path.relative_to(home), changing=home.name != "files")


def _take(path: Path, to: Path, changing: bool = False) -> None:
    """Link what nobody will write into again, if the disk allows; copy all else."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if not changing:
        try:
            os.link(path, to)
            return
        except OSError:
            pass  # another disk, or one that knows no links
    shutil.copyfile(path, to)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _hold(path: Path) -> list[int | str]:
    with path.open("rb") as file:
        return [path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()]


# held against what it says ------------------------------------------------------------------------------------------


def checked(source: Path) -> Manifest:
    """What the backup says it holds, after every file was read and found so. Raises Torn."""
    try:
        about = Manifest(**json.loads((source / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        raise Torn(source=source, why=f"its {MANIFEST} is missing or cannot be read.") from None
    there = {str(path.relative_to(source)): path for path in _files(source)}
    there.pop(MANIFEST)
    for name in sorted(there.keys() | about.files.keys()):
        if name not in there:
            raise Torn(source=source, why=f"{name} is missing.")
        if name not in about.files:
            raise Torn(source=source, why=f"{name} does not belong to it.")
        if _hold(there[name]) != about.files[name]:
            raise Torn(source=source, why=f"{name} is not what it was.")
    return about


def restore(source: Path, settings: Settings, shown: Shown = lambda rows: None, *, keyless: bool = False) -> Manifest:
    """Make a city of the backup in an empty home and an empty database, of whichever kind. Nothing stays if it fails. Only if
    it may be `keyless` what is sealed in it stays so. Raises Torn, NotEmpty, NewerCity, KeyOfThen."""
    about = checked(source)
    if about.step not in upgrading.steps():
        raise upgrading.NewerCity(step=about.step)
    home = settings.home
    if home.exists() and {path.name for path in home.iterdir()} - OWN:
        raise NotEmpty(place=home)
    if about.key and not keyless and about.key not in Keyring(home).names:
        raise KeyOfThen(source=source, key=about.key, home=home)
    home.mkdir(parents=True, exist_ok=True)
    engine = engine_for(settings.database_url)
    try:
        if set(inspect(engine).get_table_names()):
            raise NotEmpty(place=engine.url.render_as_string())
        for name in ("frames", *FOLDERS):
            if (source / name).is_dir():
                shutil.copytree(source / name, home / name)
        with upgrading.altering(engine) as connection:
            _fill(connection, source, about, shown)
        os.sync()
    except BaseException:
        engine.dispose()
        _clear(home)
        raise
    engine.dispose()
    return about


def _fill(connection: Connection, source: Path, about: Manifest, shown: Shown) -> None:
    upgrading.make(connection, about.step)
    for table in reversed(tablefiles.reflected(connection)):
        connection.execute(table.delete())  # what a step gives a new city stands in the backup too
    rows = tablefiles.load(connection, source / TABLES, shown)
    broken = next(seals.breaks(Session(connection)), None) if about.step == upgrading.newest() else None
    if rows != about.tables or broken:
        raise Torn(source=source, why=broken or "its tables have other numbers of rows than it says.")


def _clear(home: Path) -> None:
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in OWN:
            path.unlink()
