"""`make bench`: every figure of docs/benchmarks.md, measured on this machine now. About half an hour.

`python -m bench door mqtt` measures some parts only; a part that is not known names them all. `make soak` holds the whole city
for ten minutes.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from bench import (
    accuracy,
    backing,
    cases,
    city,
    clocks,
    crowds,
    door,
    folds,
    lake,
    lamp,
    latency,
    matrix,
    mqtt,
    permits,
    rules,
    silence,
    spark,
    stops,
    things,
    vitals,
)
from bench.machine import about, line
from bench.server import Served

Part = Callable[["Cities"], Iterator[str]]


class Cities(ExitStack):
    """Cities served for the parts that need one: with nobody in it, and after that with people."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._home, self._served = folder / "city", dict[bool, Served]()

    def served(self, people: bool = False) -> Served:
        if people not in self._served:
            if not self._home.exists():
                Served(self._home).stop()  # draws the map
            self._end()
            self._served[people] = Served(self._home, demo=people)
            self.callback(self._end)
        return self._served[people]

    def _end(self) -> None:
        while self._served:
            self._served.popitem()[1].stop()

    def start(self) -> Iterator[str]:
        first = Served(self._home)
        yield line("first start: map drawn, loop turning", [first.started_s], "s")
        first.stop()
        yield line("second start until the loop turns", [self.served().started_s], "s", 5, least=False)
        yield line("memory at rest (anonymous)", [self.served().memory_mb()], "MB")

    def memory(self) -> Iterator[str]:
        yield line("memory after the load (anonymous)", [self.served().memory_mb()], "MB")


def _latency(cities: Cities) -> Iterator[str]:
    served = cities.served(people=True)
    yield from latency.measure(served, served.key("duty"))
    yield from latency.storm(served)


PARTS: Mapping[str, Part] = {
    "accuracy": lambda _: accuracy.measure(),
    "points": lambda _: folds.points(),
    "folds": lambda _: crowds.measure(),
    "scenarios": lambda _: folds.measure(),
    "stops": lambda _: stops.measure(),
    "rules": lambda _: rules.measure(),
    "clocks": lambda _: clocks.measure(),
    "matrix": lambda _: matrix.measure(),
    "vitals": lambda _: chain(vitals.measure(), vitals.growth()),
    "silence": lambda _: silence.measure(),
    "lake": lambda _: lake.measure(),
    "start": Cities.start,
    "door": lambda cities: chain(door.measure(cities.served()), cities.memory()),
    "mqtt": lambda cities: mqtt.measure(cities.served()),
    "things": lambda cities: things.measure(cities.served()),
    "lamp": lambda cities: lamp.measure(cities.served(people=True)),
    "latency": _latency,
    "cases": lambda _: cases.measure(),
    "permits": lambda _: permits.measure(),
    "backup": lambda _: backing.measure(),
    "spark": lambda _: spark.measure(),
    "city": lambda _: city.measure(),
}


def main() -> None:
    names = sys.argv[1:] or list(PARTS)
    if strange := [name for name in names if name not in PARTS]:
        print(f"There are these parts: {', '.join(PARTS)}. Not known: {', '.join(strange)}.")
        return
    began = time.perf_counter()
    print(about(), flush=True)
    with tempfile.TemporaryDirectory() as folder, Cities(Path(folder)) as cities:
        for name in names:
            since = time.perf_counter()
            print(f"\n{name}", flush=True)
            for figure in PARTS[name](cities):
                print(figure, flush=True)
            print(f"{name}: {time.perf_counter() - since:.0f} s", file=sys.stderr, flush=True)
    print(f"{time.perf_counter() - began:.0f} s in all", file=sys.stderr)


if __name__ == "__main__":
    main()
