"""A chain rings one after another until somebody answers, and rings on when who answered does nothing."""

from typing import Any

import pytest

from cityloop.app.rounds import ROUNDS
from tests.conftest import BOTH
from tests.stories.moves import FAST, work_off
from tests.town import Desk, Hands, Town

pytestmark = BOTH
CHAIN: dict[str, Any] = {
    "area": "500103",
    "duty": "spoil_patrol",
    "idle_min": 30,
    "reason": "夜间无人应答",
    "steps": [
        {"wait_min": 10},
        {"duty": "dispatcher", "level": "district", "wait_min": 20},
        {"duty": "rule_board", "level": "city", "wait_min": 60},
    ],
}


@pytest.fixture
def patrol(town: Town) -> Desk:
    assert town.desk("board").post("/api/chains", **CHAIN).status_code == 200
    town.drive("渝D·K0001", *FAST)
    return town.desk("patrol")


def later(town: Town, clock: Hands, minutes: float) -> None:
    """Time goes by, in steps as long as the rounds are apart at the most."""
    for _ in range(round(minutes * 2)):
        clock.forward(seconds=30)
        town.city.go_round(next(one for one in ROUNDS if one.name == "supervise.escalations.actions.ring_on"))


def rung(desk: Desk, kind: str = "Rung") -> list[tuple[str, str, str]]:
    lines = [line["about"] for line in desk.case(1)["timeline"] if line["kind"] == kind]
    return [(line["duty"], line["area"], line["why"]) for line in lines]


def test_nobody_answers_and_the_chain_rings_to_its_end(town: Town, clock: Hands, patrol: Desk) -> None:
    assert rung(patrol) == [("spoil_patrol", "500103", "new")]
    later(town, clock, 9.5)
    assert len(rung(patrol)) == 1
    later(town, clock, 0.5)
    assert rung(patrol)[1:] == [("dispatcher", "500103", "unanswered")]
    later(town, clock, 20)
    assert rung(patrol)[2:] == [("rule_board", "50", "unanswered")]
    later(town, clock, 60)
    assert rung(patrol)[3:] == [("rule_board", "50", "unanswered")]


def test_who_answered_and_does_nothing_falls_silent_and_the_next_is_rung(town: Town, clock: Hands, patrol: Desk) -> None:
    (one,) = patrol.get("/api/escalations").json()
    assert patrol.post(f"/api/escalations/{one['id']}/acknowledge").json()["acknowledged_by"] == "patrol"
    assert patrol.post(f"/api/escalations/{one['id']}/acknowledge").status_code == 409
    later(town, clock, 29.5)
    assert len(rung(patrol)) == 1
    later(town, clock, 0.5)
    assert rung(patrol)[1:] == [("dispatcher", "500103", "idle")]
    (one,) = patrol.get("/api/escalations").json()
    assert (one["acknowledged_by"], one["rung"]) == (None, 1)
    dispatcher = town.desk("dispatcher")
    assert dispatcher.post(f"/api/escalations/{one['id']}/acknowledge").status_code == 200
    later(town, clock, 31)
    assert rung(patrol)[2:] == [("rule_board", "50", "idle")]


def test_work_taken_up_is_an_answer_and_work_done_keeps_it_quiet(town: Town, clock: Hands, patrol: Desk) -> None:
    task = patrol.case(1)["tasks"][0]["id"]
    assert patrol.post(f"/api/cases/1/tasks/{task}/take").status_code == 200
    later(town, clock, 25)
    note = {"note": "到场", "photos": [patrol.photo()]}
    assert patrol.post(f"/api/cases/1/tasks/{task}/finish", **note).status_code == 200
    later(town, clock, 25)
    assert len(rung(patrol)) == 1
    later(town, clock, 6)
    assert rung(patrol)[1:] == [("dispatcher", "500103", "idle")]


def test_nobody_is_rung_for_what_is_done(town: Town, clock: Hands, patrol: Desk) -> None:
    work_off(patrol, 1)
    town.city.settle()
    later(town, clock, 100)
    assert len(rung(patrol)) == 1
    assert patrol.get("/api/escalations").json() == []


def test_an_alert_that_waits_for_somebody_to_open_a_case_rings_too(town: Town, clock: Hands) -> None:
    board = town.desk("board")
    assert board.post("/api/chains", **CHAIN).status_code == 200
    by_hand = {"detector": "trucks.overspeed", "mode": "by_hand", "since": "2026-03-02", "reason": "试行"}
    assert board.post("/api/policies", **by_hand).status_code == 200
    town.drive("渝D·K0002", *FAST)
    (one,) = town.desk("dispatcher").get("/api/escalations").json()
    assert (one["about"], one["rung"]) == ("alert:1", 0)
    later(town, clock, 10)
    (one,) = town.desk("dispatcher").get("/api/escalations").json()
    assert one["rung"] == 1
    assert town.desk("dispatcher").post("/api/alerts/1/case").status_code == 200
    town.city.settle()
    assert [one["about"] for one in town.desk("dispatcher").get("/api/escalations").json()] == ["alert:1", "case:1"]
    later(town, clock, 20)
    assert [one["about"] for one in town.desk("dispatcher").get("/api/escalations").json()] == ["case:1"]


def test_only_the_rule_board_adopts_a_chain_and_it_must_ring(town: Town) -> None:
    assert town.desk("dispatcher").post("/api/chains", **CHAIN).status_code == 403
    board = town.desk("board")
    wrongs: list[dict[str, Any]] = [{"steps": []}, {"steps": [{"wait_min": 5, "level": "moon"}]}, {"reason": " "}]
    for wrong in wrongs:
        assert board.post("/api/chains", **(CHAIN | wrong)).status_code == 422
    assert board.post("/api/chains", **(CHAIN | {"duty": "nobody"})).status_code == 404
    chain = board.post("/api/chains", **CHAIN).json()["id"]
    assert board.post(f"/api/chains/{chain}/withdraw").json()["withdrawn"] is not None
    town.drive("渝D·K0001", *FAST)
    assert town.desk("patrol").get("/api/escalations").json() == []


@pytest.mark.parametrize("warning", [1, 2, 3, 4])
def test_the_suggested_chain_of_each_level_rings_to_its_end_and_the_graver_the_sooner(
    town: Town, clock: Hands, warning: int
) -> None:
    desk = town.desk("board")
    chains = {one["warning"]: one for one in desk.get("/api/chains/suggested").json()}
    waits = [sum(step["wait_min"] for step in chains[level]["steps"]) for level in (1, 2, 3, 4)]
    assert waits == sorted(waits)
    chosen = chains[warning]
    assert desk.post("/api/chains", **{**chosen, "warning": 0, "area": "50", "reason": "采用建议"}).status_code == 200
    town.hire("chief", "leader", "50")
    town.drive("渝D·K0001", *FAST)
    for step in chosen["steps"][:-1]:
        later(town, clock, step["wait_min"])
    duties = [duty for duty, _, _ in rung(town.desk("patrol"))]
    assert duties == ["spoil_patrol", *(step["duty"] for step in chosen["steps"][1:])]
    (waiting,) = town.desk("chief").get("/api/escalations").json()
    assert (waiting["rung_duty"], waiting["subject"]) == (duties[-1], "渝D·K0001")


def test_who_answered_and_does_nothing_is_rung_past(town: Town, clock: Hands) -> None:
    desk = town.desk("board")
    (chosen,) = [one for one in desk.get("/api/chains/suggested").json() if one["warning"] == 2]
    assert desk.post("/api/chains", **{**chosen, "warning": 0, "area": "50", "reason": "采用建议"}).status_code == 200
    town.drive("渝D·K0001", *FAST)
    (waiting,) = town.desk("patrol").get("/api/escalations").json()
    answered = town.desk("patrol").post(f"/api/escalations/{waiting['id']}/acknowledge").json()
    assert answered["acknowledged_name"] == "Patrol"
    later(town, clock, chosen["idle_min"])
    assert rung(town.desk("patrol"))[-1][::2] == ("dispatcher", "idle")
    (waiting,) = town.desk("dispatcher").get("/api/escalations").json()
    assert waiting["acknowledged_by"] is None
