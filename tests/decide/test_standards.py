"""The city's book: brought as a sheet, held from a day on, row by row judged, and given back as it was."""

import io
from typing import Any

import openpyxl
import pytest

from cityloop.decide.standards import queries, sheets
from cityloop.decide.standards.suggesting import indexed, suggested
from tests.conftest import BOTH
from tests.town import Desk, Hands, Town

EXAMPLE = sheets.delivered()


def brought(desk: Desk, content: bytes, since: str, dry_run: bool = False) -> Any:
    return desk.http.post(
        "/api/standards/editions",
        files={"file": ("book.csv", content)},
        params={"since": since, "dry_run": dry_run},
        headers=desk._headers,
    )


def with_book(town: Town) -> Desk:
    board = town.desk("board")
    answer = brought(board, EXAMPLE, "2026-03-02")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["new"], answer.json()["refused"], answer.json()["edition"]) == (282, 0, 1)
    return board


@BOTH
def test_choosing_a_category_fills_conditions_and_limit(town: Town) -> None:
    board = with_book(town)
    page = board.get("/api/standards/M06001").json()
    assert (page["category"]["zh"], page["category"]["local"]) == ("私搭乱建", False)
    assert [(one["filing"], one["limit"]) for one in page["lines"]] == [
        ("正在建设", {"amount": 2.0, "unit": "UD"}),
        ("已建成", {"amount": 15.0, "unit": "WD"}),
    ]
    burst = board.get("/api/standards/L0501").json()
    assert (burst["category"]["local"], burst["category"]["emergency"]) == (True, True)
    cover, out_of_order = (board.get(f"/api/standards/{key}").json()["lines"] for key in ("C01001", "M01001"))
    assert len(cover) == 4 and cover == out_of_order
    assert board.get("/api/standards/M06031").status_code == 404


@BOTH
def test_a_book_taken_out_and_brought_again_changes_nothing(town: Town) -> None:
    board = with_book(town)
    taken = board.get("/api/standards/editions/1/book.xlsx").content
    again = brought(board, taken, "2026-04-01").json()
    assert (again["same"], again["new"], again["changed"], again["gone"], again["refused"]) == (282, 0, 0, 0, 0)
    assert again["edition"] is None and len(board.get("/api/standards/editions").json()) == 1
    assert brought(board, board.get("/api/standards/example.xlsx").content, "2026-04-01", True).json()["same"] == 282


@BOTH
def test_a_new_edition_holds_from_its_day_and_running_cases_keep_their_line(town: Town, clock: Hands) -> None:
    board = with_book(town)
    with town.city.glance(by="test") as work:
        (line,) = queries.conditions(work, "M06010")
        assert str(line.limit) == "4WH"
    changed = EXAMPLE.replace(
        "现场存在暴露生活垃圾,已清理或整改到位，恢复原状,4WH".encode(), "现场存在暴露生活垃圾,已清理,1WD".encode()
    )
    said = brought(board, changed, "2026-03-10", dry_run=True).json()
    assert (said["edition"], said["changed"], said["same"]) == (None, 1, 281)
    (difference,) = said["differences"]
    assert (difference["key"], difference["what"]) == ("M06010", "changed")
    assert difference["before"] == {"closing": "已清理或整改到位，恢复原状", "time": "4WH"}
    assert difference["after"] == {"closing": "已清理", "time": "1WD"}
    assert brought(board, changed, "2026-03-10").json()["edition"] == 2
    assert board.get("/api/standards/M06010").json()["lines"][0]["limit"]["unit"] == "WH"
    assert [one["standing"] for one in board.get("/api/standards/editions").json()] == ["to_come", "holds"]
    clock.forward(days=8)
    board = town.desk("board")
    assert board.get("/api/standards/M06010").json()["lines"][0]["limit"] == {"amount": 1.0, "unit": "WD"}
    assert [one["standing"] for one in board.get("/api/standards/editions").json()] == ["holds", "over"]
    with town.city.glance(by="test") as work:
        assert str(queries.limit_of(work, line.id)) == "4WH"


def test_an_edition_begins_on_a_day_to_come_and_may_be_taken_back_before(town: Town, clock: Hands) -> None:
    board = with_book(town)
    changed = EXAMPLE.replace(b",2UD,", b",3UD,")
    assert brought(board, changed, "2026-03-02").status_code == 422
    assert brought(board, changed, "2026-03-03").json()["edition"] == 2
    assert board.delete("/api/standards/editions/2").json()["standing"] == "withdrawn"
    clock.forward(days=2)
    board = town.desk("board")
    assert board.get("/api/standards/M06001").json()["lines"][0]["limit"] == {"amount": 2.0, "unit": "UD"}
    assert board.delete("/api/standards/editions/1").status_code == 409


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in (("编码", "小类名称", "立案条件", "结案条件", "时限", "责任岗"), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_row_that_cannot_be_is_refused_with_why_and_then_nothing_is_adopted(town: Town) -> None:
    board = town.desk("board")
    told = brought(
        board,
        sheet(
            ("M06010", "", "有垃圾", "已清", "4工作时", ""),
            ("0110", "", "垃圾堆放", "已清", "1WD", "inspector"),
            ("M06031", "", "a", "b", "1WD", ""),
            ("01001", "", "a", "b", "1WD", ""),
            ("M06011", "", "a", "", "1WD", ""),
            ("M06012", "", "a", "b", "soon", ""),
            ("M06013", "", "a", "b", "1WD", "king"),
            ("L8801", "", "a", "b", "1WD", ""),
            ("0181", "", "a", "b", "1WD", ""),
            ("=1+1", "", "a", "b", "1WD", ""),
        ),
        "2026-03-02",
    ).json()
    assert (told["new"], told["refused"], told["edition"]) == (2, 8, None)
    reasons = {row["row"]: row["reason"] for row in told["rows"]}
    assert sorted(reasons) == [4, 5, 6, 7, 8, 9, 10, 11]
    for row, why in {
        4: "No list has",
        5: "C01001 or M01001",
        6: "closed",
        7: "soon",
        8: "king",
        9: "its name",
        10: "2013",
    }.items():
        assert why in reasons[row]
    assert board.get("/api/standards/editions").json() == []


def test_a_category_of_the_citys_own_comes_with_the_book(town: Town) -> None:
    board = town.desk("board")
    lines = sheet(
        ("L8801", "轻轨高架下积水", "有积水", "已排除", "2 个紧急工作时", ""),
        ("L8801", "轻轨高架下积水", "反复积水", "已修", "5WD", ""),
    )
    assert brought(board, lines, "2026-03-02").json()["new"] == 2
    page = board.get("/api/standards/L8801").json()
    assert (page["category"]["zh"], page["category"]["local"]) == ("轻轨高架下积水", True)
    assert [(one["number"], one["limit"]["unit"]) for one in page["lines"]] == [(1, "UH"), (2, "WD")]
    assert "L8801" in [one["key"] for one in board.get("/api/standards").json()["categories"]]


def test_only_the_rule_board_of_the_city_keeps_the_book(town: Town) -> None:
    for login in ("inspector", "clerk"):
        assert brought(town.desk(login), EXAMPLE, "2026-03-02", dry_run=True).status_code == 403
    assert brought(town.hire("local", "rule_board", "500103"), EXAMPLE, "2026-03-02").status_code == 403


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", "甲,乙\n1,2\n".encode(), "编码,立案条件,结案条件,时限\n".encode(), b"\xff\xfe\x00"]
)
def test_what_is_no_book_is_refused_as_a_whole(town: Town, content: bytes) -> None:
    answer = brought(town.desk("board"), content, "2026-03-02")
    assert answer.status_code == 422 and answer.json()["detail"]


def test_the_template_can_be_brought(town: Town) -> None:
    board = town.desk("board")
    assert brought(board, board.get("/api/standards/template.xlsx").content, "2026-03-02").json()["new"] == 2


def test_a_text_leads_to_its_category_and_says_by_which_words(town: Town) -> None:
    board = with_book(town)
    for text, key in {
        "路口污水井盖缺失，有安全隐患": "M01002",
        "小区门口有人露天烧烤，油烟很大": "M06029",
        "There is an abandoned vehicle by the school": "M06034",
        "供水管道破裂，水流到马路上": "L0501",
    }.items():
        found = board.get("/api/standards/suggested", text=text).json()
        assert key == found[0]["key"] and found[0]["shared"] and 1 <= len(found) <= 3, (text, found)
    assert board.get("/api/standards/suggested", text="？？？").json() == []


def test_most_names_lead_back_to_their_own_category(town: Town) -> None:
    """A name is the easiest text; what it cannot tell apart, nobody should trust it with."""
    with town.city.glance(by="test") as work:
        matters = [one for one in queries.categories(work) if one.key[0] != "C"]
    index = indexed({one.key: (one.zh, one.en) for one in matters}, {})
    lost = [one.zh for one in matters if one.key not in [found.key for found in suggested(index, one.zh)]]
    assert lost == []
