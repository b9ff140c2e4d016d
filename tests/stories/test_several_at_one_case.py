"""Several at one matter: more time and a time of rest with two approvals, departments in parallel, parts, merges, whistles."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import BOTH
from tests.stories.moves import work_off
from tests.stories.test_the_national_cycle import dispatched, filed, move, reported, stands
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

pytestmark = BOTH
Staff = dict[str, Desk]


@pytest.fixture
def crewed(town: Town, staff: Staff) -> Staff:
    """Two more of the department, one of whom approves what the other asks."""
    return staff | {"head": town.hire("head", "water_utility", DISTRICT), "chief": town.hire("chief", "dispatcher", "50")}


def asked(desk: Desk, case: int, kind: str, **about: Any) -> Any:
    return desk.post(f"/api/cases/{case}/requests", kind=kind, reason="管材未到货", **about)


def granted(staff: Staff, case: int, kind: str, **about: Any) -> None:
    request = asked(staff["crew"], case, kind, **about).json()["id"]
    assert staff["head"].post(f"/api/requests/{request}/approve").json()["state"] == "seconded"
    assert staff["dispatcher"].post(f"/api/requests/{request}/approve").json()["state"] == "granted"


def due(desk: Desk, case: int) -> str:
    return str(desk.case(case)["case"]["due"])


def test_a_case_is_extended_twice_by_its_first_limit_and_no_more(town: Town, crewed: Staff) -> None:
    case = dispatched(town, crewed)
    before = due(crewed["crew"], case)
    granted(crewed, case, "extension")
    assert due(crewed["crew"], case) > before
    granted(crewed, case, "extension")
    refused = asked(crewed["crew"], case, "extension")
    assert (refused.status_code, refused.json()["error"]) == (409, "NoMore")


def test_nobody_approves_what_they_asked_and_the_second_is_somebody_else(town: Town, crewed: Staff) -> None:
    case = dispatched(town, crewed)
    request = asked(crewed["crew"], case, "extension").json()["id"]
    for desk, status in (("crew", 403), ("grid", 403), ("dispatcher", 403), ("head", 200), ("head", 403)):
        assert crewed[desk].post(f"/api/requests/{request}/approve").status_code == status, desk
    assert asked(crewed["crew"], case, "extension").json()["error"] == "AskedAlready"
    assert crewed["dispatcher"].post(f"/api/requests/{request}/refuse", note=" ").status_code == 422
    assert crewed["dispatcher"].post(f"/api/requests/{request}/refuse", note="有备用管材").json()["state"] == "refused"
    assert crewed["head"].post(f"/api/requests/{request}/approve").status_code == 409


def test_nobody_approves_a_colleagues_request_in_that_colleagues_post(town: Town, crewed: Staff) -> None:
    case = dispatched(town, crewed)
    request = asked(crewed["crew"], case, "extension").json()["id"]
    today = {"since": "2026-03-02", "until": "2026-03-03"}
    assert crewed["crew"].post("/api/posts/acting", login="patrol", for_login="crew", **today).status_code == 200
    answer = town.desk("patrol").post(f"/api/requests/{request}/approve")
    assert (answer.status_code, answer.json()["error"]) == (403, "SecondPerson")
    assert crewed["head"].post(f"/api/requests/{request}/approve").status_code == 200


def test_after_its_time_no_more_time_is_asked_for(town: Town, crewed: Staff, clock: Hands) -> None:
    case = dispatched(town, crewed)
    clock.forward(days=30)
    desk = town.desk("water")
    assert asked(town.hire("late", "water_utility", DISTRICT), case, "extension").json()["error"] == "TooLate"
    assert desk.get(f"/api/cases/{case}/requests").json() == []


def test_a_suspended_case_rests_with_its_clock_and_goes_on_by_itself(town: Town, crewed: Staff, clock: Hands) -> None:
    case = dispatched(town, crewed)
    until = clock() + timedelta(days=20)
    for wrong in (clock() - timedelta(days=1), clock() + timedelta(days=400)):
        assert asked(crewed["crew"], case, "suspension", until=wrong.isoformat()).json()["error"] == "TooLong"
    before = due(crewed["crew"], case)
    granted(crewed, case, "suspension", until=until.isoformat())
    assert stands(crewed["crew"], case) == ("suspended", "handle")
    clock.forward(days=19)
    town.city.all_rounds()
    crew = town.desk("crew")
    assert stands(crew, case)[0] == "suspended"
    assert town.desk("board").get("/api/situation").json()["overdue"] == 0
    clock.forward(days=1, minutes=1)
    town.city.all_rounds()
    town.city.settle()
    crew = town.desk("crew")
    assert stands(crew, case) == ("dispatched", "handle")
    assert due(crew, case) > before
    assert asked(crew, case, "suspension", until=(clock() + timedelta(days=1)).isoformat()).json()["error"] == "NoMore"


def test_who_assists_sees_the_case_and_it_is_not_done_before_they_are(town: Town, crewed: Staff) -> None:
    case = dispatched(town, crewed)
    patrol = town.desk("patrol")
    assert patrol.get(f"/api/cases/{case}").status_code == 404
    assert crewed["crew"].post(f"/api/cases/{case}/assist", duty="spoil_patrol", area=DISTRICT).status_code == 200
    assert case in {one["id"] for one in patrol.get("/api/cases").json()}
    mine, theirs = patrol.case(case)["tasks"]
    assert (mine["why_not"], theirs["why_not"]) == ("why_not.other_duty", "")

    own = f"/api/cases/{case}/tasks/{mine['id']}"
    crewed["crew"].post(f"{own}/take")
    crewed["crew"].post(f"{own}/finish", note="已更换", photos=[crewed["crew"].photo()])
    assert stands(crewed["crew"], case)[0] == "at_work"
    other = f"/api/cases/{case}/tasks/{theirs['id']}"
    assert patrol.post(f"{other}/take").status_code == 200
    assert patrol.post(f"{other}/finish", note="已清运").status_code == 200
    assert stands(crewed["crew"], case)[0] == "finished"


def test_a_matter_split_is_closed_when_all_its_parts_are(town: Town, crewed: Staff) -> None:
    case = dispatched(town, crewed)
    assert crewed["dispatcher"].post(f"/api/cases/{case}/split", titles=["只有一件"]).status_code == 422
    parts = crewed["dispatcher"].post(f"/api/cases/{case}/split", titles=["井盖", "路面"]).json()
    assert [one["state"] for one in parts] == ["opened", "opened"]
    work_off(crewed["crew"], case)
    assert move(crewed["crew"], case, "confirm").json()["error"] == "PartsOpen"
    for part in parts:
        assert move(crewed["leader"], part["id"], "force_close", reason="已完成").status_code == 200
    assert move(crewed["crew"], case, "confirm").status_code == 200


def test_two_reports_of_one_matter_become_one_and_both_reporters_follow_it(town: Town, crewed: Staff) -> None:
    first = filed(town, crewed)
    second = reported(town, crewed["looker"], title="井盖不见了")
    assert crewed["acceptor"].post(f"/api/cases/{second}/merge", into=second).status_code == 409
    assert crewed["acceptor"].post(f"/api/cases/{second}/merge", into=first).status_code == 200
    page = crewed["acceptor"].case(second)["case"]
    assert (page["state"], page["merged_into"]) == ("void", first)
    kinds = [line["kind"] for line in crewed["acceptor"].case(first)["timeline"]]
    assert "CaseJoined" in kinds


def test_another_districts_help_is_asked_granted_by_both_and_seen_there(town: Town, crewed: Staff) -> None:
    case = dispatched(town, crewed)
    other = town.hire("other", "dispatcher", "500104")
    helper = town.hire("helper", "water_utility", "500104")
    assert helper.get(f"/api/cases/{case}").status_code == 404
    request = asked(crewed["crew"], case, "across", duty="water_utility", area="500104").json()["id"]
    assert other.post(f"/api/requests/{request}/approve").status_code == 403
    assert crewed["dispatcher"].post(f"/api/requests/{request}/approve").json()["state"] == "seconded"
    assert crewed["chief"].get("/api/requests").json()[0]["id"] == request
    assert other.post(f"/api/requests/{request}/approve").json()["state"] == "granted"
    for desk in (helper, other):
        assert desk.get(f"/api/cases/{case}").status_code == 200
    assert [task["why_not"] for task in helper.case(case)["tasks"]] == ["why_not.other_duty", ""]


def test_who_is_whistled_for_comes_in_time_or_late_and_says_what_was_done(town: Town, crewed: Staff, clock: Hands) -> None:
    case = filed(town, crewed)
    path = f"/api/cases/{case}/whistles"
    assert crewed["crew"].post(path, duties=["spoil_patrol"], minutes=30, reason="x").status_code in (403, 404)
    assert crewed["grid"].post(path, duties=["nobody"], minutes=30, reason="堆土").status_code == 422
    blown = crewed["grid"].post(path, duties=["spoil_patrol", "water_utility"], minutes=30, reason="堆土压管").json()
    patrol = town.desk("patrol")
    assert {one["id"] for one in patrol.get("/api/whistles").json()} == {blown["id"]}
    first, second = (call["id"] for call in blown["calls"])
    assert patrol.post(f"/api/calls/{first}/result", result="清走").json()["error"] == "NotThereYet"
    clock.forward(minutes=20)
    arrived = patrol.post(f"/api/calls/{first}/arrive", lon=CENTRE[0] + 0.001, lat=CENTRE[1]).json()
    assert (arrived["late"], 80 < arrived["metres"] < 110) == (False, True)
    assert patrol.post(f"/api/calls/{first}/arrive").status_code == 409
    assert patrol.post(f"/api/calls/{first}/result", result="已清走").status_code == 200
    clock.forward(minutes=20)
    assert crewed["crew"].post(f"/api/calls/{second}/arrive").json()["late"] is True
    (whistle,) = crewed["grid"].get(path).json()
    assert [(call["duty"], call["late"], call["result"]) for call in whistle["calls"]] == [
        ("spoil_patrol", False, "已清走"),
        ("water_utility", True, ""),
    ]
