"""Backups: how long a city takes to be copied while it stands, to be held against its manifest, and to be restored."""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.machine import line
from cityloop.app import backing
from cityloop.app.rooms import ROUTERS
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.decide.facts import CaseDone
from cityloop.kernels.columns import Readings
from cityloop.kit import facts, seals
from cityloop.kit.frames import Batch

FACTS, READINGS, AT_ONCE = 100_000, 5_000_000, 500_000
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def measure(database: str = "") -> Iterator[str]:
    """In SQLite, or in the empty `database`; it is restored into SQLite."""
    assert ROUTERS, "every table is known once every room is"
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        settings = Settings(home=here / "city", database=database)
        _fill(settings)
        began = time.perf_counter()
        about = backing.back_up(settings, here / "backup", NOW)
        taken = time.perf_counter()
        backing.checked(here / "backup")
        held = time.perf_counter()
        backing.restore(here / "backup", Settings(home=here / "again"))
        rows = sum(about.tables.values())
        yield f"{rows:,} rows, {READINGS:,} readings, {about.size / 1e6:,.0f} MB in {len(about.files)} files"
        yield line("backup", [taken - began], "s")
        yield line("held against its manifest", [held - taken], "s")
        yield line("restored, facts held against their seals", [time.perf_counter() - held], "s")


def _fill(settings: Settings) -> None:
    city = open_city(settings, (), lambda: NOW)
    for first in range(0, FACTS, 10_000):
        with city.work(by="bench") as work:
            facts.record_many(work.session, [CaseDone(case=first + one) for one in range(10_000)], at=NOW, by="bench")
            while seals.seal(work.session, NOW):
                work.session.flush()
    subjects = city.frames.subjects.numbers([f"s{number}" for number in range(1000)])
    signal = np.full(AT_ONCE, city.frames.signals.numbers(["s"])[0], np.int32)
    for turn in range(READINGS // AT_ONCE):
        at = np.arange(AT_ONCE, dtype=np.int64) + turn * AT_ONCE + 1_770_000_000_000
        values = np.zeros(AT_ONCE)
        readings = Readings(signal, np.resize(subjects, AT_ONCE).astype(np.int32), at, values, values, values)
        city.frames.log.append([Batch("bench", str(turn), "", readings)])
    city.frames.rolling.turn(int(NOW.timestamp() * 1000), city.frames.log.end)
    city.frames.close()
    city.engine.dispose()
