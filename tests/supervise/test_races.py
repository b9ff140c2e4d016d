"""The monthly race: places by a published rule, why they changed, and a board that stays as it was frozen."""

import io
from typing import Any

import openpyxl
import pytest

from cityloop.kit import facts
from tests.conftest import BOTH
from tests.supervise.made import at, case, write
from tests.town import DISTRICT, Desk, Hands, Town

ROADS = ("500103001", "500103002", "500103003")
RACE = "/api/races/streets"


def month(town: Town, number: int, late: dict[str, int], each: int = 24) -> None:
    """So many cases of each street, of which the first ones are late."""
    for street, many in late.items():
        rows = [
            case(f"2026-{number:02d}-{day + 1:02d} 09:00", took_h=6 if day < many else 2, area=f"{street}001001", **apart(day))
            for day in range(each)
        ]
        write(town, *rows)


def apart(day: int) -> dict[str, Any]:
    return {"lon": 106.5 + day * 0.01, "lat": 29.5}


@pytest.fixture
def leader(town: Town, clock: Hands) -> Desk:
    month(town, 1, dict(zip(ROADS, (0, 6, 12), strict=True)))
    month(town, 2, dict(zip(ROADS, (12, 6, 0), strict=True)))
    write(town, case("2026-02-03 09:00", area="500103004001001"))
    clock.now = at("2026-03-02 08:00")
    town.hire("leader", "leader", DISTRICT)
    return town.desk("leader")


def run(desk: Desk, day: str = "2026-02-10", area: str = DISTRICT) -> Any:
    return desk.get(RACE, area=area, day=day).json()


@BOTH
def test_places_are_by_points_and_every_change_says_whose_points_made_it(leader: Desk) -> None:
    runners = {one["group"]: one for one in run(leader)["runners"]}
    first, middle, last, few = (runners[one] for one in (ROADS[2], ROADS[1], ROADS[0], "500103004"))
    assert [one["place"] for one in (first, middle, last, few)] == [1, 2, 3, 0]
    assert first["total"] == pytest.approx(100) and last["total"] == pytest.approx(90)  # half of 20 points are lost
    assert (first["before"]["place"], last["before"]["place"]) == (3, 1)
    assert first["gained"] == pytest.approx({"on_time": 10}) and last["gained"] == pytest.approx({"on_time": -10})
    assert first["overtook"] == [ROADS[1], ROADS[0]] and last["overtaken_by"] == [ROADS[2], ROADS[1]]
    for one in (first, middle, last):
        assert sum(one["gained"].values()) == pytest.approx(one["total"] - one["before"]["total"])
    assert (first["flag"], last["flag"], few["flag"]) == ("red", "yellow", "")
    assert run(leader)["rule_changed"] is False
    lost = leader.get(
        "/api/sheets/jinniu/cost", area=DISTRICT, day="2026-02-10", by="street", group=ROADS[0], mark="on_time"
    ).json()  # fmt: skip
    assert len(lost) == 12 and sum(one["adds"] for one in lost) == pytest.approx(10)


@BOTH
def test_with_the_frozen_month_the_board_stays_as_it_was(town: Town, leader: Desk, clock: Hands) -> None:
    assert run(leader)["frozen"] is None
    period = leader.post("/api/periods", area=DISTRICT, kind="month", day="2026-02-10").json()
    town.city.settle()
    kept = run(leader)
    assert kept["frozen"] == period["id"] and len(kept["file"]) == 64
    write(town, *(case("2026-02-25 09:00", took_h=6, area=f"{ROADS[2]}001001") for _ in range(40)))
    assert run(leader)["runners"] == kept["runners"]
    clock.now = at("2026-04-02 08:00")
    leader = town.desk("leader")
    assert run(leader) == kept
    march = {one["group"]: one for one in run(leader, "2026-03-10")["runners"]}
    assert all(one["before"]["place"] == 1 for group, one in march.items() if group == ROADS[2])

    clerk = town.desk("clerk")  # of one street: sees the own line with its place, and who is named in it are those it may see
    (own,) = run(clerk)["runners"]
    assert (own["group"], own["place"], own["overtaken_by"]) == (ROADS[0], 3, [])
    assert clerk.get(RACE, area=DISTRICT, day="2026-01-10").status_code == 404  # not frozen: a place among some is no place
    assert town.desk("stranger").get(RACE, area=DISTRICT, day="2026-02-10").status_code == 404
    with town.city.glance(by="test") as work:
        told = [row for row in facts.since(work.session, 0) if row.kind == "HeatKept"]
    assert [(row.body["race"], row.body["file"]) for row in told] == [("streets", kept["file"])]


def test_the_rule_is_data_with_a_day_and_the_board_says_that_it_changed(town: Town, leader: Desk, clock: Hands) -> None:
    board, (rule,) = town.desk("board"), [one for one in leader.get("/api/races").json() if one["name"] == "streets"]
    assert rule["rewards"]["zh"] and rule["penalties"]["en"] and rule["sure"]
    body = {key: rule[key] for key in ("name", "words", "among", "sheet", "yardstick", "least", "rewards", "penalties", "source")}
    changed = {**body, "red": 1, "yellow": 1, "least": 1, "sure": False}
    said: dict[str, Any] = {"kind": "race", "body": changed, "reason": "少罚一些"}
    assert board.post("/api/yardsticks/definitions", since="2026-04-01", **said).status_code == 200
    assert (
        board.post("/api/yardsticks/definitions", since="2026-05-01", **{**said, "body": {**changed, "red": -1}}).status_code
        == 422
    )
    clock.now = at("2026-05-02 08:00")
    month(town, 4, dict(zip(ROADS, (0, 6, 12), strict=True)))
    leader = town.desk("leader")
    april = run(leader, "2026-04-10")
    assert april["rule_changed"] is True and april["race"]["red"] == 1
    assert [one["flag"] for one in april["runners"]] == ["red", "", "yellow"]
    assert run(leader)["race"]["red"] == 2
    history = leader.get("/api/yardsticks/history", kind="race", name="streets").json()
    assert [(one["since"], one["reason"]) for one in history] == [("2026-04-01", "少罚一些")]


def test_nobody_is_spoken_to_whom_chance_alone_made_last(town: Town, clock: Hands) -> None:
    month(town, 2, dict(zip(ROADS, (2, 3, 4), strict=True)))
    clock.now = at("2026-03-02 08:00")
    runners = run(town.hire("leader", "leader", DISTRICT))["runners"]
    assert [one["place"] for one in runners] == [1, 2, 3] and {one["adjusted"] for one in runners} == {1}
    assert [one["flag"] for one in runners] == ["red", "red", ""]


def test_the_board_is_taken_along_as_excel(leader: Desk) -> None:
    said = leader.get(f"{RACE}/board.xlsx", area=DISTRICT, day="2026-02-10", language="en")
    book = openpyxl.load_workbook(io.BytesIO(said.content))
    assert book.sheetnames == ["Places", "Changes", "Rule"]
    places = list(book["Places"].iter_rows(values_only=True))
    assert [(row[0], row[3]) for row in places[1:4]] == [(1, ROADS[2]), (2, ROADS[1]), (3, ROADS[0])]
    changes = {row[0]: row for row in book["Changes"].iter_rows(values_only=True)}
    assert len(changes) == 4
    rule = dict(row[:2] for row in book["Rule"].iter_rows(values_only=True))
    assert rule["Month"] == "2026-02" and "red flag" not in (rule["Rewards"] or "") and rule["Red flags"] == 2
    assert leader.get(RACE, area="50", day="2026-02-10").status_code == 422
    assert leader.get("/api/races/nothing", area=DISTRICT).status_code == 404
