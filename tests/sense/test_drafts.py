"""Detectors people write in a form: tried, kept, put in force without a restart, rolled back, retired."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from cityloop.sense.drafts.schemas import KindName
from tests.conftest import BOTH
from tests.sense.forms import SAMPLE, form, kept, released, rows, tried
from tests.town import CENTRE, DISTRICT, Town

FAST, VERY_FAST = (90, 90, 90), (120, 120, 120)


def found(answer: Any) -> list[tuple[str, float]]:
    assert answer.status_code == 200, answer.text
    return [(one["began"][11:16], one["peak"]) for one in answer.json()["found"]]


def test_what_is_written_is_tried_on_pasted_readings_and_nothing_is_kept(town: Town) -> None:
    board = town.desk("board")
    assert found(tried(board)) == [("00:01", 130.0)]
    assert tried(board).json()["readings"] == 6
    assert tried(board).json()["unit"] == "km/h"
    assert board.get("/api/drafts").json() == []


def test_what_is_written_is_tried_on_a_stretch_of_what_is_stored(town: Town) -> None:
    town.drive("渝A·9", *FAST)
    board = town.desk("board")
    since, until = (town.clock() + timedelta(minutes=minutes) for minutes in (-60, 1))
    answer = tried(board, {"since": since.isoformat(), "until": until.isoformat()})
    assert [one["subject"] for one in answer.json()["found"]] == ["渝A·9"]


@BOTH
def test_a_version_in_force_raises_alerts_without_a_restart_and_not_before(town: Town) -> None:
    board = town.desk("board")
    assert kept(board).status_code == 200
    town.drive("渝A·1", *FAST)
    assert board.alerts("渝A·1", "own.fast") == []
    assert released(board, 1).json()["live"] == 1
    town.city.settle()
    assert board.alerts("渝A·1", "own.fast") == [], "what is past is not raised"
    town.clock.forward(minutes=30)
    town.drive("渝A·2", *FAST)
    (alert,) = board.alerts("渝A·2", "own.fast")
    assert (alert["peak"], alert["unit"], alert["warning"]) == (90.0, "km/h", 3)
    assert alert["case"], "its playbook opens a case as any other does"
    assert board.get("/api/words/zh").json()["own.fast"] == "开得太快"


def test_another_version_holds_at_once_and_an_older_one_can_be_put_back(town: Town) -> None:
    board = town.desk("board")
    kept(board)
    assert kept(board, values={"limit": 100, "for_s": 10}).json()["versions"][0]["version"] == 2
    for version, plate, raised in ((1, "渝A·1", 1), (2, "渝A·2", 0), (1, "渝A·3", 1)):
        released(board, version)
        town.clock.forward(minutes=30)
        town.drive(plate, *FAST)
        assert len(board.alerts(plate, "own.fast")) == raised, version
    (draft,) = board.get("/api/drafts").json()
    assert [one["version"] for one in draft["rulings"]] == [1, 2, 1]
    assert {one["by"] for one in draft["rulings"]} == {"board"}
    assert draft["versions"][0]["reason"] == "After the accident of Monday"


def test_a_retired_detector_raises_nothing_and_what_it_raised_ends_in_its_time(town: Town) -> None:
    board = town.desk("board")
    kept(board)
    released(board, 1)
    town.drive("渝A·1", *FAST)
    assert released(board, None).json()["live"] is None
    town.clock.forward(minutes=5)
    town.drive("渝A·2", *FAST)
    assert board.alerts("渝A·2", "own.fast") == []
    town.clock.forward(minutes=30)
    town.city.all_rounds()
    assert [one["open"] for one in board.alerts("渝A·1", "own.fast")] == [False]


def test_a_stage_is_a_graver_warning_of_the_same_detector(town: Town) -> None:
    board = town.desk("board")
    rungs = [{"warning": 1, "values": {"limit": 110}}]
    assert kept(board, rungs=rungs, warning=4).status_code == 200
    released(board, 1)
    town.drive("渝A·1", *FAST)
    town.drive("渝A·2", *VERY_FAST)
    assert [len(board.alerts(f"渝A·{n}", name)) for n in (1, 2) for name in ("own.fast", "own.fast.red")] == [1, 0, 1, 1]
    assert board.alerts("渝A·2", "own.fast.red")[0]["warning"] == 1
    assert board.get("/api/words/en").json()["own.fast.red"] == "Too fast · red"


def test_a_graver_stage_of_a_condition_may_differ_in_a_parameter_of_its_own(town: Town) -> None:
    board = town.desk("board")
    fast: dict[str, Any] = {"kind": "condition", "holds": "trucks.position > most", "own": {"most": 80}, "values": {"for_s": 60}}
    answer = tried(board, **fast, rungs=[{"warning": 1, "values": {"most": 110}}, {"warning": 2, "values": {"most": 140}}])
    assert answer.json()["rungs"] == {"own.fast": 1, "own.fast.red": 1, "own.fast.orange": 0}
    assert "does not ask for least" in tried(board, **fast, rungs=[{"warning": 1, "values": {"least": 1}}]).json()["detail"]


def test_a_detector_with_an_area_finds_nothing_outside(town: Town) -> None:
    board = town.desk("board")
    kept(board, area=DISTRICT)
    released(board, 1)
    town.drive("渝A·1", *FAST)
    town.drive("渝A·2", *FAST, place=(CENTRE[0] + 3, CENTRE[1]))
    assert [len(board.alerts(plate, "own.fast")) for plate in ("渝A·1", "渝A·2")] == [1, 0]


def test_a_number_of_it_may_be_amended_like_any_other(town: Town) -> None:
    board = town.desk("board")
    kept(board)
    released(board, 1)
    body = {"detector": "own.fast", "parameter": "limit", "value": 100, "since": "2026-03-03", "reason": "Too many"}
    assert board.post("/api/amendments", **body).status_code == 200
    town.clock.forward(days=2)
    board = town.desk("board")
    town.drive("渝A·1", *FAST)
    town.drive("渝A·2", *VERY_FAST)
    assert [len(board.alerts(plate, "own.fast")) for plate in ("渝A·1", "渝A·2")] == [0, 1]


SQUARE = [[CENTRE[0] + x, CENTRE[1] + y] for x, y in ((-0.01, -0.01), (0.01, -0.01), (0.01, 0.01), (-0.01, 0.01))]
KINDS: dict[str, dict[str, Any]] = {
    "condition": {"holds": "trucks.position > most", "own": {"most": 80}, "values": {"for_s": 60}},
    "rate": {"values": {"limit": 1000, "over_s": 60}, "way": "rising"},
    "stuck": {"values": {"within": 6, "for_s": 60, "points": 2}},
    "fence": {"values": {"for_s": 120}, "fence": SQUARE},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written_and_finds_in_the_same_sample(town: Town, kind: str) -> None:
    assert len(found(tried(town.desk("board"), kind=kind, **{"values": {}, **KINDS[kind]}))) == 1


def pass_time(town: Town, minutes: float) -> None:
    """Let time go on tick by tick, and the loop turn."""
    for _ in range(round(minutes * 6)):
        town.clock.forward(seconds=10)
        town.city.all_rounds()
    town.city.settle()


def test_who_says_nothing_for_a_while_is_found_by_a_form_until_heard_again(town: Town) -> None:
    board = town.desk("board")
    quiet: dict[str, Any] = {"name": "own.lost", "kind": "absence", "values": {"for_s": 120}, "quiet_s": 60}
    gap = {"rows": [row for row in rows(*range(10)) if row["value"] not in (3, 4, 5)]}
    assert found(tried(board, gap, **quiet)) == [("00:02", 240.0)]
    assert found(tried(board, {"rows": rows(*range(10))}, **quiet)) == []
    assert kept(board, gap, **quiet, rungs=[{"warning": 1, "values": {"for_s": 300}}]).status_code == 200
    released(board, 1, "own.lost")
    town.drive("渝A·1", 40)
    pass_time(town, 4)
    (alert,) = board.alerts("渝A·1", "own.lost")
    assert alert["open"] and board.alerts("渝A·1", "own.lost.red") == []
    pass_time(town, 3)
    (grave,) = board.alerts("渝A·1", "own.lost.red")
    assert grave["warning"] == 1 and board.alerts("渝A·1", "own.lost")[0]["open"], "it lasts, whatever its quiet time"
    town.drive("渝A·1", 40)
    pass_time(town, 1.5)
    assert [board.alerts("渝A·1", name)[0]["open"] for name in ("own.lost", "own.lost.red")] == [False, False]


def test_two_things_together_can_be_written_without_code(town: Town) -> None:
    values = {"first_above": 100, "second_above": 10, "radius_m": 300, "within_s": 1200, "first": 1, "second": 2}
    sample = [*rows(120), *rows(20, subject="b", signal="pipes.pressure"), *rows(20, subject="c", signal="pipes.pressure")]
    both = ["trucks.position", "pipes.pressure"]
    answer = tried(town.desk("board"), {"rows": sample}, kind="together", signals=both, values=values)
    assert [one["subject"] for one in answer.json()["found"]] == ["渝A·1"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"signals": ["no.such"]}, "There is no signal no.such."),
        ({"playbook": "none"}, "There is no playbook none."),
        ({"name": "trucks.fast"}, "called like own.hot_pumps"),
        ({"values": {"for_s": 10}}, "Say how much limit is."),
        ({"values": {"limit": 80, "speed": 1}}, "does not ask for speed"),
        ({"values": {"limit": 80, "for_s": -1}}, "for_s lies between 0 and 604800"),
        ({"values": {"limit": 80, "release": 90}}, "on the calm side"),
        ({"kind": "condition", "values": {}, "holds": "trucks.position > 'x'"}, "everything that is read is a number"),
        ({"kind": "condition", "values": {}, "holds": "1 < trucks.position < 5"}, "not `1 < x < 3`"),
        ({"kind": "fence", "values": {}, "fence": [[1, 2]]}, "3 to 500 corners"),
        ({"kind": "fence", "values": {"from_h": 2}, "fence": SQUARE}, "a beginning and an end"),
        ({"titles": {"zh": "快"}}, "in both languages"),
        ({"rungs": [{"warning": 4, "values": {}}]}, "graver warning"),
        ({"signals": ["trucks.position", "pipes.pressure"]}, "reads 1 different signals"),
        ({"warning": 5}, "A warning is 1"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(town: Town, wrong: dict[str, Any], why: str) -> None:
    answer = tried(town.desk("board"), **wrong)
    assert answer.status_code == 422
    assert why in answer.json()["detail"]


def test_what_finds_nothing_in_its_sample_is_not_kept(town: Town) -> None:
    answer = kept(town.desk("board"), {"rows": rows(10, 20, 30)})
    assert (answer.status_code, answer.json()["error"]) == (422, "NothingFound")
    assert kept(town.desk("board"), {"rows": []}).status_code == 422


def test_another_kind_is_another_detector(town: Town) -> None:
    board = town.desk("board")
    kept(board)
    answer = kept(board, kind="rate", values={"limit": 1000, "over_s": 60})
    assert (answer.status_code, answer.json()["error"]) == (409, "NotTheSameKind")
    assert released(board, 7).status_code == 404
    assert board.post("/api/drafts/own.none/rulings", reason="x").json()["error"] == "NeverInForce"


def test_only_the_rule_board_writes_detectors(town: Town) -> None:
    clerk = town.desk("clerk")
    assert [tried(clerk).status_code, kept(clerk).status_code] == [403, 403]
    kept(town.desk("board"))
    assert released(clerk, 1).status_code == 403
    assert town.http.post("/api/drafts/try", json={"form": form(), "sample": SAMPLE}).status_code == 401


def test_a_condition_is_understood_while_it_is_typed(town: Town) -> None:
    board = town.desk("board")
    said = board.get("/api/drafts/understood", text="trucks.position > 80 && hour < 6").json()
    assert (said["text"], said["why_not"]) == ("trucks.position > 80.0 && hour < 6.0", "")
    said = board.get("/api/drafts/understood", text="a >", names=["a"]).json()
    assert "cannot be read" in said["why_not"]


def test_the_form_says_what_it_can_be_filled_in_with(town: Town) -> None:
    said = town.desk("board").get("/api/drafts/forms").json()
    assert {kind["name"] for kind in said["kinds"]} == set(get_args(KindName))
    assert said["signals"]["trucks.position"] == "km/h"
    assert "look_into" in said["playbooks"]
