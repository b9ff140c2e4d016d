"""Score sheets, whose lost points lead to cases; rankings; and what somebody should look at."""

from typing import Any

import pytest
from sqlalchemy import insert

from tests.conftest import BOTH
from tests.supervise.made import TABLES, at, case, write
from tests.town import DISTRICT, Hands, Town

FEBRUARY = {"kind": "month", "day": "2026-02-10", "area": DISTRICT}


@BOTH
def test_two_real_sheets_give_what_a_hand_gives_and_every_lost_point_has_its_cases(town: Town, clock: Hands) -> None:
    numbers = write(
        town,
        *(case(f"2026-02-{day:02d} 09:00") for day in range(1, 8)),
        case("2026-02-08 09:00", took_h=6),
        case("2026-02-09 09:00", rework=3),
        case("2026-02-10 09:00", took_h=None),
    )
    clock.now = at("2026-03-02 08:00")
    desk = town.desk("inspector")
    (jinniu,) = desk.get("/api/sheets/jinniu", **FEBRUARY).json()
    points = {mark["name"]: mark["points"] for mark in jinniu["marks"]}
    assert points == pytest.approx({"handling": 27, "on_time": 16, "rework": 20 * 8 / 9, "overdue": 18, "extension": 10})
    assert jinniu["total"] == pytest.approx(sum(points.values()))
    cost = desk.get("/api/sheets/jinniu/cost", group="water_utility", mark="on_time", **FEBRUARY).json()
    assert {one["case"]: one["adds"] for one in cost} == pytest.approx({numbers[7]: 2, numbers[9]: 2})

    (jinhua,) = desk.get("/api/sheets/jinhua", **FEBRUARY).json()
    points = {mark["name"]: mark["points"] for mark in jinhua["marks"]}
    assert points["closing_on_time"] == 50 and points["closing"] == 20
    assert (points["reworks"], points["third_reworks"]) == pytest.approx((-0.4, -0.5))
    assert {mark["name"] for mark in jinhua["marks"] if not mark["measured"]} == {"urgent"}
    assert desk.get("/api/sheets/nothing", **FEBRUARY).status_code == 404
    streets = desk.get("/api/sheets/jinniu", by="street", **FEBRUARY).json()
    assert [one["group"] for one in streets] == ["500103001"]  # where nothing was to do nobody is full of points


@BOTH
def test_a_ranking_shows_both_places(town: Town, clock: Hands) -> None:
    for street, hard in (("500103001", 3), ("500103002", 0)):
        for day in range(1, 21):
            area = f"{street}001001"
            write(town, case(f"2026-02-{day:02d} 09:00", area=area, category_code="C01001"))
            for hour in range(hard):
                late = 6 if (day + hour) % 2 else 2
                write(town, case(f"2026-02-{day:02d} {10 + hour}:00", took_h=late, area=area, category_code="M01001"))
    clock.now = at("2026-03-02 08:00")
    found = {one["group"]: one for one in town.desk("inspector").get("/api/rankings", by="street", **FEBRUARY).json()}
    assert (found["500103001"]["raw_place"], found["500103002"]["raw_place"]) == (2, 1)
    assert {one["place"] for one in found.values()} == {1}
    refused = town.desk("inspector").get("/api/rankings", by="street", yardstick="handling_time", **FEBRUARY)
    assert refused.json()["error"] == "NotRankable"


@BOTH
def test_what_is_odd_leads_to_its_cases(town: Town, clock: Hands) -> None:
    near: dict[str, Any] = {"lon": 106.556, "lat": 29.556}
    far: dict[str, Any] = {"lon": 106.60, "lat": 29.60}
    usual = write(town, case("2026-02-02 09:00", **far), case("2026-02-12 09:00", **near))
    again = write(town, case("2026-02-14 09:00", **near))
    split = write(town, *(case(f"2026-02-20 10:{minute}", lon=106.57, lat=29.57) for minute in (10, 20, 30)))
    looks = TABLES["verification"]
    with town.city.engine.begin() as connection:
        for number, seconds in ((usual[0], "12:10:00"), (usual[1], "11:10:30")):
            day = "2026-02-02" if number == usual[0] else "2026-02-12"
            asked = at(f"{day} 11:10")
            row: dict[str, Any] = {
                "case_id": number,
                "asked": asked,
                "kind": "before_closing",
                "by": "x",
                "asked_of": "",
                "note": "",
            }
            row |= {"photos": [], "accepted": True}
            connection.execute(insert(looks).values(**row, at=at(f"{day} {seconds}")))
    clock.now = at("2026-03-02 08:00")
    found = town.desk("inspector").get("/api/doubts", **FEBRUARY).json()
    kinds = {(one["kind"], one["case"]) for one in found}
    assert ("early", usual[1]) in kinds and ("early", usual[0]) not in kinds and ("unseen", usual[0]) not in kinds
    assert {case_id for kind, case_id in kinds if kind == "unseen"} == {*again, *split}
    assert ("again", again[0]) in kinds and ("pieces", split[2]) in kinds
    counted = town.desk("inspector").get("/api/doubts/counted", by="duty", **FEBRUARY).json()
    assert counted == [{"group": "water_utility", "cases": 6, "doubted": {"early": 1, "unseen": 4, "pieces": 1, "again": 1}}]
    pieces = town.desk("inspector").get("/api/doubts", odd="pieces", by="duty", group="water_utility", **FEBRUARY).json()
    assert [one["case"] for one in pieces] == [split[2]]
    assert town.desk("inspector").get("/api/doubts", by="duty", group="clerk", **FEBRUARY).json() == []
    assert town.desk("stranger").get("/api/doubts", **FEBRUARY).json() == []
    assert town.desk("stranger").get("/api/doubts/counted", **FEBRUARY).json() == []
