"""Who could take a case's work on: ranked by distance, load, experience and duty, each with its numbers; the dispatcher picks."""

from datetime import date
from typing import Any

import pytest

from cityloop.decide.suggestions.rules import Candidate, ranked
from cityloop.rulebook.assigning import on
from tests.conftest import BOTH
from tests.stories.moves import work_off
from tests.stories.test_the_national_cycle import dispatched
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import CENTRE, DISTRICT, Desk, Town

Staff = dict[str, Desk]


@pytest.fixture
def crews(town: Town, staff: Staff) -> Staff:
    """Three crews: near, a kilometre off, and one that does not say where it is."""
    for login, east in (("near", 0.001), ("far", 0.02)):
        staff[login] = town.hire(login, "water_utility", DISTRICT)
        assert staff[login].post("/api/whereabouts", lon=CENTRE[0] + east, lat=CENTRE[1]).status_code == 200
    return staff


def suggested(desk: Desk, case: int) -> list[dict[str, Any]]:
    return list(desk.get(f"/api/cases/{case}/suggestions").json())


@BOTH
def test_three_at_least_are_ranked_with_the_numbers_that_say_so(town: Town, crews: Staff) -> None:
    case = dispatched(town, crews)
    found = suggested(crews["dispatcher"], case)
    assert len(found) >= 3 and found[0]["login"] == "near"
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    near = found[0]
    assert 90 < near["metres"] < 105 and near["said"] and (near["load"], near["done"], near["on_duty"]) == (0, 0, None)
    assert abs(sum(one["value"] * one["weight"] for one in near["reasons"]) - near["score"]) < 0.001
    assert {one["because"] for one in near["reasons"]} == {"near", "load", "skill", "on_duty"}
    assert next(one for one in found if one["login"] == "crew")["said"] is False


def test_who_has_much_to_do_comes_later_and_who_has_done_it_before_sooner(town: Town, crews: Staff) -> None:
    first, case = dispatched(town, crews), dispatched(town, crews)
    work_off(crews["far"], first)
    by = {one["login"]: one for one in suggested(crews["dispatcher"], case)}
    assert (by["far"]["done"], by["near"]["done"]) == (1, 0)
    (task,) = crews["near"].case(case)["tasks"]
    assert crews["near"].post(f"/api/cases/{case}/tasks/{task['id']}/take").status_code == 200
    other = {one["login"]: one for one in suggested(crews["dispatcher"], dispatched(town, crews))}
    assert (other["near"]["load"], other["far"]["load"]) == (1, 0)


@BOTH
def test_the_dispatcher_picks_and_only_who_holds_the_duty_is_picked(town: Town, crews: Staff) -> None:
    case = dispatched(town, crews)
    (task,) = crews["dispatcher"].case(case)["tasks"]
    door = f"/api/cases/{case}/tasks/{task['id']}/assign"
    refused = crews["dispatcher"].post(door, login="grid")
    assert (refused.status_code, refused.json()["error"]) == (422, "NotTheirDuty")
    assert crews["grid"].post(door, login="near").status_code == 403
    assert crews["dispatcher"].post(door, login="near").json()["name"] == "Near"
    page = crews["dispatcher"].case(case)
    assert page["tasks"][0]["meant_name"] == "Near"
    assert "TaskAssigned" in {line["kind"] for line in page["timeline"]}
    assert {one["login"]: one["load"] for one in suggested(crews["dispatcher"], case)}["near"] == 1
    work_off(crews["far"], case)  # whoever holds the duty may take it
    assert crews["dispatcher"].post(door, login="near").status_code == 409


def test_where_people_are_is_not_told_to_everyone(town: Town, crews: Staff) -> None:
    case = dispatched(town, crews)
    assert suggested(crews["grid"], case) == []
    assert town.desk("stranger").get(f"/api/cases/{case}/suggestions").status_code == 404


def test_a_weight_of_nothing_makes_no_difference_and_amendments_move_the_order() -> None:
    numbers = on({}, date(2026, 3, 2), DISTRICT)
    busy = Candidate("busy", "50", 100.0, True, 9, 0, 0, False, None)
    idle = Candidate("idle", "50", 4000.0, True, 0, 0, 0, False, None)
    assert [one.candidate.login for one in ranked([idle, busy], numbers)] == ["busy", "idle"]
    assert [one.candidate.login for one in ranked([busy, idle], {**numbers, "weight_near": 0})] == ["idle", "busy"]
    assert (
        ranked([busy], dict.fromkeys(numbers, 1.0) | {name: 0.0 for name in numbers if name.startswith("weight")})[0].score == 0
    )
