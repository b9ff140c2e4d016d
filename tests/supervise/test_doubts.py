"""Doubts: every kind is found where it was planted, and an honest month is left alone."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert

from cityloop.decide.evidence import actions as evidence
from cityloop.decide.facts import CaseFiled
from tests.conftest import BOTH
from tests.decide.pictures import jpeg, scene
from tests.supervise.made import TABLES, at, case, write
from tests.town import DISTRICT, Desk, Hands, Town

MARCH = {"kind": "month", "day": "2026-03-10", "area": DISTRICT}


def apart(number: int) -> dict[str, Any]:
    return {"lon": 106.5 + number * 0.002, "lat": 29.5}


def of(desk: Desk, kind: str) -> list[dict[str, Any]]:
    return list(desk.get("/api/doubts", odd=kind, **MARCH).json())


@BOTH
def test_a_time_that_is_not_when_it_was_told_is_found(town: Town, clock: Hands) -> None:
    clock.now = at("2026-03-04 09:05")
    true, moved = write(town, case("2026-03-04 09:00", **apart(1)), case("2026-03-04 09:00", **apart(2)))
    with town.city.work(by="shift") as work:
        work.tell(CaseFiled(case=true, **_filed()))
        work.tell(CaseFiled(case=moved, **_filed()))
    with town.city.engine.begin() as connection:
        cases = TABLES["case"]
        connection.execute(cases.update().where(cases.c.id == moved).values(filed=at("2026-03-04 08:35")))
    clock.now = at("2026-04-02 08:00")
    (found,) = of(town.desk("inspector"), "redated")
    assert (found["case"], found["says"].split()[0], found["number"]) == (moved, "filed", 1800)


def _filed() -> dict[str, Any]:
    return {name: "" for name in CaseFiled.__dataclass_fields__ if name != "case"}


@BOTH
def test_copied_notes_and_pictures_that_look_alike_are_found_each_once(town: Town, clock: Hands) -> None:
    first, copy, like, other = write(town, *(case(f"2026-03-0{day} 09:00", **apart(day)) for day in (3, 4, 5, 6)))
    content = {"a.jpg": jpeg(scene(1)), "b.jpg": jpeg(scene(1), quality=30), "c.jpg": jpeg(scene(2))}
    shown = (
        (first, "a.jpg", "管道已更换，现场已清理干净。"),
        (copy, "a.jpg", "x"),
        (like, "b.jpg", "管道已更换，现场已清理干净。"),
    )
    with town.city.work(by="crew") as work:
        for number, name, _ in (*shown, (other, "c.jpg", "")):
            evidence.look(work, name, content[name], number)
    with town.city.engine.begin() as connection:
        for number, name, note in (*shown, (other, "c.jpg", "另一处")):
            connection.execute(insert(TABLES["task"]).values(**_task(number, name, note)))
    clock.now = at("2026-04-02 08:00")
    desk = town.desk("inspector")
    assert {(one["case"], one["other"]) for one in of(desk, "copied")} == {(copy, first), (like, first)}
    assert of(desk, "alike") == []  # the note says it already
    with town.city.engine.begin() as connection:
        connection.execute(TABLES["task"].update().where(TABLES["task"].c.case_id == like).values(note="y"))
    (alike,) = of(desk, "alike")
    assert (alike["case"], alike["other"]) == (like, first) and 0 <= alike["number"] <= 6


def _task(number: int, photo: str, note: str) -> dict[str, Any]:
    said = {"case_id": number, "step": "s", "duty": "water_utility", "area": DISTRICT, "photo": True, "state": "finished"}
    done = {"taken_by": "crew", "taken_at": at("2026-03-03 10:00"), "finished_at": at("2026-03-03 11:00")}
    return {**said, **done, "note": note, "photos": [photo]}


@BOTH
def test_a_post_that_ends_its_cases_just_before_the_limit_is_found_and_its_neighbour_is_not(town: Town, clock: Hands) -> None:
    rng = np.random.default_rng(3)
    honest, moved = rng.gamma(2, 0.4, 300), rng.gamma(2, 0.4, 300)
    late = np.flatnonzero((moved > 1) & (moved < 1.4))
    moved[late] = 1 - rng.uniform(0, 0.02, late.size)
    rows = [
        case(
            f"2026-03-{1 + number % 25:02d} {number % 20:02d}:{number % 60:02d}", took_h=4 * share, held_at=area, **apart(number)
        )
        for area, shares in (("500103001", honest), ("500103002", moved))
        for number, share in enumerate(shares.tolist())
    ]
    clock.now = at("2026-04-02 08:00")
    numbers = write(town, *rows)
    found = of(town.desk("inspector"), "bunched")
    guilty = {numbers[300 + place] for place in late.tolist()}
    named = {one["case"] for one in found}
    assert guilty <= named <= set(numbers[300:])
    assert all(0 <= one["number"] <= 0.026 * 4 * 3600 and "500103002" in one["says"] for one in found)
    about = found[0]["about"]
    assert about["before"] == len(named) and about["expected"] < about["before"] / 2 and about["chance"] < 0.001


def test_an_honest_month_is_left_alone(town: Town, clock: Hands) -> None:
    """Eight hundred cases of thirty kinds over two kilometres each way, looked at after ten minutes and more: of all kinds of
    doubt together fewer than two in a hundred, and those are real repeats near each other."""
    rng = np.random.default_rng(8)
    rows = []
    for number in range(800):
        began = at("2026-03-01 00:00") + timedelta(minutes=int(rng.integers(0, 29 * 1440)))
        place: dict[str, Any] = {"lon": 106.55 + rng.random() * 0.0207, "lat": 29.55 + rng.random() * 0.018}
        took = float(rng.gamma(2, 0.35 * 4))
        rows.append(case(f"{began:%Y-%m-%d %H:%M}", took_h=took, category_code=f"C{rng.integers(1, 31):05d}", **place))
        rows[-1]["held_at"] = f"50010300{number % 2 + 1}"
    clock.now = at("2026-04-20 08:00")
    numbers = write(town, *rows)
    with town.city.engine.begin() as connection:
        for number, row in zip(numbers, rows, strict=True):
            after = timedelta(minutes=float(10 + rng.exponential(30)))
            look = {"case_id": number, "asked": row["done"], "kind": "before_closing", "by": "x", "asked_of": "", "note": ""}
            connection.execute(insert(TABLES["verification"]).values(**look, photos=[], accepted=True, at=row["done"] + after))
    found = town.desk("inspector").get("/api/doubts", **MARCH).json()
    assert {one["kind"] for one in found} <= {"again"}
    assert len({one["case"] for one in found}) < 0.02 * len(rows)


@pytest.mark.parametrize("login", ["stranger", "clerk"])
def test_a_case_one_may_not_see_is_not_named_by_a_picture_like_its(town: Town, clock: Hands, login: str) -> None:
    hidden, mine = write(
        town, case("2026-03-03 09:00", area="500103002001001"), case("2026-03-04 09:00", area=f"{_area(login)}001001")
    )
    with town.city.work(by="crew") as work:
        for number in (hidden, mine):
            evidence.look(work, "same.jpg", jpeg(scene(4)), number)
    clock.now = at("2026-04-02 08:00")
    found = town.desk(login).get("/api/doubts", odd="alike", kind="month", day="2026-03-10").json()
    assert [(one["case"], one["other"]) for one in found] == [(mine, 0)]


def _area(login: str) -> str:
    return {"stranger": "500104001", "clerk": "500103001"}[login]
