"""What a person reports goes round the national cycle: reported, verified, filed, dispatched, handled, verified, closed."""

import json
from pathlib import Path
from typing import Any

import pytest

from cityloop.app.founding import bring_standards
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.standards.sheets import delivered
from cityloop.rulebook.limits import Counting, Limit
from tests.conftest import BOTH
from tests.stories.moves import verification, work_off
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

pytestmark = BOTH


@pytest.fixture
def staff(town: Town) -> dict[str, Desk]:
    """Those who keep the cycle going in the district, and a grid member on foot."""
    return {
        "acceptor": town.hire("acceptor", "acceptor", DISTRICT),
        "leader": town.hire("leader", "shift_leader", DISTRICT),
        "dispatcher": town.desk("dispatcher"),
        "crew": town.hire("crew", "water_utility", DISTRICT),
        "grid": town.hire("grid", "grid_member", DISTRICT),
        "looker": town.hire("looker", "grid_member", DISTRICT),
    }


def reported(town: Town, by: Desk, **about: Any) -> int:
    """A report, and the number of the case that begins with it."""
    said = {"title": "井盖缺失", "text": "路中间", "category_code": "C01001", "lon": CENTRE[0], "lat": CENTRE[1], **about}
    assert by.post("/api/reports", **said).status_code == 200
    town.city.settle()
    return max(int(one["id"]) for one in by.get("/api/cases").json())


def move(desk: Desk, case: int, name: str, **said: str) -> Any:
    return desk.post(f"/api/cases/{case}/moves/{name}", said=said)


def looked(desk: Desk, case: int, verdict: str, **seen: Any) -> Any:
    """Somebody was there, and shows a picture."""
    said = {"photos": [desk.photo()], "lon": CENTRE[0], "lat": CENTRE[1], **seen}
    return desk.post(f"{verification(desk, case)}/{verdict}", **said)


def stands(desk: Desk, case: int) -> tuple[str, str]:
    page = desk.case(case)["case"]
    return page["state"], page["stage"]


def filed(town: Town, staff: dict[str, Desk]) -> int:
    case = reported(town, staff["grid"], photos=[staff["grid"].photo()])
    assert move(staff["acceptor"], case, "file").status_code == 200
    return case


def dispatched(town: Town, staff: dict[str, Desk]) -> int:
    case = filed(town, staff)
    assert move(staff["dispatcher"], case, "dispatch", area=DISTRICT, duty="water_utility").status_code == 200
    return case


def test_a_report_goes_once_round_the_national_cycle(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    case = reported(town, staff["grid"], photos=[staff["grid"].photo()])
    assert stands(staff["acceptor"], case) == ("reported", "file")
    assert len(staff["acceptor"].case(case)["case"]["number"]) == 19

    assert move(staff["acceptor"], case, "look_first").status_code == 200
    town.city.settle()
    assert stands(staff["acceptor"], case) == ("verifying", "verify_before_filing")
    assert looked(staff["looker"], case, "accept", note="确实缺失").status_code == 200
    assert stands(staff["acceptor"], case) == ("reported", "file")

    assert move(staff["acceptor"], case, "file").status_code == 200
    assert move(staff["dispatcher"], case, "dispatch", area=DISTRICT, duty="water_utility").status_code == 200
    clock.forward(hours=1)
    work_off(staff["crew"], case, note="已更换井盖")
    assert stands(staff["crew"], case) == ("finished", "handle")
    assert move(staff["crew"], case, "confirm").status_code == 200
    assert move(staff["dispatcher"], case, "look_last").status_code == 200
    town.city.settle()
    assert looked(staff["looker"], case, "accept").status_code == 200
    town.city.settle()
    assert stands(staff["acceptor"], case) == ("checked", "close")
    assert move(staff["acceptor"], case, "close").status_code == 200
    town.city.settle()

    page = staff["leader"].case(case)
    assert (page["case"]["state"], page["case"]["late"], page["points"]) == ("closed", False, 100)
    assert [line["kind"] for line in page["timeline"]] == [
        "CaseReported", "ClockPaused", "CaseMoved", "LookAsked", "VerificationAsked", "CaseVerified", "CaseFiled",
        "CaseDispatched", "TaskTaken", "PhotoFlagged", "TaskFinished", "CaseMoved", "CaseMoved", "CaseDone", "VerificationAsked",
        "PhotoFlagged", "CaseVerified", "ScoreAwarded", "CaseClosed",
    ]  # fmt: skip
    assert town.city.stuck() == {}


def test_a_report_that_is_none_is_refused_with_a_reason(town: Town, staff: dict[str, Desk]) -> None:
    case = reported(town, staff["grid"])
    assert move(staff["acceptor"], case, "refuse").status_code == 422
    assert move(staff["acceptor"], case, "refuse", reason="私事，请物业处理").status_code == 200
    assert stands(staff["acceptor"], case) == ("void", "void")
    assert move(staff["acceptor"], case, "file").status_code == 409


def test_each_move_belongs_to_somebody(town: Town, staff: dict[str, Desk]) -> None:
    case = reported(town, staff["grid"])
    for name in ("dispatcher", "crew", "grid"):
        assert move(staff[name], case, "file").status_code in (403, 404)
    assert move(staff["acceptor"], case, "file").status_code == 200
    assert move(staff["acceptor"], case, "dispatch", area=DISTRICT).status_code == 403
    assert move(staff["dispatcher"], case, "suspend").status_code == 409
    offers = {one["move"]: one["why_not"] for one in staff["acceptor"].case(case)["offers"]}
    assert offers["dispatch"] == "why_not.dispatcher" and "file" not in offers


def test_a_return_never_advances_and_the_third_pulls_in_who_is_responsible(town: Town, staff: dict[str, Desk]) -> None:
    case = filed(town, staff)
    for count in (1, 2, 3):
        assert move(staff["dispatcher"], case, "dispatch", area=DISTRICT, duty="water_utility").status_code == 200
        assert move(staff["crew"], case, "give_back", reason=" ").status_code == 422
        assert move(staff["crew"], case, "give_back", reason="不属于本单位").status_code == 200
        page = staff["dispatcher"].case(case)
        assert (page["case"]["state"], page["case"]["returns"], page["tasks"]) == ("opened", count, [])
        assert [line["kind"] for line in page["timeline"]].count("OwnerPulledIn") == count // 3


def test_poor_work_goes_back_with_all_that_was_shown(town: Town, staff: dict[str, Desk]) -> None:
    case = dispatched(town, staff)
    work_off(staff["crew"], case)
    move(staff["crew"], case, "confirm")
    assert move(staff["dispatcher"], case, "send_back", reason="照片不清").status_code == 200
    page = staff["crew"].case(case)
    assert (page["case"]["state"], page["case"]["rework"], page["tasks"][0]["state"]) == ("dispatched", 1, "waiting")
    assert len(page["tasks"][0]["photos"]) == 1


def test_a_case_nobody_here_can_solve_goes_up_with_its_history(town: Town, staff: dict[str, Desk]) -> None:
    case = dispatched(town, staff)
    assert move(staff["crew"], case, "escalate", reason="需要市级设备").status_code == 200  # the water utility of the city
    page = town.desk("water").case(case)
    assert (page["case"]["held_at"], page["case"]["state"]) == ("50", "dispatched")
    assert move(town.desk("water"), case, "escalate", reason="再往上").status_code == 409
    assert move(town.desk("water"), case, "send_down", reason="区里能办", area=DISTRICT).status_code == 200
    assert staff["crew"].case(case)["case"]["held_at"] == DISTRICT


def test_a_shift_leader_may_close_by_force_and_it_stays_said(town: Town, staff: dict[str, Desk]) -> None:
    case = dispatched(town, staff)
    assert move(staff["dispatcher"], case, "force_close", reason="x").status_code == 403
    assert move(staff["leader"], case, "force_close", reason="现场已拆除").status_code == 200
    assert stands(staff["leader"], case) == ("closed", "done")
    assert move(staff["leader"], case, "reopen", reason="又出现").status_code == 200
    assert stands(staff["leader"], case) == ("dispatched", "handle")


def test_running_cases_finish_on_the_version_they_began_with(town: Town, staff: dict[str, Desk]) -> None:
    board = town.desk("board")
    old = dispatched(town, staff)
    body = board.get("/api/cycles/national").json()["body"]
    body["move"] = [one for one in body["move"] if one["name"] != "give_back"]
    assert board.post("/api/cycles", body=body, reason="不再允许回退").json()["version"] == 2
    new = dispatched(town, staff)
    assert move(staff["crew"], new, "give_back", reason="不属于本单位").status_code == 409
    assert move(staff["crew"], old, "give_back", reason="不属于本单位").status_code == 200
    assert [one["version"] for one in board.get("/api/cycles/national/history").json()] == [2]
    running = board.get("/api/cycles/national/cases").json()
    assert running["1"] >= 1 and sum(running.values()) == len(board.get("/api/cases").json())
    assert town.desk("stranger").get("/api/cycles/national/cases").json() == {}


def broken(body: dict[str, Any], **about: Any) -> dict[str, Any]:
    return {**body, **about}


FAULTS = set(json.loads(Path("web/src/words/zh.json").read_text(encoding="utf-8"))["cycles"]["fault"])


def test_a_case_type_that_leads_nowhere_is_not_published(town: Town) -> None:
    board = town.desk("board")
    body = board.get("/api/cycles/sensed").json()["body"]
    no_end = [one for one in body["move"] if one["name"] != "accept"]
    unknown = [{**body["move"][0], "by": ["the king"]}, *body["move"][1:]]
    ahead = [*body["move"], {"name": "jump", "from": ["opened"], "to": "closed", "by": ["dispatcher"], "does": ["give_back"]}]
    for wrong, says in (
        (broken(body, move=no_end), "no way leads to an end"),
        (broken(body, move=unknown), "the king"),
        (broken(body, move=ahead), "may not advance"),
        (broken(body, first="nowhere"), "none of its states"),
        (broken(body, words={"zh": {}, "en": {}}), "Words are missing"),
        ({}, "cannot be read"),
    ):
        answer = board.post("/api/cycles", body=wrong, reason="x")
        assert answer.status_code == 422 and says in answer.json()["detail"], answer.text
        faults = board.post("/api/cycles/try", body=wrong).json()["faults"]
        assert any(says in one["said"] and one["name"] in FAULTS for one in faults)
    assert board.post("/api/cycles/try", body=body).json() == {"version": 2, "faults": []}
    assert town.desk("dispatcher").post("/api/cycles", body=body, reason="x").status_code == 403


def test_the_nearest_of_those_on_duty_is_asked_to_look_and_shows_that_they_were_there(town: Town, staff: dict[str, Desk]) -> None:
    far, near = staff["grid"], staff["looker"]
    far.post("/api/whereabouts", lon=CENTRE[0] + 0.02, lat=CENTRE[1])
    near.post("/api/whereabouts", lon=CENTRE[0] + 0.001, lat=CENTRE[1])
    case = reported(town, staff["grid"])
    move(staff["acceptor"], case, "look_first")
    town.city.settle()
    (look,) = near.case(case)["verifications"]
    assert (look["asked_of"], look["kind"]) == ("looker", "before_filing")
    without = near.post(f"/api/verifications/{look['id']}/accept", note="看过")
    assert (without.status_code, without.json()["error"]) == (422, "PresenceMissing")
    assert looked(near, case, "reject", note="没有这回事", lon=CENTRE[0] + 0.001).status_code == 200
    (look,) = near.case(case)["verifications"]
    assert (look["accepted"], 80 < look["away_m"] < 110, len(look["photos"])) == (False, True, 1)
    assert stands(near, case) == ("reported", "file")


def test_whose_matter_it_is_is_said_with_a_reason(town: Town, staff: dict[str, Desk]) -> None:
    case = reported(town, staff["grid"])
    assert move(staff["acceptor"], case, "triage", triage="huge", reason="x").status_code == 422
    assert move(staff["acceptor"], case, "triage", triage="small", reason="社区可以协调").status_code == 200
    page = staff["acceptor"].case(case)
    assert (page["case"]["triage"], page["case"]["state"]) == ("small", "reported")


def test_filing_asks_for_the_line_of_the_book_and_takes_its_limit(town: Town, staff: dict[str, Desk]) -> None:
    with town.city.work(by="founder") as work:
        bring_standards(work, delivered(), work.today, "示例")
    case = reported(town, staff["grid"], category_code="M06001")
    lines = staff["acceptor"].get("/api/standards/M06001").json()["lines"]
    assert move(staff["acceptor"], case, "file").json()["error"] == "LineMissing"
    other = staff["acceptor"].get("/api/standards/M06010").json()["lines"][0]
    assert move(staff["acceptor"], case, "file", line=str(other["id"])).json()["error"] == "NotItsLine"
    assert move(staff["acceptor"], case, "file", line=str(lines[0]["id"])).status_code == 200
    move(staff["dispatcher"], case, "dispatch", area=DISTRICT, duty="water_utility")
    with town.city.glance(by="crew") as work:
        clock = clocks.last(work, case, "handle")
    assert clock is not None
    assert Limit(clock.amount, clock.unit) == Limit(lines[0]["limit"]["amount"], Counting(lines[0]["limit"]["unit"]))


def test_like_cases_nearby_are_shown(town: Town, staff: dict[str, Desk]) -> None:
    first, second = reported(town, staff["grid"]), reported(town, staff["looker"])
    assert [one["id"] for one in staff["acceptor"].case(second)["similar"]] == [first]
