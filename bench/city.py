"""The whole city: 22 million devices, a reading a minute each, a threshold and silence watched on all of them.

`make soak` holds it for ten minutes; `python -m bench city` for half a minute. Readings come as Arrow by HTTP with a token
and are on disk before the answer. An alert counts when it can be read in the database.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.city_home import DETECTOR, EVERY_S
from bench.city_load import DUMB
from bench.machine import line
from bench.server import Served

DEVICES = 22_000_000
SHORT_S, BREACH_EVERY_S = 30, 0.25
LATER_S = 600  # in half a minute only half of them speak, and the others are not to be called silent
HELD = 0.995  # of the pace: the rest is the end of the last batch
SILENT_AFTER_S = 3 * EVERY_S + 20


class Sight(NamedTuple):
    """When each alert was seen first (ms), and what the process held at most (MB); how far behind the folds were."""

    seen: dict[str, float]
    memory: list[float]
    behind: list[int]


def measure(seconds: float = SHORT_S, devices: int = DEVICES, home: Path | None = None) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        city = home or Path(folder) / "city"
        expected = EVERY_S if seconds > EVERY_S else LATER_S
        began = time.perf_counter()
        if home is None or not home.exists():
            subprocess.run([sys.executable, "-m", "bench.city_home", str(city), str(devices), str(expected)], check=True)
        yield line(f"city: {devices:,} devices named and expected", [time.perf_counter() - began], "s")
        served = Served(city)
        try:
            yield line("city: start until the loop turns", [served.started_s], "s")
            yield from _held(served, devices, seconds)
        finally:
            served.stop()


def _held(served: Served, devices: int, seconds: float) -> Iterator[str]:
    token = served.token("city")
    _caught_up(served, 600)
    yield line("city: memory before the first reading (anonymous)", [served.memory_mb()], "MB")
    if seconds > EVERY_S:  # every device once, as on a day that is not the first
        _spoken(served, token, devices, EVERY_S, 0.0)
        _caught_up(served, 60)
    sight, over = Sight({}, [], []), threading.Event()
    watchers = [threading.Thread(target=watch, args=(served, sight, over)) for watch in (_alerts, _look)]
    for watcher in watchers:
        watcher.start()
    cpu_s, began = served.cpu_s(), time.perf_counter()
    said, sent = _spoken(served, token, devices, seconds, BREACH_EVERY_S)
    _caught_up(served, 60)
    cpu_s, wall = served.cpu_s() - cpu_s, time.perf_counter() - began
    time.sleep(1)
    over.set()
    for watcher in watchers:
        watcher.join()
    pace = devices / EVERY_S
    held = said["stored"] / said["seconds"]
    yield line(f"city: readings stored, {said['seconds']:.0f} s", [held], "readings/s", pace * HELD)
    cost = cpu_s / max(1, said["stored"])
    yield line(f"      processor time of the server, over {wall:.0f} s", [cost * 1e6], "µs a reading")
    yield line(f"      that is, at {pace / 1000:.0f} k readings/s", [cost * pace], "cores")
    yield line("      acknowledged within (p50)", [said["p50_ms"]], "ms")
    yield line("      acknowledged within (p99)", [said["p99_ms"]], "ms")
    yield line("      turned away, of all batches", [said["turned_away"]], "")
    yield line("      at most behind the clock", [said["behind_s"]], "s")
    yield from _raised(sight, sent)
    yield line("city: readings not yet read by the slowest fold, at most", [max(sight.behind)], "rows")
    yield line("city: memory (anonymous), at most", [max(sight.memory)], "MB", 12 * 1024, least=False)
    yield line("city: rows the ledger misses", [_missing(served)], "rows", 0, least=False)
    if seconds > SILENT_AFTER_S:
        dumb = len(range(0, devices, DUMB))
        yield f"city: {_count(served, 'devices.silence')} devices said to be silent, {dumb} never spoke"
    yield f"city: {_count(served, DETECTOR)} alerts of the threshold, {len(sent)} breaches planted"


def _raised(sight: Sight, sent: dict[str, int]) -> Iterator[str]:
    took = [sight.seen[name] - at for name, at in sent.items() if name in sight.seen]
    if len(took) < len(sent):
        yield f"city: {len(sent) - len(took)} of {len(sent)} planted breaches raised no alert: MISSED"
    if took:
        yield line(f"city: reading → alert, p50 of {len(took)}", [float(np.percentile(took, 50))], "ms")
        yield line(f"city: reading → alert, p99 of {len(took)}", [float(np.percentile(took, 99))], "ms", 100, least=False)
        yield line("      the slowest", [max(took)], "ms")


def _spoken(served: Served, token: str, devices: int, seconds: float, every_s: float) -> tuple[dict[str, Any], dict[str, int]]:
    words = [served.port, token, devices, seconds, every_s]
    command = [sys.executable, "-m", "bench.city_load", *map(str, words)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    said = [json.loads(one) for one in lines]
    if said[-1]["wrong"]:
        print(said[-1]["wrong"], file=sys.stderr)
    return said[-1], {one["breach"]: one["at_ms"] for one in said if "breach" in one}


def _caught_up(served: Served, within_s: float) -> None:
    """Served answers slower than usual while it reads 22 million rows at once."""
    until = time.perf_counter() + within_s
    while time.perf_counter() < until:
        try:
            if not served.get("/healthz")["unread_readings"] > DEVICES // 1000:
                return
        except OSError:
            pass
        time.sleep(0.5)


def _alerts(served: Served, sight: Sight, over: threading.Event) -> None:
    base, last = sqlite3.connect(f"file:{served.home / 'city.db'}?mode=ro", uri=True), 0
    while not over.wait(0.004):
        found = base.execute("select id, subject from alert where id > ? and detector = ?", (last, DETECTOR)).fetchall()
        now = time.time_ns() / 1e6
        for number, subject in found:
            last = max(last, number)
            sight.seen.setdefault(subject, now)
    base.close()


def _look(served: Served, sight: Sight, over: threading.Event) -> None:
    while not over.wait(2):
        sight.memory.append(served.memory_mb())
        try:
            sight.behind.append(int(served.get("/healthz")["unread_readings"]))
        except OSError:
            sight.behind.append(-1)
    sight.memory.append(served.memory_mb())
    sight.behind.append(int(served.get("/healthz")["unread_readings"]))


def _missing(served: Served) -> float:
    """Rows of all sources and hours that were sent and that nobody can account for."""
    ledger = served.get("/api/ledger", served.key("operator"))
    return float(sum(abs(cell["missing"]) for source in ledger["sources"] for cell in source["cells"]))


def _count(served: Served, detector: str) -> int:
    said = "select coalesce(sum(max(1, crowd)), 0) from alert where detector = ? and (storm = '' or crowd > 0)"
    with sqlite3.connect(f"file:{served.home / 'city.db'}?mode=ro", uri=True) as base:
        return int(base.execute(said, (detector,)).fetchone()[0])


def main() -> None:
    seconds, devices, *home = sys.argv[1:]
    for figure in measure(float(seconds), int(devices), Path(home[0]) if home else None):
        print(figure, flush=True)


if __name__ == "__main__":
    main()
