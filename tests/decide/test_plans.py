"""A plan of four colours: one click asks, calls and winds the clock; raised, lowered and stood down, it keeps its history."""

from datetime import datetime
from typing import Any

import pytest

from cityloop.app.scenarios import installed
from cityloop.rulebook import Rulebook, Warning
from cityloop.rulebook.plans import NotAPlan, faults, read_body, shipped
from cityloop.rulebook.plans.reading import HERE, bodies
from tests.conftest import BOTH
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

POND = {"subject": "长江路下穿道积水", "category": "L0506", "lon": CENTRE[0], "lat": CENTRE[1]}
YELLOW, ORANGE, RED = 3, 2, 1
GROUND = [("city_management", DISTRICT), ("transport_bureau", DISTRICT), ("emergency_bureau", DISTRICT), ("leader", DISTRICT)]


@pytest.fixture
def manned(town: Town) -> Town:
    """A town in which the duties of the flooding plan are held."""
    for duty, area in GROUND:
        town.hire(duty, duty, area)
    return town


def activated(desk: Desk, level: int = YELLOW, **about: Any) -> dict[str, Any]:
    answer = desk.post("/api/activations", plan="urban_flooding", level=level, **{"where": POND, "why": "暴雨", **about})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def open_steps(activation: dict[str, Any]) -> set[str]:
    return {task["step"].rpartition(".")[2] for task in activation["tasks"] if task["state"] != "dropped"}


def told(desk: Desk, case: int) -> list[str]:
    return [line["kind"] for line in desk.case(case)["timeline"]]


@BOTH
def test_one_click_opens_the_case_asks_each_duty_and_winds_the_clock(manned: Town) -> None:
    dispatcher = manned.desk("dispatcher")
    one = activated(dispatcher)
    assert open_steps(one) == {"watch_points", "clear_inlets", "pumps_out", "guard_points"}
    assert (one["level"], one["lead_duty"], one["lead_area"], one["may"]) == (YELLOW, "dispatcher", DISTRICT, True)
    assert hours(one["began"], one["due"]) == 3
    page = dispatcher.case(one["case"])
    assert (page["case"]["state"], page["case"]["kind"], page["case"]["warning"]) == ("dispatched", "planned", YELLOW)
    asked = {task["step"].rpartition(".")[2]: task for task in page["tasks"] if task["activation_id"]}
    assert hours(one["began"], asked["pumps_out"]["due"]) == 1
    assert (asked["pumps_out"]["duty"], asked["pumps_out"]["area"]) == ("water_utility", "50")
    assert "PlanActivated" in told(dispatcher, one["case"])
    water = manned.desk("water")
    assert water.case(one["case"])["case"]["id"] == one["case"], "who is asked sees the case"


def hours(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() / 3600


@BOTH
def test_raising_asks_only_for_what_is_new_and_lowering_drops_only_what_is_open(manned: Town) -> None:
    dispatcher, water = manned.desk("dispatcher"), manned.desk("water")
    one = activated(dispatcher)
    task = next(task for task in water.case(one["case"])["tasks"] if task["step"].endswith("pumps_out"))
    path = f"/api/cases/{one['case']}/tasks/{task['id']}"
    assert water.post(f"{path}/take").status_code == 200
    finished = water.post(f"{path}/finish", note="泵车已到位", photos=[water.photo()], outcome="settled")
    assert finished.json()["state"] == "dispatched", "a plan's task does not move the case"

    raised = dispatcher.post(f"/api/activations/{one['id']}/level", level=ORANGE, why="下穿道水深 25 厘米").json()
    assert len([each for each in raised["tasks"] if each["step"].endswith("pumps_out")]) == 1
    assert open_steps(raised) - open_steps(one) == {"close_underpass", "move_people", "warn_public"}
    lowered = dispatcher.post(f"/api/activations/{one['id']}/level", level=YELLOW, why="水退").json()
    assert open_steps(lowered) == open_steps(one)
    levels = [line["about"] for line in dispatcher.case(one["case"])["timeline"] if line["kind"] == "PlanLevelChanged"]
    assert [(each["before"], each["level"]) for each in levels] == [(YELLOW, ORANGE), (ORANGE, YELLOW)]
    again = dispatcher.post(f"/api/activations/{one['id']}/level", level=YELLOW, why="x")
    assert (again.status_code, again.json()["error"]) == (409, "SameLevel")


@BOTH
def test_standing_down_closes_the_plan_and_lets_the_case_end(manned: Town) -> None:
    dispatcher = manned.desk("dispatcher")
    one = activated(dispatcher)
    own = next(task for task in dispatcher.case(one["case"])["tasks"] if task["activation_id"] is None)
    path = f"/api/cases/{one['case']}/tasks/{own['id']}"
    assert dispatcher.post(f"{path}/take").status_code == 200
    dispatcher.post(f"{path}/finish", note="积水已排空", photos=[dispatcher.photo()], outcome="settled")
    assert dispatcher.case(one["case"])["case"]["state"] == "at_work", "what the plan asks for is still open"
    assert dispatcher.post(f"/api/activations/{one['id']}/stand-down", why=" ").status_code == 422
    over = dispatcher.post(f"/api/activations/{one['id']}/stand-down", why="积水已排空").json()
    assert over["ended"] and not over["may"]
    assert dispatcher.case(one["case"])["case"]["state"] == "done"
    refused = dispatcher.post(f"/api/activations/{one['id']}/hold", why="x")
    assert (refused.status_code, refused.json()["error"]) == (409, "NotFollowed")


def test_the_clock_reminds_who_leads_once_until_they_say_that_the_level_holds(manned: Town, clock: Hands) -> None:
    dispatcher = manned.desk("dispatcher")
    one = activated(dispatcher)
    for _ in range(2):
        clock.forward(hours=2)
        manned.city.all_rounds()
        manned.city.all_rounds()
    assert told(dispatcher, one["case"]).count("PlanLookDue") == 1
    held = dispatcher.post(f"/api/activations/{one['id']}/hold", why="雨势不减").json()
    assert hours(clock().isoformat(), held["due"]) == 3
    clock.forward(hours=4)
    manned.city.all_rounds()
    assert told(dispatcher, one["case"]).count("PlanLookDue") == 2


@BOTH
def test_a_plan_is_followed_in_a_case_that_is_there_and_only_once(manned: Town) -> None:
    manned.drive("渝D·K0001", 50, 72, 75, 71, 73, 40)
    dispatcher = manned.desk("dispatcher")
    (case,) = [one["id"] for one in dispatcher.get("/api/cases").json()]
    foreseen = dispatcher.get(f"/api/cases/{case}/foreseen", plan="urban_flooding", level=YELLOW).json()
    one = activated(dispatcher, case=case, where=None)
    assert {step["step"] for step in foreseen["steps"]} == {task["step"] for task in one["tasks"]}
    again = dispatcher.post("/api/activations", plan="urban_flooding", level=RED, case=case)
    assert (again.status_code, again.json()["error"]) == (409, "FollowedAlready")
    drill = dispatcher.post("/api/activations", plan="pipe_burst", level=RED, case=case, drill=True)
    assert (drill.status_code, drill.json()["error"]) == (409, "RealCase")


def test_a_duty_nobody_holds_falls_to_who_leads_and_is_shown_before(town: Town) -> None:
    dispatcher = town.desk("dispatcher")
    one = activated(dispatcher, level=ORANGE)
    closing = next(task for task in one["tasks"] if task["step"].endswith("close_underpass"))
    assert closing["duty"] == "dispatcher"
    steps = dispatcher.get(f"/api/cases/{one['case']}/foreseen", plan="urban_flooding", level=ORANGE).json()["steps"]
    assert {step["step"].rpartition(".")[2] for step in steps if step["vacant"]} >= {"close_underpass", "warn_public"}


def test_who_may_not_activate_is_refused_and_so_is_a_place_that_is_nowhere(manned: Town) -> None:
    said = {"plan": "urban_flooding", "level": YELLOW, "where": POND}
    assert manned.desk("clerk").post("/api/activations", **said).status_code == 403
    dispatcher = manned.desk("dispatcher")
    assert dispatcher.post("/api/activations", plan="urban_flooding", level=YELLOW).json()["error"] == "WhereMissing"
    assert dispatcher.post("/api/activations", **{**said, "plan": "none"}).status_code == 404
    heat = dispatcher.post("/api/activations", **{**said, "plan": "heat_wave", "level": 4})
    assert heat.json()["error"] == "NoSuchLevel"
    one = activated(dispatcher)
    stranger = manned.desk("stranger")
    assert stranger.post(f"/api/activations/{one['id']}/hold", why="x").status_code == 404
    assert one["id"] not in [each["id"] for each in stranger.get("/api/activations").json()]


@BOTH
def test_an_edition_of_the_city_holds_where_and_from_when_it_says(manned: Town, clock: Hands) -> None:
    board, dispatcher = manned.desk("board"), manned.desk("dispatcher")
    text = (HERE / "urban_flooding.toml").read_text().replace('within = "1UH", photo = true', 'within = "0.5UH", photo = true')
    missing = board.post("/api/plans/check", text=text, area=DISTRICT)
    assert "health_commission" in missing.json()["detail"], "nobody holds it in this town"
    for duty in ("health_commission", "grid_member", "shift_leader"):
        manned.hire(duty, duty, DISTRICT)
    adopt = {"text": text, "area": DISTRICT, "since": "2026-03-03", "reason": "雨季演练后修订"}
    assert dispatcher.post("/api/plans", **adopt).status_code == 403
    edition = board.post("/api/plans", **adopt).json()
    before = activated(dispatcher)
    clock.forward(days=1)
    board, dispatcher = manned.desk("board"), manned.desk("dispatcher")
    after = activated(dispatcher)
    assert (before["edition"], after["edition"]) == (0, edition["id"])
    assert board.get("/api/plans/urban_flooding", area="50").json()["edition"] == 0
    assert board.get("/api/plans/urban_flooding", area=DISTRICT).json()["text"] == text
    board.post(f"/api/plan-editions/{edition['id']}/withdraw")
    assert activated(dispatcher)["edition"] == 0


def test_the_shipped_plans_hold_together_with_the_shipped_duties_and_detectors() -> None:
    rulebook = Rulebook(installed())
    assert len(shipped()) == 4
    for plan in shipped().values():
        assert faults(plan, rulebook.duties) == []
        assert set(plan.detectors) <= set(rulebook.detectors)
        counts = [len(plan.steps(level)) for level in sorted(plan.responses, reverse=True)]
        assert counts == sorted(set(counts)), "a graver level asks for more"


def changed(**about: Any) -> dict[str, Any]:
    return {**bodies()["heat_wave"], **about}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (changed(level=[]), "at least one level"),
        (changed(level=[{"warning": "red", "reassess": "1UH"}]), "Level red has no tasks"),
        (changed(level=[{"warning": "red", "reassess": "1UH", "also": "blue", "step": []}]), "only include a milder level"),
        (changed(level=[{"warning": "red", "reassess": "soon"}]), "no time limit"),
        (changed(lead="dispatcher"), "no duty and level"),
        (changed(words={"zh": {"title": "x"}, "en": {}}), "Words are missing in en"),
        (changed(name="heat wave"), "short word"),
        ({}, "missing"),
    ],
)
def test_what_does_not_hold_together_is_refused_in_a_sentence(body: dict[str, Any], why: str) -> None:
    with pytest.raises(NotAPlan, match=why):
        read_body(body)


def test_a_plan_that_names_a_duty_nobody_knows_or_holds_says_so() -> None:
    plan = read_body(changed(lead="wizard@district"))
    assert faults(plan, {"clerk", "grid_member"}, {"clerk"})[0].startswith("There is no duty")
    assert any("Nobody could be called for grid_member" in said for said in faults(plan, {"clerk", "grid_member"}, {"clerk"}))
    assert plan.chain(Warning.red)
