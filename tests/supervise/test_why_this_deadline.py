"""Through the front door: why a deadline is what it is, what a change of the calendar would move, and what it moved."""

from datetime import date
from typing import Any

import pytest

from cityloop.decide.clocks import actions as clocks
from cityloop.rulebook.limits import Limit
from tests.conftest import BOTH
from tests.decide.clocks import at, said
from tests.decide.clocks import local as local_said
from tests.stories.moves import FAST
from tests.town import Desk, Hands, Town

pytestmark = BOTH
STORM: dict[str, Any] = {
    "area": "500103",
    "year": 2026,
    "title": "停工令",
    "source": "渝中府发2号",
    "days": [{"day": "2026-02-13", "working": False, "name": "暴雨停工"}],
}
STAGE = "look"  # one that no case type knows, so that the case's own clocks stay what they are


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-02-12 16:00")  # a Thursday; 14 February is worked, 15 to 23 February are off


class Seat(Desk):
    """A desk whose sitter logs in again each time: these stories take days."""

    def __init__(self, town: Town, login: str) -> None:
        super().__init__(town.http, "")
        self._town, self._login = town, login

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._town.desk(self._login).key}"}


@pytest.fixture
def board(town: Town) -> Desk:
    town.drive("渝D·K0001", *FAST)
    return Seat(town, "board")


def start(town: Town, limit: str, stage: str = STAGE) -> None:
    with town.city.work(by="loop") as work:
        clocks.start(work, 1, stage, Limit.read(limit), "500103001", duty="spoil_patrol", category="M06010", source="M06010-1")


def shown(desk: Desk, stage: str = STAGE) -> Any:
    answer = desk.get("/api/cases/1/clocks")
    assert answer.status_code == 200, answer.text
    return next(one for one in answer.json() if one["stage"] == stage)


def told(one: Any) -> list[tuple[str, str, str, float]]:
    return [(local_said(s["since"]), s["why"], s["name"], round(s["counts"], 3)) for s in one["stretches"]]


def test_every_stretch_is_told_and_they_add_up(town: Town, clock: Hands, board: Desk) -> None:
    start(town, "2WD")
    one = shown(board)
    assert (one["legs"][0]["amount"], one["legs"][0]["unit"], one["source"]) == (2, "WD", "M06010-1")
    assert local_said(one["due"]) == "2026-02-14 16:00"
    assert told(one) == [
        ("2026-02-12 16:00", "working", "", 0.25),
        ("2026-02-12 18:00", "off_hours", "", 0),
        ("2026-02-13 09:00", "working", "", 0.375),
        ("2026-02-13 12:00", "lunch", "", 0),
        ("2026-02-13 13:00", "working", "", 0.625),
        ("2026-02-13 18:00", "off_hours", "", 0),
        ("2026-02-14 09:00", "make_up", "make_up", 0.375),
        ("2026-02-14 12:00", "lunch", "", 0),
        ("2026-02-14 13:00", "make_up", "make_up", 0.375),
    ]
    assert sum(s["counts"] for s in one["stretches"]) == 2
    assert (one["spent_s"], one["whole_s"]) == (0, 16 * 3600)


def test_pauses_and_moves_are_told_with_their_reasons(town: Town, clock: Hands, board: Desk) -> None:
    start(town, "4WH")
    clock.now = at("2026-02-12 17:00")
    with town.city.work(by="patrol") as work:
        clocks.pause(work, 1, STAGE, "等待挖掘许可")
    assert shown(board)["due"] is None
    clock.now = at("2026-02-13 10:00")
    with town.city.work(by="patrol") as work:
        clocks.resume(work, 1, STAGE)
        clocks.extend(work, 1, STAGE, Limit.read("4WH"), "材料未到")
    one = shown(board)
    assert [(leg["amount"], leg["why"]) for leg in one["legs"]] == [(4, ""), (4, "材料未到")]
    assert [(p["why"], p["by"]) for p in one["pauses"]] == [("等待挖掘许可", "patrol")]
    assert [(m["cause"], local_said(m["was"]), local_said(m["now"])) for m in one["moves"]] == [
        ("resumed", "2026-02-13 11:00", "2026-02-13 14:00"),
        ("extension", "2026-02-13 14:00", "2026-02-13 18:00"),
    ]
    assert [s for s in told(one) if s[1] == "pause"] == [("2026-02-12 17:00", "pause", "等待挖掘许可", 0)]
    assert sum(s["counts"] for s in one["stretches"]) == 8


def test_a_list_is_tried_before_it_is_adopted_and_moves_what_it_said(town: Town, clock: Hands, board: Desk) -> None:
    start(town, "2WD")
    start(town, "2UD", stage="other")
    clock.now = at("2026-02-14 16:30")
    effect = board.post("/api/calendars/days/try", **STORM).json()
    assert {name: effect[name] for name in ("earlier", "later", "late", "not_late", "cases")} == {
        "earlier": 0, "later": 1, "late": 0, "not_late": 1, "cases": [1]
    }  # fmt: skip
    assert shown(board)["moves"] == []
    assert board.post("/api/calendars/days", **STORM).status_code == 200
    town.city.settle()
    (move,) = shown(board)["moves"]
    assert (move["cause"], move["why"], local_said(move["now"])) == ("calendar", "停工令 (渝中府发2号)", "2026-02-24 16:00")
    year = board.get("/api/calendars/2026", area="500103").json()
    assert (year["published"], year["working_days"]) == (True, 247)
    assert {"day": "2026-02-13", "working": False, "name": "暴雨停工"} in year["special"]
    assert board.get("/api/calendars/2026", area="50").json()["working_days"] == 248


def test_a_clock_that_ended_keeps_its_deadline_and_says_what_it_would_be_today(town: Town, clock: Hands, board: Desk) -> None:
    start(town, "2WD")
    clock.now = at("2026-02-14 17:00")
    with town.city.work(by="patrol") as work:
        clocks.stop(work, 1, STAGE)
    clock.forward(hours=1)
    assert shown(board)["today"] is None
    listed = board.post("/api/calendars/days", **STORM).json()["id"]
    town.city.settle()
    one = shown(board)
    assert (one["late"], local_said(one["due"]), local_said(one["today"])) == (True, "2026-02-14 16:00", "2026-02-24 16:00")
    assert "holiday" not in [s["why"] for s in one["stretches"]] and one["moves"] == []
    assert board.post(f"/api/calendars/days/{listed}/withdraw", why="雨停").status_code == 200
    assert shown(board)["today"] is None


def test_only_the_rule_board_says_which_days_are_worked(town: Town, board: Desk) -> None:
    assert town.desk("dispatcher").post("/api/calendars/days", **STORM).status_code == 403
    hours: dict[str, Any] = {"area": "500103", "since": "2026-02-13", "spans": [[540, 720], [840, 1080]], "source": "冬季作息"}
    assert town.desk("dispatcher").post("/api/calendars/hours", **hours).status_code == 403
    assert board.post("/api/calendars/hours", **hours).status_code == 200
    wrong: dict[str, Any]
    for wrong in ({"spans": [[720, 540]]}, {"spans": []}, {"since": "2026-02-11"}, {"weekdays": [7]}, {"source": " "}):
        assert board.post("/api/calendars/hours", **(hours | wrong)).status_code == 422
    other_year = [{"day": "2027-01-01", "working": False, "name": ""}]
    for wrong in ({"days": other_year}, {"days": STORM["days"] * 2}, {"title": ""}):
        assert board.post("/api/calendars/days", **(STORM | wrong)).status_code == 422


def test_clocks_of_a_case_are_seen_by_who_sees_the_case(town: Town, board: Desk) -> None:
    start(town, "2WD")
    assert town.desk("stranger").get("/api/cases/1/clocks").status_code == 404
    assert town.desk("stranger").get("/api/deadlines").json() == []
    mine = [one for one in town.desk("patrol").get("/api/deadlines").json() if one["stage"] == STAGE]
    assert [(one["case"], one["left_s"]) for one in mine] == [(1, 16 * 3600)]


def test_a_lamp_turns_yellow_and_red_and_each_is_told_once(town: Town, clock: Hands, board: Desk) -> None:
    start(town, "5WH")  # due 12:00 tomorrow; four hours are used at 11:00
    lamps = []
    for when in ("2026-02-12 17:00", "2026-02-13 10:59", "2026-02-13 11:00", "2026-02-13 12:00", "2026-02-13 12:01"):
        clock.now = at(when)
        for _ in range(2):
            town.city.all_rounds()
        lamps.append(shown(board)["lamp"])
    assert lamps == ["green", "green", "yellow", "yellow", "red"]
    turned = [line["about"] for line in board.case(1)["timeline"] if line["kind"] == "LampTurned"]
    assert [one["lamp"] for one in turned if one["stage"] == STAGE] == ["yellow", "red"]


def test_a_lamp_that_a_holiday_turned_back_is_told_again(town: Town, clock: Hands, board: Desk) -> None:
    start(town, "2WD")
    clock.now = at("2026-02-14 16:30")
    town.city.all_rounds()
    assert shown(board)["lamp"] == "red"
    board.post("/api/calendars/days", **STORM)
    town.city.settle()
    assert shown(board)["lamp"] == "green"
    clock.now = at("2026-02-24 16:01")
    town.city.all_rounds()
    turned = [line["about"] for line in board.case(1)["timeline"] if line["kind"] == "LampTurned"]
    assert [one["lamp"] for one in turned if one["stage"] == STAGE] == ["red", "red"]


def test_days_are_the_citys_days(town: Town, board: Desk) -> None:
    assert said(at("2026-02-12 00:00")) == "2026-02-12 00:00"
    assert board.get("/api/calendars/2027").json()["published"] is False
    assert board.get("/api/calendars/2009").status_code == 422
    assert date(2026, 2, 14).isoformat() in {
        one["day"] for one in board.get("/api/calendars/2026").json()["special"] if one["working"]
    }
