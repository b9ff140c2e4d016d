"""Tens of thousands fall silent at once: one storm a street, nobody else waits, and each that returns has returned."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch
from cityloop.kit.work import Work
from cityloop.rulebook import EXPECTS
from cityloop.sense.detectors.actions import look
from tests.conftest import BOTH
from tests.sense.test_devices import gauge, keeper, pass_time
from tests.town import CENTRE, Desk, Town

MANY = 20_000
SILENCE = "devices.silence"
WEST, SOUTH, EAST, NORTH = 106.50, 29.53, 106.58, 29.58  # around the district


def names(first: int, until: int) -> list[str]:
    return [f"dev-{number:06d}" for number in range(first, until)]


def expected(town: Town, count: int = MANY, every_s: float = 60) -> None:
    """So many devices somewhere in the district, said into the log as the registry does."""
    random, frames = np.random.default_rng(3), town.city.frames
    lon, lat = random.uniform(WEST, EAST, count), random.uniform(SOUTH, NORTH, count)
    said(town, EXPECTS.name, names(0, count), np.full(count, every_s), lon, lat)
    town.city.settle()
    assert len(frames.subjects) >= count


def said(town: Town, signal: str, codes: list[str], value: Any, lon: Any = np.nan, lat: Any = np.nan) -> None:
    frames, size = town.city.frames, len(codes)
    at = np.full(size, int(town.clock().timestamp() * 1000))
    number = np.full(size, frames.signals.number(signal), np.int32)
    columns = (np.broadcast_to(np.float64(one), size).copy() for one in (value, lon, lat))
    frames.log.append([Batch("test", "", "", Readings(number, frames.subjects.numbers(codes), at, *columns))])


def hear(town: Town, codes: list[str]) -> None:
    said(town, "trucks.position", codes, 3.0)
    town.city.settle()


def silent(town: Town, count: int = MANY) -> None:
    """All of them fall silent at one tick."""
    expected(town, count)
    pass_time(town, 4)


def storms(desk: Desk, **about: Any) -> list[dict[str, Any]]:
    seen = desk.get("/api/alerts", limit=1000, **about).json()
    return [one for one in seen if one["detector"] == SILENCE]


def crowd(desk: Desk, head: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while part := desk.get(f"/api/alerts/{head}/crowd", after=found[-1]["number"] if found else -1, limit=1000).json():
        found += part
    return found


@BOTH
def test_thousands_silent_at_once_are_one_storm_a_street_and_each_of_them_is_in_one(town: Town) -> None:
    desk = town.hire("chief", "dispatcher", "50")
    silent(town)
    heads = storms(desk)
    assert 1 < len(heads) < 60
    assert sum(head["count"] for head in heads) == sum(head["crowd"] for head in heads) == MANY
    assert all(head["storm"].startswith("area:50") and head["open"] and head["case"] for head in heads)
    inside = {head["area"]: crowd(desk, head["id"]) for head in heads}
    assert sorted(one["subject"] for part in inside.values() for one in part) == names(0, MANY)
    assert all(one["area"].startswith(area) for area, part in inside.items() for one in part)


def test_where_thousands_are_silent_the_map_is_blind(town: Town) -> None:
    silent(town)
    desk = town.hire("chief", "dispatcher", "50")
    (seen,) = desk.get("/api/devices/coverage", level=1).json()
    assert seen["expected"] == seen["silent"] > MANY // 10


def test_another_alert_of_the_same_turn_is_there_at_once(town: Town) -> None:
    expected(town)
    pass_time(town, 3)
    assert storms(town.hire("chief", "dispatcher", "50")) == []
    town.clock.forward(seconds=20)
    town.city.all_rounds()  # the tick that finds them silent
    town.drive("渝A·1", *[80.0] * 6)
    assert [one["open"] for one in town.desk("dispatcher").alerts("渝A·1")] == [True]
    assert storms(town.hire("chief", "dispatcher", "50"))


@BOTH
def test_who_returns_leaves_the_storm_and_when_nearly_all_are_back_it_is_over(town: Town) -> None:
    desk = town.hire("chief", "dispatcher", "50")
    silent(town)
    hear(town, names(0, 5000))
    assert sum(head["crowd"] for head in storms(desk)) == MANY - 5000
    assert min(one["subject"] for head in storms(desk) for one in crowd(desk, head["id"])) == "dev-005000"
    hear(town, names(5000, MANY - 3))
    town.city.settle()
    town.city.all_rounds()
    alone = [one for one in storms(desk, open_only=True) if not one["storm"]]
    assert sorted(one["subject"] for one in alone) == names(MANY - 3, MANY)
    assert all(one["area"].startswith("50") for one in alone)
    hear(town, names(MANY - 3, MANY))
    town.clock.forward(minutes=1)
    town.city.all_rounds()
    assert storms(desk, open_only=True) == []
    assert sum(head["count"] for head in storms(desk) if head["storm"]) == MANY


def test_who_falls_silent_again_while_the_storm_rages_joins_it_again(town: Town) -> None:
    desk = town.hire("chief", "dispatcher", "50")
    silent(town)
    hear(town, names(0, 100))
    pass_time(town, 4)
    heads = storms(desk)
    assert sum(head["crowd"] for head in heads) == MANY
    assert all(head["storm"] for head in heads)


@BOTH
def test_the_page_of_a_device_says_in_which_storm_it_is(town: Town) -> None:
    desk = keeper(town)
    chief = town.hire("chief", "dispatcher", "50")
    desk.post("/api/devices", **gauge())
    silent(town)
    assert desk.get("/api/devices/one/water-3").json()["silent_since"]
    (storm,) = desk.get("/api/alerts", subject="water-3", open_only=True).json()
    assert storm["storm"] and storm["open"]
    (one,) = [one for one in crowd(chief, storm["id"]) if one["subject"] == "water-3"]
    assert one["name"] == "三号水位计" and (one["lon"], one["lat"]) == CENTRE
    hear(town, ["water-3"])
    assert desk.get("/api/alerts", subject="water-3", open_only=True).json() == []
    assert town.desk("stranger").get(f"/api/alerts/{storm['id']}/crowd").status_code == 404


class Killed(Exception):
    pass


def turned_until_killed(town: Town, after: int) -> bool:
    """Let silence read on; the process ends when so many transactions are kept. Whether it came to that."""
    kept = 0

    @contextmanager
    def begin(by: str) -> Iterator[Work]:
        nonlocal kept
        if kept == after:
            raise Killed
        with town.city.work(by) as work:
            yield work
        kept += 1

    states, end = town.city.frames.states, town.city.frames.log.end
    try:
        while states.of(SILENCE)[1] < end:
            with town.city.glance(by="loop") as work:
                look(work, begin, work.rulebook.detectors[SILENCE])
        killed = kept == after  # all is kept, and the state is not
    except Killed:
        killed = True
    forgotten(town)
    return killed


def forgotten(town: Town) -> None:
    """What is only in memory is gone, as after a kill."""
    for reader in (SILENCE, f"{SILENCE}.crowds"):
        town.city.frames.states.forget(reader)


def as_it_is(desk: Desk) -> list[tuple[Any, ...]]:
    said = ("subject", "area", "began", "ended", "count", "crowd", "storm", "open", "peak")
    return sorted(tuple(one[name] for name in said) for one in storms(desk))


def killed_at_every_border(town: Town) -> None:
    kills = 0
    while turned_until_killed(town, kills):
        kills += 1
    assert kills > 1
    town.city.settle()


@BOTH
def test_whenever_the_process_is_killed_each_is_in_one_storm_or_alone_and_once(town: Town) -> None:
    """A mass, some of whom have an alert of their own before; then the return of nearly all."""
    desk, count = town.hire("chief", "dispatcher", "50"), 6000
    expected(town, count)
    said(town, EXPECTS.name, names(count, count + 10), 50.0, *CENTRE)
    town.city.settle()
    pass_time(town, 3)  # the ten report more often, and are missed sooner
    town.clock.forward(seconds=20)
    town.city.all_rounds()
    killed_at_every_border(town)
    assert_once(town, desk, names(0, count + 10))
    town.clock.forward(seconds=10)
    said(town, "trucks.position", names(3, count), 3.0)
    town.city.all_rounds()
    killed_at_every_border(town)
    assert_once(town, desk, [*names(0, 3), *names(count, count + 10)])
    assert sum(head["count"] for head in storms(desk) if head["storm"]) == count


def assert_once(town: Town, desk: Desk, codes: list[str]) -> None:
    seen = storms(desk, open_only=True)
    lone = [one["subject"] for one in seen if not one["storm"]]
    inside = [one["subject"] for head in seen if head["storm"] for one in crowd(desk, head["id"])]
    assert sorted([*lone, *inside]) == codes


def test_reading_all_again_after_a_lost_checkpoint_changes_nothing(town: Town) -> None:
    desk = town.hire("chief", "dispatcher", "50")
    silent(town, 6000)
    hear(town, names(0, 2500))
    pass_time(town, 1)
    hear(town, names(2500, 5998))
    pass_time(town, 4)
    before = as_it_is(desk)
    forgotten(town)
    town.city.settle()
    town.city.all_rounds()
    assert town.city.stuck() == {}
    assert as_it_is(desk) == before
