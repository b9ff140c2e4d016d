"""Files put into a folder: CSV, Parquet, Excel. Each is read once, a piece at a time, and moved to `done` or `failed`.

A file is taken when it has stopped growing; one that is renamed into the folder is whole by that. How far a file was read
is kept with what is on disk: after a crash it is read on from there. Beside each file that was moved lies a report.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from cityloop.kit.errors import Unreadable
from cityloop.sense.connectors.connector import Bring, Brought, Cursor, Form, Odd, Parcel, Place
from cityloop.sense.connectors.pages import READERS, Page, pages

SHOWN = 100


@dataclass
class Report:
    """What became of a file."""

    file: str
    read: int = 0
    stored: int = 0
    late: int = 0
    doubled: int = 0
    refused: int = 0
    left: int = 0
    why: str = ""
    reasons: list[dict[str, Any]] = field(default_factory=list)

    def add(self, page: Page, brought: Brought) -> None:
        for name in ("read", "stored", "late", "doubled", "refused", "left"):
            setattr(self, name, getattr(self, name) + getattr(brought, name))
        rows = page.table.num_rows
        for place, why in brought.reasons:
            self.reasons.append({"row": page.line + place if place < rows else page.odd[place - rows].line, "reason": why})
        del self.reasons[SHOWN:]


class Files:
    mapping: ClassVar[Mapping[str, Any]] = {"gives": [{name: {"path": name} for name in ("signal", "subject", "at", "value")}]}

    class Settings(Form):
        header_row: int = Field(default=1, ge=0, le=100, description="where the names of the columns stand; 0: there are none")
        encoding: Literal["", "utf-8", "gb18030", "utf-16"] = ""
        delimiter: Literal["", ",", ";", "\t", "|"] = ""
        sheet: str = Field(default="", max_length=100, description="of an Excel file; empty is the first")
        settle_s: float = Field(default=2.0, ge=0.0, le=3600, description="a file is whole when it has not grown for so long")
        every_s: float = Field(default=1.0, ge=0.05, le=3600)

    class Secrets(Form):
        pass

    def __init__(self, settings: "Files.Settings", secrets: "Files.Secrets", place: Place) -> None:
        self._settings, self._folder = settings, place.folder
        self._seen: dict[str, tuple[tuple[int, int], float]] = {}

    async def run(self, bring: Bring) -> None:
        for folder in (self._folder, self._folder / "done", self._folder / "failed"):
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        bring.well()
        while True:
            for path in await asyncio.to_thread(self._whole, asyncio.get_running_loop().time()):
                await self._take(path, bring)
            await asyncio.sleep(self._settings.every_s)

    def _whole(self, now: float) -> list[Path]:
        """The files that have not changed for long enough, oldest name first."""
        found, seen = [], {}
        for path in sorted(self._folder.iterdir()):
            if path.suffix.lower() not in READERS or path.name.startswith((".", "~")) or not path.is_file():
                continue
            about = path.stat()
            shape = about.st_size, about.st_mtime_ns
            before = self._seen.get(path.name)
            since = before[1] if before and before[0] == shape else now
            seen[path.name] = shape, since
            if now - since >= self._settings.settle_s:
                found.append(path)
        self._seen = seen
        return found

    async def _take(self, path: Path, bring: Bring) -> None:
        """Read a file on from where it was left, and put it away."""
        about = path.stat()
        same = {"file": path.name, "size": about.st_size, "inode": about.st_ino, "changed": about.st_mtime_ns}
        begun = all(bring.cursor.get(name) == said for name, said in same.items())
        report = Report(**bring.cursor["report"]) if begun else Report(path.name)
        row = int(bring.cursor["row"]) if begun else 0
        try:
            reading = pages(path, self._settings, row)
            while not report.why and (page := await asyncio.to_thread(next, reading, None)) is not None:
                await self._bring(page, path, report, bring, same)
        except Unreadable as why:
            await self._unread(str(why), path, report, bring, same)
        await asyncio.to_thread(self._put_away, path, report)

    async def _bring(self, page: Page, path: Path, report: Report, bring: Bring, same: dict[str, Any]) -> None:
        def then(brought: Brought) -> Cursor:
            report.add(page, brought)
            return {**same, "row": page.until, "report": asdict(report)}

        await bring(Parcel(table=page.table, about={"file": path.name}, odd=page.odd), then)

    async def _unread(self, why: str, path: Path, report: Report, bring: Bring, same: dict[str, Any]) -> None:
        """A file, or the rest of one, that nobody can read is counted as one row."""
        report.why = why

        def then(brought: Brought) -> Cursor:
            report.refused += brought.refused
            return {**same, "row": 0, "report": asdict(report)}

        await bring(Parcel(about={"file": path.name}, odd=[Odd(0, why, path.name)]), then)

    def _put_away(self, path: Path, report: Report) -> None:
        failed = report.why or (report.refused and not (report.stored + report.late + report.doubled))
        folder = self._folder / ("failed" if failed else "done")
        name, number = path.name, 1
        while (folder / name).exists():
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        beside = folder / f"{name}.report.json"
        beside.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(path, folder / name)
