"""The matrix through the front door: drafted, checked, refused while it has a hole, published for a day, asked, explained."""

from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import pytest

from cityloop.decide.matrix import queries
from cityloop.people.duties.actions import give
from cityloop.people.members.queries import by_login
from tests.conftest import BOTH
from tests.town import Desk, Town

GRID = "500103001003001"
TODAY = "2026-03-02"


@pytest.fixture
def board(town: Town) -> Desk:
    for login, duty in (("board", "clerk"), ("dispatcher", "dispatcher")):
        with town.city.work(by="founder") as work:
            member = by_login(work, login)
            assert member is not None
            give(work, member.id, duty, "50")
    return town.desk("board")


def line(**other: Any) -> dict[str, Any]:
    usual = {"category": "", "area": "50", "duty": "dispatcher", "level": "city", "source": "渝府发〔2026〕1号", "since": TODAY}
    return usual | other


def drafted(board: Desk, *lines: dict[str, Any]) -> int:
    number = int(board.post("/api/matrix", note="第一版").json()["id"])
    for one in lines:
        answer = board.post(f"/api/matrix/{number}/lines", **one)
        assert answer.status_code == 200, answer.text
    return number


def publish(board: Desk, number: int, since: str = TODAY) -> Any:
    return board.post(f"/api/matrix/{number}/publish", since=since)


@BOTH
def test_a_matrix_with_a_hole_is_not_published_and_the_hole_is_named(town: Town, board: Desk) -> None:
    number = drafted(board, line(category="C"), line(category="L"))
    checked = board.get(f"/api/matrix/{number}/faults").json()
    assert checked["bars"] and [one["said"] for one in checked["faults"]] == [f"M in 50 from {TODAY}: nobody leads"]
    assert checked["faults"][0]["cells"] == 250 * 400
    refused = publish(board, number)
    assert (refused.status_code, refused.json()["error"]) == (409, "Incomplete")
    assert f"M in 50 from {TODAY}: nobody leads" in refused.json()["detail"]
    board.post(f"/api/matrix/{number}/lines", **line(category="M"))
    assert publish(board, number).json()["state"] == "published"
    told = board.get("/api/matrix/lead", key="M06010", area=GRID).json()
    assert (told["duty"], told["area"], len(told["lines"])) == ("dispatcher", "50", 1)


@BOTH
def test_why_this_duty_names_the_line_and_what_it_overrode(town: Town, board: Desk) -> None:
    own = line(
        category="M06", area="500103", duty="clerk", level="street", source="渝中府办〔2026〕3号", assisting=["dispatcher"]
    )
    assert publish(board, drafted(board, line(), own)).status_code == 200
    told = board.get("/api/matrix/lead", key="M06010", area=GRID).json()
    assert (told["duty"], told["area"], told["assisting"]) == ("clerk", "500103001", ["dispatcher"])
    assert [one["source"] for one in told["lines"]] == ["渝中府办〔2026〕3号", "渝府发〔2026〕1号"]
    elsewhere = board.get("/api/matrix/lead", key="M06010", area="500103003001001").json()
    assert (elsewhere["duty"], elsewhere["area"]) == ("clerk", "50")  # the street has no clerk, the city has


def test_lines_that_cross_bar_publishing_and_both_are_named(board: Desk) -> None:
    number = drafted(board, line(), line(category="M06", duty="clerk"), line(area="500103", duty="clerk", level="city"))
    (fault,) = board.get(f"/api/matrix/{number}/faults").json()["faults"]
    assert (fault["kind"], fault["classes"], len(fault["lines"])) == ("overlap", ["M06"], 2)
    board.delete(f"/api/matrix/{number}/lines/{fault['lines'][0]}")
    assert publish(board, number).status_code == 200


def test_a_duty_nobody_holds_on_the_day_bars_and_one_that_falls_vacant_later_is_shown(town: Town, board: Desk) -> None:
    number = drafted(board, line(duty="leader"))
    (fault,) = board.get(f"/api/matrix/{number}/faults").json()["faults"]
    assert (fault["kind"], fault["duty"], fault["bars"]) == ("vacant", "leader", True)
    assert publish(board, number).status_code == 409


def test_a_gap_to_come_bars_as_well(board: Desk) -> None:
    number = drafted(board, line(until="2027-01-01"))
    assert "from 2027-01-01: nobody leads" in publish(board, number).json()["detail"]


def test_a_published_matrix_holds_from_its_day_and_the_old_one_before(town: Town, board: Desk) -> None:
    first = drafted(board, line())
    publish(board, first)
    second = drafted(board, line(category="M06", duty="clerk"))
    assert publish(board, second, since="2026-03-10").status_code == 200
    for at, duty in (("2026-03-09T12:00:00+08:00", "dispatcher"), ("2026-03-10T00:00:00+08:00", "clerk")):
        assert board.get("/api/matrix/lead", key="M06010", area=GRID, at=at).json()["duty"] == duty
    assert board.post(f"/api/matrix/{first}/withdraw").json()["error"] == "Holds"
    assert board.post(f"/api/matrix/{second}/withdraw").json()["state"] == "withdrawn"
    late = board.get("/api/matrix/lead", key="M06010", area=GRID, at="2026-03-10T00:00:00+08:00").json()
    assert late["duty"] == "dispatcher"


def test_a_draft_catches_up_with_what_was_published_meanwhile(board: Desk) -> None:
    publish(board, drafted(board, line()))
    mine, other = drafted(board, line(category="M06", duty="clerk")), drafted(board, line(category="M07", duty="clerk"))
    assert publish(board, other).status_code == 200
    assert publish(board, mine).json()["error"] == "BookChanged"
    board.post(f"/api/matrix/{mine}/catch_up")
    assert publish(board, mine).status_code == 200
    assert board.get(f"/api/matrix/{mine}/lines").json()["count"] == 3
    assert board.post(f"/api/matrix/{mine}/lines", **line(category="M08")).json()["error"] == "NotADraft"


def test_a_district_changes_its_own_lines_only_and_is_checked_alone(town: Town, board: Desk) -> None:
    publish(board, drafted(board, line()))
    own = town.hire("district", "rule_board", "500103")
    number = int(own.post("/api/matrix", note="渝中区").json()["id"])
    assert own.post(f"/api/matrix/{number}/lines", **line(category="M06", duty="clerk")).status_code == 403
    assert own.post(f"/api/matrix/{number}/lines", **line(area="500103003", duty="clerk")).status_code == 200
    assert own.get(f"/api/matrix/{number}/faults", area="500103").json()["grids"] == 400
    assert publish(own, number).status_code == 200
    assert town.desk("clerk").post("/api/matrix", note="x").status_code == 403


def test_the_matrix_in_excel_comes_back_as_it_went(board: Desk) -> None:
    until = line(category="M06", area="500103", duty="clerk", assisting=["dispatcher"], until="2027-01-01")
    publish(board, drafted(board, line(), until, line(category="M06", area="500103", since="2027-01-01")))
    number = int(board.post("/api/matrix", note="again").json()["id"])
    book = board.get(f"/api/matrix/{number}/sheet").content
    told = bring(board, number, book)
    assert (told["same"], told["new"], told["changed"], told["refused"], told["gone"]) == (3, 0, 0, 0, 0)
    rest = "市,一号文,2026-03-02"
    rows = f"类别,区域,牵头岗,层级,依据,起始日\n全部,50,dispatcher,{rest}\nX99,50,dispatcher,{rest}\nM01,50,nobody,{rest}\n"
    told = bring(board, number, rows.encode("gb18030"))
    assert [one["reason"] for one in told["rows"][:2]] == ["No category begins with X99.", "There is no duty nobody."]
    assert board.get(f"/api/matrix/{number}/lines").json()["count"] == 3
    told = bring(board, number, "\n".join(rows.splitlines()[:2]).encode())
    assert (told["changed"], told["gone"], board.get(f"/api/matrix/{number}/lines").json()["count"]) == (1, 2, 1)


def bring(board: Desk, number: int, content: bytes) -> Any:
    answer = board.http.post(f"/api/matrix/{number}/sheet", files={"file": ("m.xlsx", content)}, headers=board._headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_table_shows_who_leads_and_marks_what_is_wrong(board: Desk) -> None:
    number = drafted(board, line(category="M"), line(category="M06", area="500103001", duty="clerk", level="street"))
    table = board.get(f"/api/matrix/{number}/table", area="500103").json()
    rows = {row["key"]: dict(zip(table["areas"], row["cells"], strict=True)) for row in table["rows"]}
    assert rows["M06"]["500103001"]["duty"] == "clerk" and rows["M06"]["500103003"]["duty"] == "dispatcher"
    assert rows["C01"]["500103001"]["faults"] == ["gap"] and rows["M06"]["500103001"]["faults"] == []


def test_who_leads_is_known_in_a_millisecond(town: Town, board: Desk) -> None:
    publish(board, drafted(board, line(), line(category="M06", area="500103", duty="clerk", level="street")))
    with town.city.glance(by="x") as work:
        at, took = datetime(2026, 3, 3, tzinfo=UTC), []
        for _ in range(200):
            began = perf_counter()
            found = queries.lead(work, "M06010", GRID, at)
            took.append(perf_counter() - began)
    assert found is not None and found.area == "500103001"
    assert sorted(took)[100] < 0.01  # a millisecond on a quiet machine
    print(f"median {sorted(took)[100] * 1000:.2f} ms")
