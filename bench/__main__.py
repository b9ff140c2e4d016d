"""`make bench`: every figure of docs/benchmarks.md, measured on this machine now. About ten minutes.

`make bench-accuracy`: how right the detectors are, nothing of speed.
"""

import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench import accuracy, crowds, door, folds, lake, latency, mqtt, rules, things
from bench.machine import about, line
from bench.server import Served


def figures(home: Path) -> Iterator[str]:
    yield about()
    yield from accuracy.measure()
    yield from folds.points()
    yield from crowds.measure()
    yield from rules.measure()
    yield from folds.measure()
    yield from lake.measure()
    first = Served(home)
    yield line("first start: map drawn, loop turning", [first.started_s], "s")
    first.stop()
    again = Served(home)
    yield line("second start until the loop turns", [again.started_s], "s", 5, least=False)
    yield line("memory at rest (anonymous)", [again.memory_mb()], "MB")
    yield from door.measure(again)
    yield from mqtt.measure(again)
    yield from things.measure(again)
    yield line("memory after the load (anonymous)", [again.memory_mb()], "MB")
    again.stop()
    with_people = Served(home, demo=True)
    yield from latency.measure(with_people, _key(with_people))
    yield from latency.storm(with_people)
    with_people.stop()


def _key(served: Served) -> str:
    password = (served.home / "demo-password").read_text().strip()
    body = json.dumps({"login": "duty", "password": password}).encode()
    request = urllib.request.Request(served.url + "/api/session", body, {"content-type": "application/json"})
    return str(json.load(urllib.request.urlopen(request))["key"])


def main() -> None:
    began = time.perf_counter()
    if sys.argv[1:] == ["accuracy"]:
        for figure in accuracy.measure():
            print(figure, flush=True)
        return
    with tempfile.TemporaryDirectory() as home:
        for figure in figures(Path(home) / "city"):
            print(figure, flush=True)
    print(f"{time.perf_counter() - began:.0f} s in all", file=sys.stderr)


main()
