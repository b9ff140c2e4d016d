"""The rule laboratory: past readings read again, shadows beside the live detector, and labels from closed cases."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import BOTH
from tests.sense.forms import kept, released
from tests.stories.moves import verification, work_off
from tests.town import Desk, Town

FAST, SLOW = (90, 90, 90, 90), (70, 70, 70, 70)


def stretch(town: Town, hours: float = 6) -> dict[str, str]:
    until = town.clock() + timedelta(minutes=1)
    return {"since": (until - timedelta(hours=hours)).isoformat(), "until": until.isoformat()}


def run(town: Town, board: Desk, **asked: Any) -> dict[str, Any]:
    """Ask for a trial, let it run, and see what it says."""
    answer = board.post("/api/laboratory/trials", **{"detector": "trucks.overspeed", **stretch(town), **asked})
    assert answer.status_code == 200, answer.text
    assert answer.json()["stand"] == "waiting"
    while town.city.read_past():
        pass
    trial = board.get(f"/api/laboratory/trials/{answer.json()['id']}").json()
    assert (trial["stand"], trial["part"]) == ("done", 1.0)
    return dict(trial)


def closed(town: Town, plate: str, outcome: str) -> None:
    """A truck drives too fast, and its case is worked and closed."""
    town.drive(plate, *FAST)
    (alert,) = town.desk("dispatcher").alerts(plate)
    work_off(town.desk("patrol"), alert["case"], outcome=outcome)
    town.city.settle()
    inspector = town.desk("inspector")
    assert inspector.post(f"{verification(inspector, alert['case'])}/accept").status_code == 200
    town.city.settle()


@BOTH
def test_a_trial_says_how_many_alerts_there_would_have_been_and_how_many_were_real(town: Town) -> None:
    closed(town, "渝A·1", "settled")
    closed(town, "渝A·2", "nothing_there")
    town.drive("渝A·3", *FAST)
    board = town.desk("board")
    trial = run(town, board)
    tally = trial["outcome"]["sides"][0]["tally"]
    assert {name: tally[name] for name in ("alerts", "true", "false", "unlabelled", "missed")} == {
        "alerts": 3,
        "true": 1,
        "false": 1,
        "unlabelled": 1,
        "missed": 0,
    }
    assert tally["cost"] == 3 * 122.0 and tally["cost_per_true"] == 366.0
    assert trial["outcome"]["readings"] == 12


def test_two_sets_of_values_stand_side_by_side_with_the_findings_that_differ(town: Town) -> None:
    closed(town, "渝A·1", "settled")
    town.drive("渝A·2", *SLOW)
    trial = run(town, town.desk("board"), first={}, second={"limit_kmh": 85, "tolerance": 1.0})
    first, second = trial["outcome"]["sides"]
    assert [side["tally"]["alerts"] for side in (first, second)] == [2, 1]
    assert [(one["subject"], one["real"]) for one in first["found"] if one["alone"]] == [("渝A·2", None)]
    assert (second["alone"], second["tally"]["true"], second["tally"]["missed"]) == (0, 1, 0)
    stricter = run(town, town.desk("board"), first={"limit_kmh": 110})
    assert stricter["outcome"]["sides"][0]["tally"]["missed"] == 1
    assert stricter["outcome"]["sides"][0]["tally"]["cost_per_true"] is None


def test_a_trial_finds_what_was_found_live(town: Town) -> None:
    for plate in ("渝A·1", "渝A·2"):
        town.drive(plate, *SLOW, *FAST, *SLOW)
        town.clock.forward(minutes=40)
    board = town.desk("board")
    raised = [alert for alert in board.get("/api/alerts").json() if alert["detector"] == "trucks.overspeed"]
    live = sorted((alert["subject"], alert["began"], alert["ended"], alert["peak"]) for alert in raised)
    assert len(live) == 2
    found = run(town, board)["outcome"]["sides"][0]["found"]
    again = sorted((one["subject"], one["began"], one["ended"], one["peak"]) for one in found)
    assert [(subject, peak) for subject, _, _, peak in again] == [(subject, peak) for subject, _, _, peak in live]
    assert [began[:19] for _, began, _, _ in again] == [began[:19] for _, began, _, _ in live]


def test_a_version_that_was_never_in_force_can_be_tried_on_the_past(town: Town) -> None:
    town.drive("渝A·1", *FAST)
    board = town.desk("board")
    kept(board)
    trial = run(town, board, detector="own.fast", version=1)
    assert trial["outcome"]["sides"][0]["tally"]["alerts"] == 1


def test_a_trial_that_is_stopped_is_run_again_and_one_that_breaks_off_again_and_again_has_failed(town: Town) -> None:
    town.drive("渝A·1", *FAST)
    board = town.desk("board")
    asked = board.post("/api/laboratory/trials", detector="trucks.overspeed", **stretch(town)).json()
    assert town.city.read_past(lambda: True) is False
    assert board.get(f"/api/laboratory/trials/{asked['id']}").json()["stand"] == "running"
    assert town.city.read_past() is True
    assert board.get(f"/api/laboratory/trials/{asked['id']}").json()["stand"] == "done"


def test_what_looking_costs_is_a_dated_figure_the_board_may_amend(town: Town) -> None:
    town.drive("渝A·1", *FAST)
    board = town.desk("board")
    body = {"detector": "laboratory", "parameter": "visit_cost", "value": 88, "since": "2026-03-03", "reason": "Bicycles"}
    assert board.post("/api/amendments", **body).status_code == 200
    assert run(town, board)["outcome"]["sides"][0]["tally"]["cost"] == 122.0
    town.clock.forward(days=1)
    board = town.desk("board")
    assert run(town, board, **stretch(town, hours=48))["outcome"]["sides"][0]["tally"]["cost"] == 100.0
    costs = [one for one in board.get("/api/parameters").json() if one["detector"] == "laboratory"]
    assert {one["name"]: one["today"] for one in costs} == {"desk_cost": 12.0, "visit_cost": 88.0}


@BOTH
def test_a_shadow_reads_beside_the_live_detector_and_raises_nothing(town: Town) -> None:
    board = town.desk("board")
    said = {"detector": "trucks.overspeed", "values": {"limit_kmh": 50}, "reason": "Would 50 be too many?"}
    shadow = board.post("/api/laboratory/shadows", **said).json()
    assert board.post("/api/laboratory/shadows", **said).json()["error"] == "AlreadyThere"
    town.drive("渝A·1", *FAST)
    town.drive("渝A·2", 60, 60, 60, 60)
    assert len(board.alerts("渝A·1")) == 1
    assert board.alerts("渝A·2") == []
    seen = board.get(f"/api/laboratory/shadows/{shadow['id']}").json()
    assert (seen["both"], seen["live"]["alone"], seen["shadowed"]["alone"]) == (1, 0, 1)
    assert [one["subject"] for one in seen["shadowed"]["found"] if one["alone"]] == ["渝A·2"]
    assert not any("~" in alert["detector"] for alert in board.get("/api/alerts").json())


def test_a_shadow_that_has_ended_reads_no_more_and_what_it_found_stays(town: Town) -> None:
    board = town.desk("board")
    said = {"detector": "trucks.overspeed", "values": {"limit_kmh": 50}, "reason": "Would 50 be too many?"}
    shadow = board.post("/api/laboratory/shadows", **said).json()["id"]
    town.drive("渝A·1", *FAST)
    assert board.delete(f"/api/laboratory/shadows/{shadow}").status_code == 200
    assert board.delete(f"/api/laboratory/shadows/{shadow}").json()["error"] == "Over"
    town.clock.forward(minutes=30)
    town.drive("渝A·2", *FAST)
    assert board.get(f"/api/laboratory/shadows/{shadow}").json()["shadowed"]["tally"]["alerts"] == 1


def test_a_stretch_that_goes_on_is_one_trace_of_the_shadow(town: Town) -> None:
    board = town.desk("board")
    said = {"detector": "trucks.overspeed", "values": {"limit_kmh": 50}, "reason": "Would 50 be too many?"}
    shadow = board.post("/api/laboratory/shadows", **said).json()["id"]
    for _ in range(3):
        town.drive("渝A·1", *FAST)
        town.clock.forward(seconds=40)
    assert board.get(f"/api/laboratory/shadows/{shadow}").json()["shadowed"]["tally"]["alerts"] == 1


def test_another_version_can_run_in_the_shadow_of_the_one_in_force(town: Town) -> None:
    board = town.desk("board")
    kept(board)
    kept(board, values={"limit": 65, "for_s": 10})
    released(board, 1)
    shadow = board.post("/api/laboratory/shadows", detector="own.fast", version=2, reason="Before it holds").json()["id"]
    town.drive("渝A·1", *SLOW)
    assert board.alerts("渝A·1", "own.fast") == []
    assert board.get(f"/api/laboratory/shadows/{shadow}").json()["shadowed"]["alone"] == 1


def test_somebody_can_say_that_a_finding_was_real(town: Town) -> None:
    town.drive("渝A·1", *FAST)
    board = town.desk("board")
    (one,) = run(town, board)["outcome"]["sides"][0]["found"]
    said = {"detector": "trucks.overspeed", **{name: one[name] for name in ("subject", "began", "ended")}}
    for real in (True, False):
        assert board.post("/api/laboratory/labels", **said, real=real).status_code == 200
    assert run(town, board)["outcome"]["sides"][0]["tally"]["false"] == 1, "the newest word counts"


def test_the_loop_goes_on_while_a_trial_runs(town: Town) -> None:
    town.drive("渝A·1", *FAST)
    board = town.desk("board")
    board.post("/api/laboratory/trials", detector="trucks.overspeed", **stretch(town, hours=300))
    waits, goes = threading.Event(), threading.Event()

    def stopped() -> bool:
        waits.set()
        goes.wait(20)
        return False

    running = threading.Thread(target=town.city.read_past, args=(stopped,))
    running.start()
    try:
        assert waits.wait(20)
        town.clock.forward(minutes=30)
        town.drive("渝A·2", *FAST)
        assert len(board.alerts("渝A·2")) == 1
    finally:
        goes.set()
        running.join()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"detector": "no.such"}, 404),
        ({"first": {"no_such": 1}}, 422),
        ({"first": {"limit_kmh": 5000}}, 422),
        ({"version": 3}, 404),
        ({"since": "2026-03-02T00:00:00"}, 422),
        ({"since": "1990-03-02T00:00:00Z"}, 422),
    ],
)
def test_a_trial_that_makes_no_sense_is_refused(town: Town, asked: dict[str, Any], error: int) -> None:
    body = {"detector": "trucks.overspeed", **stretch(town), **asked}
    assert town.desk("board").post("/api/laboratory/trials", **body).status_code == error


def test_only_the_rule_board_works_in_the_laboratory(town: Town) -> None:
    clerk = town.desk("clerk")
    answers = [
        clerk.get("/api/laboratory/trials"),
        clerk.post("/api/laboratory/trials", detector="trucks.overspeed", **stretch(town)),
        clerk.get("/api/laboratory/shadows"),
        clerk.post("/api/laboratory/shadows", detector="trucks.overspeed", values={"limit_kmh": 50}, reason="x"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
