"""When the disk or the loop falls behind: others are asked to come back, what is urgent passes, and nothing taken is lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cityloop.kit.frames import segments
from cityloop.rulebook import Signal
from cityloop.sense.signals.actions import declare
from tests.sense.test_the_door import counted, reading
from tests.town import Hands, Town

GAS = "gas.level"


@pytest.fixture
def gas(town: Town, clock: Hands) -> str:
    """A signal that goes first."""
    with town.city.work(by="board") as work:
        declare(work, Signal(name=GAS, unit="%", expect_every=timedelta(minutes=1), least=0, most=100, urgent=True))
    clock.forward(seconds=3)
    return GAS


def leak(subject: str) -> dict[str, Any]:
    return reading(subject, signal=GAS, value=9.5, lon=None, lat=None)


class Disk:
    """A disk that stands still while it is held; `order` is what was written, message by message."""

    def __init__(self) -> None:
        self._may, self.order = threading.Event(), list[list[int]]()
        self.came = threading.Semaphore(0)

    def write(self, message: segments.Message) -> None:
        self.came.release()
        assert self._may.wait(30)
        self.order.append(message.readings.signal.tolist())

    def go_on(self) -> None:
        self._may.set()


@contextmanager
def held(town: Town) -> Iterator[Disk]:
    """The log's own writer, before which every message waits for the disk."""
    disk, writer = Disk(), town.city.frames.log._writer
    append = writer.append

    def slowly(message: segments.Message) -> None:
        disk.write(message)
        append(message)

    writer.append = slowly  # type: ignore[method-assign]
    try:
        yield disk
    finally:
        disk.go_on()


def later(town: Town, key: str, rows: list[dict[str, Any]], answers: dict[str, Any]) -> threading.Thread:
    thread = threading.Thread(target=lambda: answers.__setitem__(key, town.send(key, rows)))
    thread.start()
    return thread


def until(town: Town, rows: int) -> None:
    """Until so many rows wait."""
    for _ in range(2000):
        if town.front.app.state.intake.waiting_rows >= rows:
            return
        threading.Event().wait(0.005)
    raise AssertionError(f"{rows} rows never waited")


def test_behind_a_slow_disk_urgent_readings_pass_and_are_written_first(town: Town, gas: str) -> None:
    intake = town.front.app.state.intake
    intake.limits = replace(intake.limits, waiting_rows=400)
    answers: dict[str, Any] = {}
    with held(town) as disk:
        threads = [later(town, "first", [reading("a")], answers)]
        assert disk.came.acquire(timeout=30)
        threads.append(later(town, "second", [reading(f"{n}") for n in range(340)], answers))
        until(town, 341)
        turned_away = town.send("third", [reading("c")])
        assert (turned_away.status_code, turned_away.json()["error"]) == (429, "Full")
        assert 1 <= int(turned_away.headers["retry-after"]) <= 60
        threads.append(later(town, "leak", [leak("valve")], answers))
        until(town, 342)
        disk.go_on()
        for thread in threads:
            thread.join()
        urgent = town.city.frames.signals.known(gas)
        assert [rows[:1] == [urgent] for rows in disk.order] == [False, True, False], "the urgent one overtook the second"
    assert [counted(answers[key]) for key in ("first", "second", "leak")] == [(1, 0, 0, 0), (340, 0, 0, 0), (1, 0, 0, 0)]
    assert counted(town.send("third", [reading("c")])) == (1, 0, 0, 0)
    assert town.city.frames.log.end == 343
    assert intake.turned_away == {"gps": 1}


def test_the_share_of_the_urgent_has_an_end_too(town: Town, gas: str) -> None:
    intake = town.front.app.state.intake
    intake.limits = replace(intake.limits, waiting_rows=100)
    answers: dict[str, Any] = {}
    with held(town) as disk:
        threads = [later(town, "first", [leak("a")], answers)]
        assert disk.came.acquire(timeout=30)
        threads.append(later(town, "second", [leak(f"{n}") for n in range(90)], answers))
        until(town, 91)
        assert town.send("third", [leak("c")]).status_code == 429
        disk.go_on()
        for thread in threads:
            thread.join()
    assert sum(counted(answer)[0] for answer in answers.values()) == 91


def test_while_the_loop_stands_still_only_urgent_readings_pass(town: Town, gas: str, clock: Hands) -> None:
    intake = town.front.app.state.intake
    intake.limits = replace(intake.limits, unread_rows=100)
    town.city.begin_folds()
    assert counted(town.send("a", [reading(f"{n}") for n in range(101)])) == (101, 0, 0, 0)
    clock.forward(seconds=1)
    turned_away = town.send("b", [reading("late")])
    assert turned_away.status_code == 429 and int(turned_away.headers["retry-after"]) >= 1
    assert counted(town.send("c", [leak("valve")])) == (1, 0, 0, 0)
    assert 'cityloop_rows_turned_away_total{source="gps"} 1.0' in town.hire("watching", "operator", "50").get("/metrics").text
    town.city.settle()
    clock.forward(seconds=1)
    assert counted(town.send("b", [reading("late")])) == (1, 0, 0, 0)


def test_a_fold_that_is_stuck_holds_nobody_up(town: Town, clock: Hands) -> None:
    intake = town.front.app.state.intake
    intake.limits = replace(intake.limits, unread_rows=10)
    town.city.begin_folds()
    for fold in town.city.folds:
        town.city._stick(fold, RuntimeError("a bug"))
    town.send("a", [reading(f"{n}") for n in range(50)])
    clock.forward(seconds=1)
    assert counted(town.send("b", [reading("x")])) == (1, 0, 0, 0)
