"""A Delta Lake table whose commits are on disk when they return.

delta-rs reads the table, makes its checkpoints and is asked again after every commit; but it never syncs, and passes over a
log entry of 0 bytes without a word. So data files and log entries are put on disk here: the file whole, its folder, the
entry written aside, synced, and linked into its place, which fails if somebody else has it.
"""

import json
import logging
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, Schema

from cityloop.kit.frames.disk import sync_folder

log = logging.getLogger(__name__)

REOPEN_AFTER = 100  # a handle kept for long grows slow
CHECKPOINT_AFTER = 100
APP = "cityloop."
STATED = ("number", "signal", "subject", "at")  # columns of which each file says between what they lie
CONFIGURATION = {"delta.logRetentionDuration": "interval 1 hour", "delta.deletedFileRetentionDuration": "interval 1 hour"}


class Damaged(Exception):
    """The lake holds an entry or a file that is not whole, and the log no longer has what was in it."""


class File(NamedTuple):
    """A data file: where it lies, how long it is, and between what its columns of whole numbers lie (`at` in ms)."""

    path: str
    size: int
    rows: int
    day: str
    low: Mapping[str, int]
    high: Mapping[str, int]


@dataclass(frozen=True)
class Standing:
    """The table as of a version. `marks` are numbers kept in the same commits."""

    version: int
    files: Mapping[str, File]
    marks: Mapping[str, int]


class Delta:
    def __init__(self, home: Path, schema: pa.Schema, by_day: bool, least: Mapping[str, int] | None = None) -> None:
        """`least` says how low each mark may fall when entries that are not whole are cut off."""
        self.home, self._log = home, home / "_delta_log"
        self.schema, self._by_day = schema, by_day
        self._counted = [name for name in schema.names if name in STATED]
        self._since_checkpoint = self._since_open = 0
        self._log.mkdir(parents=True, exist_ok=True)
        sync_folder(home.parent)
        _clear(home)
        if not _entries(self._log) and not list(self._log.glob("*.checkpoint.parquet")):
            self._begin()
        self._heal(least or {})
        self._handle = DeltaTable(str(home))
        self.now = _standing(self._handle, self._marks_named())
        self._since_checkpoint = len(_entries(self._log))
        self.unnamed = {path for path in self._lying() if path not in self.now.files}

    def _begin(self) -> None:
        kept = json.loads(Schema.from_arrow(self.schema).to_json())
        about = {
            "id": "00000000-0000-4000-8000-000000000000",
            "format": {"provider": "parquet", "options": {}},
            "schemaString": json.dumps(kept),
            "partitionColumns": ["day"] if self._by_day else [],
            "configuration": CONFIGURATION | {"delta.dataSkippingStatsColumns": ",".join(self._counted)},
            "createdTime": 0,
        }
        self._publish(0, [{"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}, {"metaData": about}])

    # commits ------------------------------------------------------------------------------------------------------

    def write(self, name: str, table: pa.Table, **options: Any) -> tuple[str, int]:
        """Put a data file on disk, under its day if the table has days; its path in the table and its length."""
        final = self.home / name
        if not final.parent.exists():
            final.parent.mkdir()
            sync_folder(self.home)
        aside = final.with_name(f".{final.name}.part")
        with aside.open("wb") as file:
            pq.write_table(table, file, **options)
            file.flush()
            os.fsync(file.fileno())
            length = file.tell()
        aside.replace(final)
        sync_folder(final.parent)
        return name, length

    def commit(
        self,
        what: str,
        now_ms: int,
        add: Sequence[File] = (),
        remove: Iterable[File] = (),
        marks: Mapping[str, int] | None = None,
    ) -> None:
        """One commit, on disk and read back when this returns. The files to add must be on disk already."""
        marks, remove = marks or {}, list(remove)
        change = what != "OPTIMIZE"
        actions: list[dict[str, Any]] = [{"commitInfo": {"timestamp": now_ms, "operation": what, "engineInfo": "cityloop"}}]
        actions += [{"txn": {"appId": APP + name, "version": number, "lastUpdated": now_ms}} for name, number in marks.items()]
        actions += [{"remove": _gone(file, now_ms, change)} for file in remove]
        actions += [{"add": _added(file, now_ms, change)} for file in add]
        version = self.now.version + 1
        self._publish(version, actions)
        self._read_back(version, marks)
        files = {path: file for path, file in self.now.files.items() if path not in {one.path for one in remove}}
        files |= {file.path: file for file in add}
        self.now = Standing(version, files, {**self.now.marks, **marks})
        self._since_checkpoint += 1

    def _publish(self, version: int, actions: Sequence[Mapping[str, Any]]) -> None:
        entry = self._log / f"{version:020d}.json"
        aside = self._log / f".{version:020d}.part"
        with aside.open("wb") as file:
            file.write("".join(json.dumps(action, ensure_ascii=False) + "\n" for action in actions).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, entry)
        aside.unlink()
        sync_folder(self._log)

    def _read_back(self, version: int, marks: Mapping[str, int]) -> None:
        self._since_open += 1
        if self._since_open >= REOPEN_AFTER:
            self._handle, self._since_open = DeltaTable(str(self.home)), 0
        else:
            self._handle.update_incremental()
        said = {name: self._handle.transaction_version(APP + name) for name in marks}
        if self._handle.version() != version or said != dict(marks):
            raise Damaged(f"{self.home.name}: wrote version {version} {marks}, read {self._handle.version()} {said}")

    # kept in order ------------------------------------------------------------------------------------------------

    def checkpoint(self) -> bool:
        """When it is time, write all that holds into one file, and clear the entries it makes needless."""
        if self._since_checkpoint < CHECKPOINT_AFTER:
            return False
        DeltaTable(str(self.home)).create_checkpoint()
        version = self.now.version
        for name in (f"{version:020d}.checkpoint.parquet", "_last_checkpoint"):
            handle = os.open(self._log / name, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        sync_folder(self._log)
        again = _standing(DeltaTable(str(self.home)), list(self.now.marks))
        if again.files.keys() != self.now.files.keys() or again.marks != self.now.marks:
            raise Damaged(f"{self.home.name}: the checkpoint of version {version} does not hold what the table holds")
        for entry in _entries(self._log):
            if int(entry.stem) < version:
                entry.unlink()
        for file in self._log.glob("*.checkpoint.parquet"):
            if int(file.name[:20]) < version:
                file.unlink()
        sync_folder(self._log)
        self._since_checkpoint = 0
        return True

    def _lying(self) -> list[str]:
        return [str(path.relative_to(self.home)) for path in self.home.glob("**/*.parquet") if path.parent != self._log]

    def _marks_named(self) -> list[str]:
        found: set[str] = set()
        for entry in _entries(self._log):
            found |= set(re.findall(r'"appId": ?"cityloop\.([^"]+)"', entry.read_text()))
        newest = max(self._log.glob("*.checkpoint.parquet"), default=None)
        if newest is not None:
            column = pq.read_table(newest, columns=["txn"])["txn"].combine_chunks()
            found |= {str(name).removeprefix(APP) for name in column.field("appId").drop_null().to_pylist()}
        return sorted(found)

    # healed -------------------------------------------------------------------------------------------------------

    def _heal(self, least: Mapping[str, int]) -> None:
        """Cut off what is not whole, as far as the log can give it again; damage beyond that is said aloud."""
        last = self._log / "_last_checkpoint"
        for file in self._log.glob("*.checkpoint.parquet"):
            if not _sound(file, None):
                log.error("%s is not whole and is put aside", file)
                file.rename(file.with_suffix(".torn"))
                last.unlink(missing_ok=True)
        if last.exists() and not _parses(last):
            last.unlink()
        entries = _entries(self._log)
        wrong = ""
        for keep in range(len(entries), 0, -1):
            wrong = self._wrong(entries[:keep]) or ""
            if wrong:
                continue
            if keep < len(entries):
                marks = _standing(DeltaTable(str(self.home), version=int(entries[keep - 1].stem)), list(least)).marks
                if any(marks.get(name, 0) < number for name, number in least.items()):
                    break
                log.error("%s: %d entries that are not whole are cut off", self.home, len(entries) - keep)
                for entry in entries[keep:]:
                    entry.rename(entry.with_suffix(".torn"))
                sync_folder(self._log)
            return
        if entries:
            raise Damaged(f"{self.home}: {wrong or 'entries'} not whole, and the log begins after what was in it")

    def _wrong(self, entries: Sequence[Path]) -> str | None:
        """The first entry or data file that is not whole in the table as of these entries."""
        bad = next((entry.name for entry in entries if not _parses(entry)), None)
        if bad:
            return bad
        table = DeltaTable(str(self.home), version=int(entries[-1].stem))
        files = _standing(table, []).files.values()
        return next((file.path for file in files if not _sound(self.home / file.path, file.size)), None)


def _entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.stem.isdigit())


def _clear(folder: Path) -> None:
    for aside in folder.glob("**/.*.part"):
        aside.unlink()


def _parses(file: Path) -> bool:
    try:
        lines = [json.loads(line) for line in file.read_text().splitlines()]
    except ValueError:
        return False
    return bool(lines)


def _sound(file: Path, size: int | None) -> bool:
    """Whether a Parquet file is there in its length and ends as one does."""
    try:
        with file.open("rb") as opened:
            length = opened.seek(0, os.SEEK_END)
            opened.seek(max(0, length - 4))
            return opened.read() == b"PAR1" and size in (None, length)
    except FileNotFoundError:
        return False


def _standing(table: DeltaTable, marks: Sequence[str]) -> Standing:
    said = pa.table(table.get_add_actions(flatten=True))
    rows = said.to_pylist()
    numbers = {name: table.transaction_version(APP + name) for name in marks}
    found = {name: number for name, number in numbers.items() if number is not None}
    return Standing(table.version(), {row["path"]: _file(row) for row in rows}, found)


def _file(row: Mapping[str, Any]) -> File:
    low = {name[4:]: _number(value) for name, value in row.items() if name.startswith("min.") and value is not None}
    high = {name[4:]: _number(value) for name, value in row.items() if name.startswith("max.") and value is not None}
    return File(row["path"], row["size_bytes"], row["num_records"], str(row.get("partition.day", "")), low, high)


def _number(value: Any) -> int:
    return round(value.timestamp() * 1000) if hasattr(value, "timestamp") else int(value)


def _added(file: File, now_ms: int, change: bool) -> dict[str, Any]:
    stats = {"numRecords": file.rows, "minValues": _said(file.low), "maxValues": _said(file.high), "nullCount": {}}
    return {
        "path": file.path,
        "partitionValues": {"day": file.day} if file.day else {},
        "size": file.size,
        "modificationTime": now_ms,
        "dataChange": change,
        "stats": json.dumps(stats),
    }


def _gone(file: File, now_ms: int, change: bool) -> dict[str, Any]:
    where = {"path": file.path, "deletionTimestamp": now_ms, "dataChange": change, "extendedFileMetadata": True}
    return where | {"partitionValues": {"day": file.day} if file.day else {}, "size": file.size}


def _said(bounds: Mapping[str, int]) -> dict[str, Any]:
    return {name: _instant(number) if name == "at" else number for name, number in bounds.items()}


def _instant(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
