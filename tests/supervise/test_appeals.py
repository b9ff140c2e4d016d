"""Overtime appeals: once, looked at by two people, excused in statistics; the mark itself stays."""

import pytest

from tests.conftest import BOTH
from tests.supervise.made import at, case, write
from tests.town import DISTRICT, Desk, Hands, Town

pytestmark = BOTH


@pytest.fixture
def late(town: Town, clock: Hands) -> int:
    clock.now = at("2026-02-06 08:00")
    return write(town, case("2026-02-03 10:00", took_h=5), case("2026-02-03 11:00"))[0]


def on_time(desk: Desk) -> tuple[float, float]:
    groups = desk.get("/api/yardsticks/counted", area=DISTRICT, kind="month", day="2026-02-03").json()["groups"]
    value = next(one for one in groups[0]["values"] if one["name"] == "handling_on_time")
    return value["part"], value["whole"]


def test_granted_by_two_it_is_excused_and_the_mark_stays(town: Town, late: int) -> None:
    crew, dispatcher = town.hire("crew", "water_utility", DISTRICT), town.desk("dispatcher")
    leader = town.hire("leader", "leader", DISTRICT)
    assert on_time(leader) == (1, 2)
    assert dispatcher.post(f"/api/cases/{late}/appeal", reason="暴雨停工").status_code == 403
    page = f"/api/cases/{late}/appeal"
    assert crew.get(page).json() == {"appeal": None, "may_make": True}
    assert not dispatcher.get(page).json()["may_make"] and not crew.get(f"/api/cases/{late + 1}/appeal").json()["may_make"]
    assert crew.post(f"/api/cases/{late}/appeal", reason=" ").status_code == 422
    appeal = crew.post(f"/api/cases/{late}/appeal", reason="暴雨停工").json()
    assert (appeal["state"], appeal["decided"]) == ("made", None)
    assert crew.post(f"/api/cases/{late}/appeal", reason="再申诉一次").status_code == 409

    door = f"/api/appeals/{appeal['id']}/review"
    assert [desk.get(page).json()["appeal"]["may_review"] for desk in (crew, dispatcher, leader)] == [False, True, False]
    assert leader.post(door, granted=True).status_code == 403  # the first look is the dispatcher's
    assert dispatcher.post(door, granted=True, note="属实").json()["state"] == "first_granted"
    assert on_time(leader) == (1, 2)
    assert [desk.get(page).json()["appeal"]["may_review"] for desk in (crew, dispatcher, leader)] == [False, False, True]
    assert leader.post(door, granted=True).json()["state"] == "granted"
    assert on_time(leader) == (2, 2)
    assert leader.case(late)["case"]["late"] is True
    assert leader.post(door, granted=False, note="改主意").status_code == 409
    assert [line["kind"] for line in leader.case(late)["timeline"]] == [
        "AppealMade", "AppealReviewed", "AppealReviewed", "AppealDecided",
    ]  # fmt: skip


def test_one_refusal_ends_it_and_needs_a_reason(town: Town, late: int) -> None:
    crew, dispatcher = town.hire("crew", "water_utility", DISTRICT), town.desk("dispatcher")
    appeal = crew.post(f"/api/cases/{late}/appeal", reason="暴雨停工").json()
    door = f"/api/appeals/{appeal['id']}/review"
    assert dispatcher.post(door, granted=False).status_code == 422
    assert dispatcher.post(door, granted=False, note="当日无雨").json()["state"] == "refused"
    assert on_time(dispatcher) == (1, 2)
    assert [one["state"] for one in dispatcher.get("/api/appeals").json()] == ["refused"]
    assert dispatcher.get("/api/appeals", open_only=True).json() == []
    assert town.desk("stranger").get("/api/appeals").json() == []


def test_who_gave_the_first_look_does_not_give_the_second(town: Town, late: int) -> None:
    crew = town.hire("crew", "water_utility", DISTRICT)
    both = town.hire("both", "dispatcher", DISTRICT)
    town.hire("both", "leader", DISTRICT)
    town.hire("crew", "dispatcher", DISTRICT)
    appeal = crew.post(f"/api/cases/{late}/appeal", reason="暴雨停工").json()
    door = f"/api/appeals/{appeal['id']}/review"
    assert crew.post(door, granted=True).status_code == 403
    assert both.post(door, granted=True).status_code == 200
    assert both.post(door, granted=True).status_code == 403


def test_only_what_was_late_and_not_long_ago(town: Town, late: int, clock: Hands) -> None:
    crew = town.hire("crew", "water_utility", DISTRICT)
    assert crew.post(f"/api/cases/{late + 1}/appeal", reason="没有超时").status_code == 409
    clock.now = at("2026-02-25 08:00")
    crew = town.desk("crew")
    assert crew.post(f"/api/cases/{late}/appeal", reason="太晚了").status_code == 409
