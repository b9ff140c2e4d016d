"""What somebody with a telephone has to do, from what is meant for them to what they finish."""

import pytest

from cityloop.people.whereabouts import queries as whereabouts
from tests.stories.moves import FAST
from tests.stories.test_the_national_cycle import dispatched, looked, move, reported, staff  # noqa: F401 (a fixture)
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town


def errands(desk: Desk) -> list[tuple[str, str, list[str]]]:
    return [(one["kind"], one["state"], one["acts"]) for one in desk.get("/api/today").json()["errands"]]


@pytest.fixture
def people(staff: dict[str, Desk]) -> dict[str, Desk]:  # noqa: F811
    return staff


def test_a_task_is_taken_and_finished_from_what_today_says(town: Town, people: dict[str, Desk]) -> None:
    case = dispatched(town, people)
    crew = people["crew"]
    (one,) = crew.get("/api/today").json()["errands"]
    assert (one["kind"], one["case"], one["acts"], one["photo"], one["mine"]) == ("task", case, ["take"], True, False)
    assert (one["lon"], one["lat"]) == pytest.approx(CENTRE) and one["title"] and one["since"] < one["due"]
    assert crew.post(f"/api/cases/{case}/tasks/{one['id']}/take").status_code == 200
    assert errands(crew) == [("task", "at_work", ["finish"])]
    said = {"note": "已更换", "photos": [crew.photo()]}
    assert crew.post(f"/api/cases/{case}/tasks/{one['id']}/finish", **said).status_code == 200
    assert errands(crew) == []


def test_a_look_and_a_call_stand_in_today_until_they_are_answered(town: Town, people: dict[str, Desk]) -> None:
    case = reported(town, people["grid"])
    move(people["acceptor"], case, "look_first")
    town.city.settle()
    asked = [one for name in ("grid", "looker") for one in people[name].get("/api/today").json()["errands"]]
    assert [(one["kind"], one["look"], one["acts"]) for one in asked] == [
        ("look", "before_filing", ["accept", "reject", "whistle"])
    ]
    assert looked(people["looker"], case, "accept", note="属实").status_code == 200
    assert errands(people["looker"]) == []

    called = people["grid"].post(f"/api/cases/{case}/whistles", duties=["water_utility"], minutes=30, reason="漏水")
    assert called.status_code == 200
    assert ("call", "called", ["arrive"]) in errands(people["crew"])
    (call,) = called.json()["calls"]
    assert people["crew"].post(f"/api/calls/{call['id']}/arrive", lon=CENTRE[0], lat=CENTRE[1]).status_code == 200
    assert ("call", "arrived", ["result"]) in errands(people["crew"])
    assert people["crew"].post(f"/api/calls/{call['id']}/result", result="已关阀").status_code == 200
    assert errands(people["crew"]) == []


def test_what_is_meant_for_one_comes_with_when_they_are_expected(town: Town, clock: Hands) -> None:
    town.drive("渝A·T0001", *FAST)
    other = town.hire("patrol2", "spoil_patrol", DISTRICT)
    case = town.desk("dispatcher").get("/api/cases").json()[0]["id"]
    town.desk("dispatcher").post(f"/api/cases/{case}/dispatch", area=DISTRICT)
    task = town.desk("patrol").case(case)["tasks"][0]["id"]
    stops = [{"case": case, "task": task, "login": "patrol", "arrives": clock().isoformat()}]
    assert town.desk("dispatcher").post("/api/tours/adopt", stops=stops).status_code == 200
    mine = town.desk("patrol").get("/api/today").json()["errands"]
    assert [(one["mine"], one["expected"] is not None) for one in mine if one["id"] == task] == [(True, True)]
    assert [one for one in other.get("/api/today").json()["errands"] if one["id"] == task] == []
    assert town.desk("stranger").get("/api/today").json()["errands"] == []


def test_one_comes_to_work_and_leaves_and_where_one_was_is_forgotten(town: Town, clock: Hands) -> None:
    grid = town.hire("grid", "grid_member", "500103001")
    assert grid.get("/api/attendance").json() is None
    assert grid.post("/api/attendance/come", shares=True, lon=CENTRE[0], lat=CENTRE[1]).status_code == 200
    assert grid.post("/api/attendance/come", shares=True).json()["error"] == "AtWorkAlready"
    assert len(places(town)) == 1
    assert grid.post("/api/attendance/leave").json()["ended"] is not None and places(town) == []
    assert grid.post("/api/attendance/leave").json()["error"] == "NotAtWork"
    assert grid.post("/api/attendance/come", shares=False, lon=CENTRE[0], lat=CENTRE[1]).status_code == 200 and places(town) == []
    clock.forward(hours=17)
    assert town.desk("grid").post("/api/attendance/come").status_code == 200


def places(town: Town) -> list[str]:
    from_people = ("grid",)
    with town.city.glance(by="test") as work:
        return sorted(whereabouts.of(work, from_people))
