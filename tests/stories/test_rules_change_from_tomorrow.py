"""What was learned changes the rules: tried on the past, adopted for a day to come, in force from its first reading."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import BOTH
from tests.stories.moves import FAST, verification, work_off
from tests.town import CENTRE, Desk, Hands, Town

pytestmark = BOTH
WHAT = {"detector": "trucks.overspeed", "parameter": "limit_kmh"}
MILD = (50, 70, 70, 70, 70, 40)
FAR = (106.585, 29.556)


def adopt(board: Desk, value: float, since: date | str, area: str = "", **about: Any) -> Any:
    said = {**WHAT, "value": value, "since": str(since), "reason": "误报过多", "area": area, **about}
    return board.post("/api/amendments", **said)


def found(town: Town, plate: str) -> int:
    return len(town.desk("board").alerts(plate))


def test_adopted_for_tomorrow_is_used_from_tomorrows_readings_on(town: Town, clock: Hands) -> None:
    board = town.desk("board")
    today = date(2026, 3, 2)
    assert adopt(board, 90, today + timedelta(days=1)).status_code == 200
    clock.forward(hours=1)
    town.drive("today", *FAST)
    assert found(town, "today") == 1
    clock.now = Hands.at("2026-03-02 23:59").now
    town.drive("last minute", *FAST)
    assert found(town, "last minute") == 1
    clock.now = Hands.at("2026-03-03 00:02").now
    town.drive("tomorrow", *FAST)
    assert found(town, "tomorrow") == 0
    rows = [
        {"signal": "trucks.position", "subject": "sent late", "at": f"2026-03-02T23:5{n}:30+08:00", "value": 75} for n in (8, 9)
    ]
    town.send("late", rows)
    town.city.settle()
    assert found(town, "sent late") == 1  # judged by the day on which it was said
    (parameter,) = [
        one
        for one in town.desk("board").get("/api/parameters").json()
        if (one["detector"], one["name"]) == ("trucks.overspeed", WHAT["parameter"])
    ]
    assert parameter["today"] == 90 and parameter["history"][-1]["source"] == "误报过多"


@pytest.mark.parametrize("since", ["2026-03-02", "2026-03-01", "1990-01-01"])
def test_adoption_for_today_or_the_past_is_refused(town: Town, since: str) -> None:
    answer = adopt(town.desk("board"), 90, since)
    assert (answer.status_code, answer.json()["error"]) == (422, "TooSoon")
    town.drive("渝D·K0001", *FAST)
    assert found(town, "渝D·K0001") == 1


def test_the_citys_day_counts_and_not_greenwichs(town: Town, clock: Hands) -> None:
    clock.now = Hands.at("2026-03-03 02:00").now  # still 2 March in Greenwich
    assert adopt(town.desk("board"), 90, "2026-03-03").status_code == 422
    assert adopt(town.desk("board"), 90, "2026-03-04").status_code == 200


def test_what_makes_no_sense_is_not_adopted(town: Town) -> None:
    board = town.desk("board")
    for value in (19.9, 120.1, -1, 1e308):
        assert adopt(board, value, "2026-03-03").json()["error"] == "OutOfBounds"
    assert adopt(board, 90, "2026-03-03", reason="  ").json()["error"] == "ReasonMissing"
    assert adopt(board, 90, "2026-03-03", parameter="colour").status_code == 404
    assert adopt(board, 90, "2026-03-03", detector="no.such").status_code == 404
    assert adopt(board, 90, "2026-03-03", area="5001039").status_code == 404
    assert adopt(board, 90, "2026-03-03", replay_id=77).status_code == 404
    for other in ("dispatcher", "patrol", "inspector"):
        assert adopt(town.desk(other), 90, "2026-03-03").status_code == 403
    assert board.get("/api/amendments").json() == []


def test_an_amendment_of_an_area_holds_only_there(town: Town, clock: Hands) -> None:
    board = town.desk("board")
    here, there = (str(street(board, place)) for place in (CENTRE, FAR))
    assert here != there
    assert adopt(board, 90, "2026-03-03", area=here).status_code == 200
    clock.forward(days=1)
    town.drive("here", *FAST)
    town.drive("there", *FAST, place=FAR)
    assert (found(town, "here"), found(town, "there")) == (0, 1)


def street(board: Desk, place: tuple[float, float]) -> Any:
    chain = board.get("/api/areas/at", lon=place[0], lat=place[1]).json()["chain"]
    return next(area["code"] for area in chain if area["level"] == "street")


def test_a_replay_says_what_another_value_would_have_found(town: Town, clock: Hands) -> None:
    town.drive("mild, empty", *MILD)
    clock.forward(minutes=30)
    town.drive("fast, real", *FAST)
    clock.forward(minutes=30)
    town.drive("mild, real", *MILD)
    town.drive("slow", 50, 62, 62, 62, 62, 40)
    for case, outcome in ((1, "nothing_there"), (2, "settled"), (3, "settled")):
        work_off(town.desk("patrol"), case, outcome=outcome)
        town.city.settle()
        town.desk("inspector").post(f"{verification(town.desk('inspector'), case)}/accept")
    town.city.settle()

    board = town.desk("board")
    about = {"since": "2026-03-02T00:00:00+08:00", "until": "2026-03-03T00:00:00+08:00"}

    def replay(value: float) -> dict[str, Any]:
        answer = board.post("/api/replays", **WHAT, value=value, **about)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    same, higher, lower = replay(60), replay(64.5), replay(55)  # and a tenth is tolerated
    assert (same["found_then"], same["found_now"], same["missed"]) == (3, 3, [])
    assert (same["true_kept"], same["true_then"], same["false_kept"], same["false_then"]) == (2, 2, 1, 1)
    assert (higher["found_then"], higher["found_now"], higher["missed"]) == (3, 1, [3])
    assert (higher["true_kept"], higher["true_then"], higher["false_kept"], higher["false_then"]) == (1, 2, 0, 1)
    assert (lower["found_now"], lower["missed"]) == (4, [])
    assert adopt(board, 64.5, "2026-03-03", replay_id=higher["id"]).status_code == 200
    assert found(town, "slow") == 0  # a replay calls nobody out


def test_a_replay_of_a_strange_time_or_by_a_stranger_is_refused(town: Town) -> None:
    board = town.desk("board")
    for since, until in (
        ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2024-03-02T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-02-01T00:00:00Z"),
        ("9999-12-01T00:00:00Z", "9999-12-31T23:59:59-14:00"),
        ("2026-03-02T00:00:00", "2026-03-02T01:00:00"),
    ):
        answer = board.post("/api/replays", **WHAT, value=70, since=since, until=until)
        assert answer.status_code == 422, (since, answer.text)
    fine = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
    assert town.desk("dispatcher").post("/api/replays", **WHAT, value=70, **fine).status_code == 403
    assert board.post("/api/replays", detector="no.such", parameter="x", value=70, **fine).status_code == 404
