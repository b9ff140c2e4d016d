"""A network operator fails: all devices are silent at one tick, and a threshold is breached in the same turn.

Measured is how long it takes until that breach is an alert, though a storm of millions is to be raised before it; what is in
memory; and how long it takes until all who are heard again have left the storm. In one process, on the whole city's map.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import func, select

from bench.city_home import AT_ONCE, DETECTOR, LENGTH, LIMIT, SIGNAL, agree, expect, names
from bench.machine import line
from cityloop.app.city import City
from cityloop.app.founding import draw_map, found
from cityloop.app.rounds import ROUNDS
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings, clock
from cityloop.app.stores import open_city
from cityloop.kernels.columns import Readings
from cityloop.kernels.texts import Texts
from cityloop.kit.frames import Batch
from cityloop.sense.alerts.tables import Alert
from cityloop.sense.devices import actions as devices

SILENCE, EVERY_S = "devices.silence", 60.0
SIZES = (20_000, 200_000, 2_000_000)
AIM_S = {2_000_000: 2.0, 22_000_000: 10.0}


class Hands:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.now = clock() - timedelta(hours=2)

    def __call__(self) -> datetime:
        return self.now


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """Each size in a process of its own, so that its memory is its own."""
    for size in sizes:
        command = [sys.executable, "-m", "bench.silence", str(size)]
        yield subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip()


def _fallen(folder: Path, size: int) -> Iterator[str]:
    hands, what = Hands(), f"{size / 1e6:g} M silent at one tick:"
    city = _city(folder, hands)
    expect(city, size, EVERY_S)
    _all_say(city, hands, size)
    _ticked(city, hands, 18)
    yield line(f"{what} memory before", [_memory_mb()], "MB")
    hands.now += timedelta(seconds=20)
    _said(city, np.array([0]), LIMIT + 5)
    _tick(city)
    began, worked = time.perf_counter(), time.process_time()
    while not _count(city, DETECTOR):
        city.read_on()
    aim = AIM_S.get(size)
    yield line(f"{what} until another's finding is an alert", [time.perf_counter() - began], "s", aim, least=False)
    yield line("    processor time", [time.process_time() - worked], "s")
    yield line("    storms", [_count(city, SILENCE)], "")
    yield line("    in them", [_inside(city)], "devices")
    yield line("    memory, at most", [_memory_mb("VmHWM")], "MB")
    began = time.perf_counter()
    hands.now += timedelta(seconds=10)
    _tick(city)
    city.read_on()
    yield line("    the turn after it", [time.perf_counter() - began], "s")
    began = time.perf_counter()
    while city.hand_over():
        pass
    yield line("    until all cases are opened", [time.perf_counter() - began], "s")
    yield from _returned(city, hands, size)
    city.frames.close()


def _city(folder: Path, hands: Hands) -> City:
    city = open_city(Settings(home=folder), installed(), hands)
    draw_map(city, lambda done, of: None)
    found(city, folder / "demo-password")
    agree(city)
    city.frames.open()
    city.begin_folds()
    return city


def _returned(city: City, hands: Hands, size: int) -> Iterator[str]:
    _all_say(city, hands, size)
    began = time.perf_counter()
    while city.read_on():
        pass
    hands.now += timedelta(seconds=10)
    for one in ROUNDS:
        city.go_round(one)
    yield line("    all heard again, until no storm rages", [time.perf_counter() - began], "s")
    yield line("    still open", [_count(city, SILENCE)], "")


def _all_say(city: City, hands: Hands, size: int) -> None:
    """Each at a moment of its own within the time from one tick to the next."""
    hands.now += timedelta(seconds=10)
    for first in range(0, size, AT_ONCE):
        _said(city, np.arange(first, min(first + AT_ONCE, size)), LIMIT / 2)


def _ticked(city: City, hands: Hands, times: int) -> None:
    for _ in range(times):
        hands.now += timedelta(seconds=10)
        _tick(city)
    while city.read_on():
        pass


def _tick(city: City) -> None:
    with city.work(by="rounds") as work:
        devices.tick(work)


def _said(city: City, numbers: np.ndarray, value: float) -> None:
    start, frames = np.arange(numbers.size, dtype=np.int64) * LENGTH, city.frames
    subject = frames.subjects.admit(Texts(names(numbers), start, start + LENGTH))
    signal = np.full(numbers.size, frames.signals.number(SIGNAL), np.int32)
    at = int(city.clock().timestamp() * 1000) - np.random.default_rng(int(numbers[0])).integers(0, 9_000, numbers.size)
    nowhere = np.full(numbers.size, np.nan)
    frames.log.append([Batch("measured", "", "", Readings(signal, subject, at, np.full(numbers.size, value), nowhere, nowhere))])


def _count(city: City, detector: str) -> int:
    with city.glance(by="measured") as work:
        return work.session.scalar(select(func.count()).where(Alert.detector == detector, Alert.open)) or 0


def _inside(city: City) -> int:
    with city.glance(by="measured") as work:
        return work.session.scalar(select(func.sum(Alert.crowd)).where(Alert.open)) or 0


def _memory_mb(what: str = "RssAnon") -> float:
    status = Path("/proc/self/status").read_text().split(f"{what}:")[1]
    return int(status.split()[0]) / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for figure in _fallen(Path(folder), int(sys.argv[1])):
            print(figure, flush=True)


if __name__ == "__main__":
    main()
