"""A case page offers what one may do and nothing else: what is offered is not refused, what is not offered is."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import BOTH
from tests.stories.moves import work_off
from tests.stories.test_the_national_cycle import dispatched, move, reported
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import DISTRICT, Desk, Hands, Town

Staff = dict[str, Desk]
REQUESTS = ("extension", "suspension", "across")
URGINGS = ("urge", "supervise", "leader")


def done(desk: Desk, case: int, act: str, other: int, clock: Hands) -> Any:
    """The act, said the way the page says it."""
    at = f"/api/cases/{case}"
    later = (clock() + timedelta(days=2)).isoformat()
    if act in REQUESTS:
        more = {"until": later} if act == "suspension" else {"duty": "clerk", "area": "500104001"} if act == "across" else {}
        return desk.post(f"{at}/requests", kind=act, reason="管材未到货", **more)
    if act in URGINGS:
        to = next((one["login"] for one in desk.get(f"{at}/acts").json().get("urgeable", [])), "crew")
        return desk.post(f"{at}/urgings", level=act, to=to, due=later, reason="群众反复反映")
    said: dict[str, dict[str, Any]] = {
        "flag": {"typical": True},
        "assist": {"duty": "water_utility", "area": "50"},
        "whistle": {"duties": ["water_utility"], "minutes": 60, "reason": "需要水务到场"},
        "split": {"titles": ["井盖", "路面"]},
        "merge": {"into": other, "reason": "同一处"},
    }
    door = {"flag": "flags", "whistle": "whistles"}.get(act, act)
    return desk.post(f"{at}/{door}", **said[act])


ACTS = ("flag", *URGINGS, "whistle", "assist", "extension", "split", "across", "suspension", "merge")


@pytest.mark.parametrize("who", ["acceptor", "leader", "dispatcher", "crew", "grid", "head", "board"])
def test_what_is_offered_may_be_done_and_nothing_else(town: Town, staff: Staff, clock: Hands, who: str) -> None:
    staff["head"] = town.hire("head", "leader", DISTRICT)
    staff["board"] = town.desk("board")
    desk = staff[who]
    for began in ("reported", "dispatched"):
        case = reported(town, staff["grid"]) if began == "reported" else dispatched(town, staff)
        other = reported(town, staff["grid"])
        for act in ACTS:
            offered = desk.get(f"/api/cases/{case}/acts").json().get("acts", [])  # none where the case is not seen
            answer = done(desk, case, act, other, clock)
            assert (answer.status_code == 200) is (act in offered), (began, act, answer.text)


def test_at_a_case_that_is_closed_only_marks_are_made(town: Town, staff: Staff) -> None:
    case = reported(town, staff["grid"])
    move(staff["acceptor"], case, "refuse", reason="不属本区")
    assert staff["acceptor"].get(f"/api/cases/{case}/acts").json()["acts"] == ["flag"]
    assert staff["crew"].get(f"/api/cases/{case}/acts").status_code == 404


@BOTH
def test_who_takes_part_and_what_belongs_together_is_shown(town: Town, staff: Staff, clock: Hands) -> None:
    case = dispatched(town, staff)
    desk = staff["dispatcher"]
    assert done(desk, case, "assist", 0, clock).status_code == 200
    assert desk.post(f"/api/cases/{case}/follow").status_code == 200
    assert done(desk, case, "split", 0, clock).status_code == 200
    twin = reported(town, staff["grid"])
    assert done(staff["acceptor"], twin, "merge", case, clock).status_code == 200
    shown = desk.get(f"/api/cases/{case}/acts").json()
    assert [(one["duty"], one["area"], one["how"]) for one in shown["parts"]] == [("water_utility", "50", "assist")]
    assert [one["subject"] for one in shown["pieces"]] == ["井盖", "路面"]
    assert shown["following"] and {one["login"] for one in shown["followers"]} == {"dispatcher", "grid"}
    assert [one["id"] for one in shown["joined"]] == [twin]
    piece = desk.get(f"/api/cases/{shown['pieces'][0]['id']}/acts").json()
    assert piece["whole"]["id"] == case


def now_at(desk: Desk, case: int) -> dict[str, Any]:
    (one,) = [one for one in desk.get(f"/api/cases/{case}/stages").json() if one["state"] == "here"]
    return dict(one)


def test_the_bar_says_the_step_who_is_waited_for_and_the_time_left(town: Town, staff: Staff, clock: Hands) -> None:
    case = reported(town, staff["grid"])
    desk = staff["acceptor"]
    first = now_at(desk, case)
    assert (first["stage"], first["left_s"], first["lamp"]) == ("file", 900, "green")
    assert {one["duty"] for one in first["awaited"]} == {"acceptor", "shift_leader"}
    clock.forward(minutes=20)
    assert now_at(desk, case)["left_s"] == -300 and now_at(desk, case)["lamp"] == "red"
    move(desk, case, "look_first")
    town.city.settle()
    looked_at = now_at(desk, case)
    assert looked_at["stage"] == "verify_before_filing" and [one["duty"] for one in looked_at["awaited"]] == ["grid_member"]


@BOTH
def test_handling_waits_for_who_holds_it(town: Town, staff: Staff) -> None:
    case = dispatched(town, staff)
    handling = now_at(staff["crew"], case)
    assert (handling["stage"], handling["awaited"][0]["duty"]) == ("handle", "water_utility")
    assert "Crew" in handling["awaited"][0]["names"]
    states = [one["state"] for one in staff["crew"].get(f"/api/cases/{case}/stages").json()]
    assert states == ["done", "skipped", "done", "here", "ahead", "ahead", "ahead", "ahead"]
    work_off(staff["crew"], case)
    assert now_at(staff["crew"], case)["stage"] == "handle"


def test_a_request_made_in_a_colleagues_post_shows_both_names(town: Town, staff: Staff) -> None:
    case = dispatched(town, staff)
    today = {"since": "2026-03-02", "until": "2026-03-03"}
    assert staff["crew"].post("/api/posts/acting", login="patrol", for_login="crew", **today).status_code == 200
    stands_in = town.desk("patrol")
    asked = stands_in.post(f"/api/cases/{case}/requests", kind="extension", reason="管材未到货").json()
    assert (asked["by"], asked["by_for"], asked["by_name"]) == ("patrol", "crew", "Patrol (Crew)")
    own = staff["crew"].post(f"/api/requests/{asked['id']}/approve")
    assert (own.status_code, own.json()["error"]) == (403, "SecondPerson")
    head = town.hire("head", "water_utility", DISTRICT)
    assert head.get(f"/api/cases/{case}/requests").json()[0]["may_approve"] is True
    assert staff["crew"].get(f"/api/cases/{case}/requests").json()[0]["may_approve"] is False
    assert head.post(f"/api/requests/{asked['id']}/approve").json()["first_name"] == "Head"
