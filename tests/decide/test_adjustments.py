"""Running clocks follow a newer edition of a book because somebody said so and why; closed ones are explained beside."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cityloop.decide.clocks import actions as clock_actions
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.standards.sheets import delivered
from tests.conftest import BOTH
from tests.decide.clocks import local
from tests.stories.moves import work_off
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

pytestmark = BOTH
LITTER = "现场存在暴露生活垃圾,已清理或整改到位，恢复原状,"
WHY = "市民投诉集中，在办案件同步缩短时限"


def timed(limit: str) -> bytes:
    """The delivered book with this limit for litter, which is 4WH in it."""
    assert f"{LITTER}4WH".encode() in delivered()
    return delivered().replace(f"{LITTER}4WH".encode(), f"{LITTER}{limit}".encode())


def brought(desk: Desk, content: bytes, since: str) -> int:
    files, day = {"file": ("book.csv", content)}, {"since": since}
    answer = desk.http.post("/api/standards/editions", files=files, params=day, headers=desk._headers)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["edition"])


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-03-02 09:00")  # a Monday; four working hours end at two in the afternoon


@pytest.fixture
def staff(town: Town) -> dict[str, Desk]:
    board = town.desk("board")
    brought(board, delivered(), "2026-03-02")
    return {
        "board": board,
        "acceptor": town.hire("acceptor", "acceptor", DISTRICT),
        "leader": town.hire("leader", "shift_leader", DISTRICT),
        "dispatcher": town.desk("dispatcher"),
        "crew": town.hire("crew", "water_utility", DISTRICT),
    }


def move(desk: Desk, case: int, name: str, **said: str) -> None:
    answer = desk.post(f"/api/cases/{case}/moves/{name}", said=said)
    assert answer.status_code == 200, answer.text


def filed(town: Town, staff: dict[str, Desk]) -> int:
    said = {"title": "路边有垃圾", "category_code": "M06010", "lon": CENTRE[0], "lat": CENTRE[1]}
    assert staff["dispatcher"].post("/api/reports", **said).status_code == 200
    town.city.settle()
    case = max(int(one["id"]) for one in staff["dispatcher"].get("/api/cases").json())
    move(staff["acceptor"], case, "file")
    return case


def handled(town: Town, staff: dict[str, Desk]) -> int:
    case = filed(town, staff)
    move(staff["dispatcher"], case, "dispatch", area=DISTRICT, duty="water_utility")
    return case


def why(desk: Desk, case: int, stage: str = "handle") -> Any:
    """Why this deadline, of the last turn of a stage."""
    return [one for one in desk.get(f"/api/cases/{case}/clocks").json() if one["stage"] == stage][-1]


def limit(one: Any) -> tuple[float, str]:
    return one["legs"][0]["amount"], one["legs"][0]["unit"]


def follow(desk: Desk, edition: int, since: str, how: str = "", **about: Any) -> Any:
    said = {"book": "standards", "edition": edition, "since": since, **about}
    return desk.post(f"/api/adjustments{how}", **said)


def followed(town: Town, clock: Hands, staff: dict[str, Desk]) -> tuple[int, int, int]:
    """A book with half the limit is followed from tomorrow on: a case handled then, one that waited, one that was done."""
    case, waiting, done = handled(town, staff), filed(town, staff), handled(town, staff)
    work_off(staff["crew"], done)
    move(staff["crew"], done, "confirm")
    edition = brought(staff["board"], timed("2WH"), "2026-03-03")
    clock.forward(minutes=100)
    tried = follow(staff["board"], edition, "2026-03-03", "/try").json()
    assert (tried["running"], tried["earlier"], tried["later"], tried["late"], tried["lamps"]) == (1, 1, 0, 0, 1)
    assert tried["cases"] == [case]
    agreed = follow(staff["board"], edition, "2026-03-03", why=WHY).json()
    assert (agreed["standing"], agreed["clocks"]) == ("waits", 0)
    assert local(why(staff["crew"], case)["due"]) == "2026-03-02 14:00"
    clock.forward(hours=18)
    town.city.all_rounds()
    town.city.settle()
    return case, waiting, done


def test_running_cases_follow_when_it_is_said_and_then_both_limits_are_shown(
    town: Town, clock: Hands, staff: dict[str, Desk]
) -> None:
    case, _, _ = followed(town, clock, staff)
    (done,) = town.desk("board").get("/api/adjustments").json()
    assert (done["standing"], done["clocks"], done["moved"]) == ("done", 1, 1)
    now = why(town.desk("dispatcher"), case)
    assert (limit(now), local(now["due"])) == ((2.0, "WH"), "2026-03-02 11:00")
    (was,) = now["former"]
    assert (was["amount"], was["unit"], was["why"], was["by"]) == (4.0, "WH", WHY, "board")
    (moved,) = now["moves"]
    assert (moved["cause"], moved["why"], local(moved["was"])) == ("limit", WHY, "2026-03-02 14:00")
    page = town.desk("dispatcher").case(case)
    assert local(page["case"]["due"]) == "2026-03-02 11:00"
    assert [line["about"]["why"] for line in page["timeline"] if line["kind"] == "DeadlineMoved"] == [WHY]
    assert town.city.stuck() == {}
    with town.city.glance(by="board") as work:
        assert list(clocks.torn(work)) == []


def test_what_is_done_stays_and_is_explained_beside_and_what_begins_later_follows(
    town: Town, clock: Hands, staff: dict[str, Desk]
) -> None:
    _, waiting, done = followed(town, clock, staff)
    ended = why(town.desk("dispatcher"), done)
    assert (limit(ended), ended["former"], ended["moves"]) == ((4.0, "WH"), [], [])
    assert (ended["given"]["amount"], ended["given"]["why"], local(ended["today"])) == (2.0, WHY, "2026-03-02 11:00")
    move(town.desk("dispatcher"), waiting, "dispatch", area=DISTRICT, duty="water_utility")
    begun = why(town.desk("dispatcher"), waiting)
    assert (limit(begun), [one["amount"] for one in begun["former"]]) == ((2.0, "WH"), [4.0])


def test_without_the_act_running_cases_finish_on_what_they_began_with(town: Town, clock: Hands, staff: dict[str, Desk]) -> None:
    case = handled(town, staff)
    brought(staff["board"], timed("2WH"), "2026-03-03")
    clock.forward(days=1)
    town.city.all_rounds()
    town.city.settle()
    now = why(town.desk("dispatcher"), case)
    assert (limit(now), now["former"], now["moves"]) == ((4.0, "WH"), [], [])


def test_a_case_types_stage_limits_are_followed_too(town: Town, clock: Hands, staff: dict[str, Desk]) -> None:
    case, board = filed(town, staff), staff["board"]
    before = why(staff["dispatcher"], case, "dispatch")
    assert before["source"] == "cycle:national:1"
    body = board.get("/api/cycles/national").json()["body"]
    body["limits"]["dispatch"] = "8UH"
    assert board.post("/api/cycles", body=body, reason="派遣时限延长").json()["version"] == 2
    said = {"book": "cycle", "name": "national", "edition": 2, "since": "2026-03-02"}
    tried = board.post("/api/adjustments/try", **said).json()
    assert (tried["running"], tried["later"], tried["late"]) == (1, 1, 0)
    assert board.post("/api/adjustments", **said, why="人手不足").json()["standing"] == "goes"
    town.city.settle()
    now = why(staff["dispatcher"], case, "dispatch")
    assert (limit(now), now["source"], now["former"][0]["source"]) == ((8.0, "UH"), "cycle:national:2", "cycle:national:1")
    assert local(now["due"]) == "2026-03-02 17:00"
    assert (why(staff["dispatcher"], case, "file")["given"], now["given"]) == (None, None)


def test_a_clock_that_stands_still_or_comes_back_follows_too(town: Town, clock: Hands, staff: dict[str, Desk]) -> None:
    still, back = handled(town, staff), handled(town, staff)
    with town.city.work(by="crew") as work:
        clock_actions.pause(work, still, "handle", "等待材料")
    work_off(staff["crew"], back)
    move(staff["crew"], back, "confirm")
    edition = brought(staff["board"], timed("2WD"), "2026-03-03")
    follow(staff["board"], edition, "2026-03-03", why=WHY)
    clock.forward(days=1)
    town.city.all_rounds()
    town.city.settle()
    dispatcher = town.desk("dispatcher")
    assert (limit(why(dispatcher, still)), why(dispatcher, still)["due"]) == ((2.0, "WD"), None)
    move(dispatcher, back, "send_back", reason="没有清干净")
    again = why(dispatcher, back)
    assert (limit(again), again["turn"], [one["unit"] for one in again["former"]]) == ((2.0, "WD"), 1, ["WH"])


def test_it_is_for_who_keeps_the_book_once_and_for_an_edition_that_holds(
    town: Town, clock: Hands, staff: dict[str, Desk]
) -> None:
    board = staff["board"]
    edition = brought(board, timed("2WH"), "2026-03-10")
    for said, status, error in (
        ((staff["dispatcher"], edition, "2026-03-10"), 403, "NotAllowed"),
        ((board, edition, "2026-03-09"), 409, "NotInForceThen"),
        ((board, edition, "2026-03-01"), 422, "Unreadable"),
        ((board, 99, "2026-03-10"), 404, "NotFound"),
        ((board, 1, "2026-03-02"), 409, "NothingDiffers"),
    ):
        answer = follow(*said, why=WHY)
        assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert follow(board, edition, "2026-03-10", why=" ").status_code == 422
    first = follow(board, edition, "2026-03-11", why=WHY).json()
    assert follow(board, edition, "2026-03-12", why=WHY).json()["error"] == "FollowedAlready"
    path = f"/api/adjustments/{first['id']}/withdraw"
    assert staff["dispatcher"].post(path, why="x").status_code == 403
    assert board.post(path, why="改主意").json()["standing"] == "withdrawn"
    assert follow(board, edition, "2026-03-10", why=WHY).json()["standing"] == "waits"
    brought(board, timed("1WH"), "2026-03-10")
    clock.forward(days=8)
    town.city.all_rounds()
    board = town.desk("board")
    assert [one["standing"] for one in board.get("/api/adjustments").json()] == ["withdrawn", "withdrawn"]
    cycle = {"book": "cycle", "name": "national", "since": "2026-03-10", "why": WHY}
    assert board.post("/api/adjustments", edition=2, **cycle).status_code == 404
    assert board.post("/api/adjustments", edition=1, **cycle).json()["error"] == "NothingDiffers"


def test_a_city_that_died_between_two_pages_of_clocks_goes_on_with_the_next(
    town: Town, clock: Hands, staff: dict[str, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cityloop.decide.clocks.reckoning.PAGE", 2)
    cases = [handled(town, staff) for _ in range(5)]
    edition = brought(staff["board"], timed("8WH"), "2026-03-03")
    clock.forward(days=1)
    board = town.desk("board")
    follow(board, edition, "2026-03-03", why=WHY)
    town.city.hand_over()
    followed = [why(board, case)["former"] != [] for case in cases]
    assert any(followed) and not all(followed)
    another = replace(town.city)
    another.settle()
    assert all(len(why(board, case)["former"]) == 1 for case in cases)
    (done,) = board.get("/api/adjustments").json()
    assert (done["standing"], done["clocks"], done["moved"]) == ("done", 5, 5)


def test_what_follows_twice_keeps_both_limits(town: Town, clock: Hands, staff: dict[str, Desk]) -> None:
    case = handled(town, staff)
    for number, (limit_now, day) in enumerate((("2WH", "2026-03-03"), ("1WD", "2026-03-04"))):
        edition = brought(town.desk("board"), timed(limit_now), day)
        clock.now += timedelta(days=1)
        follow(town.desk("board"), edition, day, why=f"第{number}次")
        town.city.settle()
    now = why(town.desk("dispatcher"), case)
    assert [(one["amount"], one["unit"], one["why"]) for one in now["former"]] == [(4.0, "WH", "第0次"), (2.0, "WH", "第1次")]
    assert limit(now) == (1.0, "WD")
