"""The fold of all vital signs keeps the promises of a fold: how readings are brought changes neither values nor lamps."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cityloop.kernels.columns import Readings, State, together
from cityloop.kernels.rollup import STAYS
from cityloop.kit.frames.names import Names
from cityloop.sense.vitals import pulse
from cityloop.sense.vitals.layout import Layout, Tree, layout
from tests.sense.vitals import BINS, FULL, LEVEL, ratio, vital

TREE = Tree.of(["500103", "500104", "500103001", "500103002", "500104001"], "50")
BEGAN = 1_772_416_800_000
SIGNALS = {one.name: one for one in (LEVEL, BINS, FULL)}
LAMP = {"yellow": 3, "red": 6, "up_s": 30, "down_s": 60, "clear_s": 120, "hysteresis": 0.5}
VITALS = (
    vital(lamp=LAMP),
    ratio(),
    vital("mean", rolls_up="mean", inputs={"level": {"reads": LEVEL.name, "how": "mean"}}),
    vital("deep", formula="deep", inputs={"deep": {"reads": LEVEL.name, "how": "count", "above": 5.0}}, rolls_up="sum"),
    vital("said", formula="said", inputs={"said": {"reads": LEVEL.name, "how": "count", "during": True}}, rolls_up="ratio"),
    vital("least", inputs={"level": {"reads": LEVEL.name, "how": "min"}}, rolls_up="min"),
    vital("beyond", rolls_up="count", lamp=LAMP),
    vital("last", rolls_up="latest"),
    vital("twice", formula="2 * depth", inputs={"depth": {"reads": "facility.drainage.depth"}}, rolls_up="ratio"),
    vital(
        "heavy",
        rolls_up="weighted",
        weight="bins",
        formula="level",
        inputs={"level": {"reads": LEVEL.name, "how": "mean"}, "bins": {"reads": BINS.name}},
    ),
)
HOLDS = ("value", "shown", "lit", "since", "quiet", "at", "said", "trend", "cells")


@pytest.fixture
def plan(tmp_path: Path) -> Layout:
    names = Names(tmp_path / "signals.names")
    names.numbers(SIGNALS)
    return layout({one.name: one for one in VITALS}, SIGNALS, names, TREE, date(2026, 3, 2))


def made_up(seed: int, rows: int = 400, subjects: int = 12) -> Readings:
    rng = np.random.default_rng(seed)
    at = BEGAN + np.sort(rng.choice(600, rows, replace=False)) * 1000
    subject = rng.integers(0, subjects, rows).astype(np.int32)
    nowhere = np.full(rows, np.nan)
    return Readings(rng.integers(0, 3, rows).astype(np.int32), subject, at, rng.uniform(0.1, 10, rows).round(3), nowhere, nowhere)


def beaten(plan: Layout, parts: list[Readings]) -> tuple[State, set[tuple[Any, ...]]]:
    """The state in the end, and all readings that were given, after these batches and ten quiet minutes."""
    state: State = {}
    given: set[tuple[Any, ...]] = set()
    spoken = [part for part in parts if part.at.size]
    for part in [*spoken, spoken[0].take(np.zeros(0, np.int64))]:
        now = int(part.at.max()) if part.at.size else BEGAN + 1_300_000
        state, said = pulse.step(state, plan, part, (part.subject % 6).astype(np.int32), now)
        given |= set(zip(said.signal.tolist(), said.subject.tolist(), said.at.tolist(), said.value.tolist(), strict=True))
    return state, given


def alike(one: State, other: State) -> None:
    for name in HOLDS:
        np.testing.assert_array_equal(np.asarray(one[name]), np.asarray(other[name]), err_msg=name)


@pytest.mark.parametrize("seed", range(8))
def test_how_readings_are_brought_does_not_matter(plan: Layout, seed: int) -> None:
    rng, rows = np.random.default_rng(seed), made_up(seed)
    whole, given = beaten(plan, [rows])
    ways: dict[str, list[Readings]] = {
        "out of order": [rows.take(rng.permutation(rows.at.size))],
        "one by one": [rows.take(np.array([row])) for row in range(rows.at.size)],
        "in other batches": [rows.take(part) for part in np.split(np.arange(rows.at.size), np.sort(rng.integers(0, 400, 5)))],
        "twice in a batch": [rows.take(rng.permutation(np.r_[0:400, 0:400]))],
        "again and again": [rows, rows, rows],
    }
    assert len(given) > 20
    for how, parts in ways.items():
        state, also = beaten(plan, parts)
        assert also == given, how
        alike(whole, state)


@pytest.mark.parametrize("seed", range(4))
def test_the_values_are_those_of_a_slow_look_at_the_newest_readings(plan: Layout, seed: int) -> None:
    rows = made_up(seed)
    state, _ = pulse.step({}, plan, rows, (rows.subject % 6).astype(np.int32), int(rows.at.max()))
    newest: dict[tuple[int, int], float] = {}
    for signal, subject, said in zip(rows.signal.tolist(), rows.subject.tolist(), rows.value.tolist(), strict=True):
        newest[signal, subject] = said

    def inside(signal: int, code: str) -> list[float]:
        return [v for (s, subject), v in newest.items() if s == signal and TREE.codes[subject % 6].startswith(code)]

    for place, code in enumerate(TREE.codes):
        level = inside(0, code)
        full = sum(inside(2, code)) / sum(inside(1, code)) * 100
        assert value(state, plan, "facility.drainage.full", place) == pytest.approx(full)
        if place >= 3:  # streets
            assert value(state, plan, "mean", place) == pytest.approx(np.mean(level))
            assert value(state, plan, "least", place) == min(level)
            assert value(state, plan, "facility.drainage.depth", place) == max(level)
            assert value(state, plan, "deep", place) == sum(one > 5 for one in level)


def value(state: State, plan: Layout, name: str, place: int) -> float:
    return float(np.asarray(state["value"])[plan.row[name], place])


def rolled(plan: Layout, **levels: float) -> State:
    streets = {"a": "500103001", "b": "500103002", "c": "500104001"}
    places = np.array([TREE.place[streets[name]] for name in levels], np.int32)
    size, nowhere = len(levels), np.full(len(levels), np.nan)
    signal, subject = np.zeros(size, np.int32), np.arange(size, dtype=np.int32)
    rows = Readings(signal, subject, np.full(size, BEGAN), np.array(list(levels.values())), nowhere, nowhere)
    bins = rows._replace(signal=signal + 1, value=np.array([1.0, 3.0, 4.0])[:size])
    both = together([rows, bins])
    return pulse.step({}, plan, both, np.r_[places, places], BEGAN)[0]


@pytest.mark.parametrize(
    ("name", "street", "district", "city"),
    [
        ("facility.drainage.depth", 2.0, 6.0, 7.0),
        ("mean", 2.0, 4.0, 5.0),
        ("deep", 0.0, 1.0, 2.0),
        ("least", 2.0, 2.0, 2.0),
        ("twice", 4.0, 12.0, 14.0),
        ("heavy", 2.0, 5.0, 6.0),
        ("beyond", 2.0, 1.0, 2.0),
    ],
)
def test_it_rolls_up_in_its_own_way(plan: Layout, name: str, street: float, district: float, city: float) -> None:
    state = rolled(plan, a=2.0, b=6.0, c=7.0)
    assert [value(state, plan, name, TREE.place[code]) for code in ("500103001", "500103", "50")] == [street, district, city]


def spoken(subject: int, street: str, level: float, at: int) -> tuple[Readings, Any]:
    nowhere, place = np.full(1, np.nan), np.array([TREE.place[street]], np.int32)
    who = np.full(1, subject, np.int32)
    return Readings(np.zeros(1, np.int32), who, np.full(1, at), np.full(1, level), nowhere, nowhere), place


def test_a_count_is_of_the_streets_beyond_the_limit_and_goes_down_when_one_comes_back(plan: Layout) -> None:
    state, seen = rolled(plan, a=2.0, b=6.0, c=7.0), []
    for second, level in enumerate((2.9, 3.0, 1.0), 1):
        one, place = spoken(1, "500103002", level, BEGAN + second * 1000)
        state, _ = pulse.step(state, plan, one, place, BEGAN + second * 1000)
        seen.append([value(state, plan, "beyond", TREE.place[code]) for code in ("500103", "500104", "50")])
    assert seen == [[0.0, 1.0, 1.0], [1.0, 1.0, 2.0], [0.0, 1.0, 1.0]]


@pytest.mark.parametrize("order", [("500103001", "500103002", "500104001"), ("500104001", "500103002", "500103001")])
def test_the_latest_rolls_up_from_the_street_that_spoke_last(plan: Layout, order: tuple[str, ...]) -> None:
    state: State = {}
    for second, street in enumerate(order):
        one, place = spoken(TREE.place[street], street, float(street[-4:]), BEGAN + second * 1000)
        state, _ = pulse.step(state, plan, one, place, BEGAN + second * 1000)
        assert value(state, plan, "last", 0) == float(street[-4:])
        assert value(state, plan, "last", TREE.place[street[:6]]) == float(street[-4:])
    again, place = spoken(TREE.place[order[2]], order[2], 9.0, BEGAN)  # older than what it said: says nothing
    state, _ = pulse.step(state, plan, again, place, BEGAN + 9000)
    assert value(state, plan, "last", 0) == float(order[2][-4:])


def test_a_subject_that_moves_takes_its_value_along(plan: Layout) -> None:
    state = rolled(plan, a=2.0, b=6.0)
    there = np.array([TREE.place["500104001"]], np.int32)
    none, first, at = (np.array([said]) for said in (0, 1, BEGAN + 1000))
    one = Readings(none.astype(np.int32), first.astype(np.int32), at, *ONCE)
    state, _ = pulse.step(state, plan, one, there, BEGAN + 1000)
    assert [value(state, plan, "facility.drainage.depth", TREE.place[code]) for code in ("500103", "500104")] == [2.0, 9.0]
    still = one._replace(at=one.at + 1000, value=np.array([8.0]))
    state, _ = pulse.step(state, plan, still, np.array([STAYS], np.int32), BEGAN + 2000)
    assert value(state, plan, "facility.drainage.depth", TREE.place["500104"]) == 8.0


def test_a_district_that_is_spoken_for_as_a_whole_stands_for_its_streets(plan: Layout) -> None:
    state = rolled(plan, a=2.0, b=6.0)
    none, subject = np.zeros(1, np.int32), np.full(1, 9, np.int32)
    one = Readings(none, subject, np.full(1, BEGAN), np.full(1, 7.0), *ONCE[1:])
    state, _ = pulse.step(state, plan, one, np.array([TREE.place["500104"]], np.int32), BEGAN + 1)
    assert [value(state, plan, "mean", TREE.place[code]) for code in ("500103", "500104", "50")] == [4.0, 7.0, 5.0]
    assert [value(state, plan, "facility.drainage.depth", TREE.place[code]) for code in ("500104", "50")] == [7.0, 7.0]


ONCE: tuple[Any, ...] = (np.array([9.0]), np.array([np.nan]), np.array([np.nan]))


def test_who_has_been_silent_for_three_readings_no_longer_counts(plan: Layout) -> None:
    state = rolled(plan, a=2.0)
    nothing = made_up(0).take(np.zeros(0, np.int64))
    for minutes, known in ((14, True), (17, False)):
        state, _ = pulse.step(state, plan, nothing, np.zeros(0, np.int32), BEGAN + minutes * 60_000)
        assert np.isfinite(value(state, plan, "mean", 0)) == known


def test_a_reading_from_the_future_does_not_hurry_the_others(plan: Layout) -> None:
    rows = made_up(1)
    places = (rows.subject % 6).astype(np.int32)
    early = rows.take(np.array([0]))._replace(at=np.array([BEGAN + 10_000_000]))
    state, _ = pulse.step({}, plan, early, places[:1], BEGAN)
    assert int(np.asarray(state["tick"])[0]) == BEGAN // pulse.TICK_MS


def test_a_new_vital_sign_finds_the_old_readings(plan: Layout, tmp_path: Path) -> None:
    state = rolled(plan, a=2.0, b=6.0, c=7.0)
    names = Names(tmp_path / "signals.names")
    more = {one.name: one for one in (*VITALS[:4], vital("new", formula="level + 1"))}
    wider = layout(more, SIGNALS, names, Tree.of([*TREE.codes[1:], "500105", "500105001"], "50"), date(2026, 3, 2))
    nothing = made_up(0).take(np.zeros(0, np.int64))
    state, _ = pulse.step(state, wider, nothing, np.zeros(0, np.int32), BEGAN + 1000)
    assert value(state, wider, "new", wider.tree.place["500104001"]) == 8.0
    assert value(state, wider, "new", 0) == 8.0
    assert value(state, wider, "mean", wider.tree.place["500103"]) == 4.0
