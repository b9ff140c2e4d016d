"""A reorganisation: shown before it is done, done in one step from a day on, taken back before that day."""

from typing import Any

import pytest
import shapely

from cityloop.people.duties.queries import holders_on
from cityloop.places.areas import queries as areas
from tests.conftest import BOTH
from tests.town import Desk, Town

TODAY, TOMORROW = "2026-03-02", "2026-03-03"
GRID = "500103001003001"


@pytest.fixture
def streets(town: Town) -> tuple[str, str]:
    """Two streets side by side; the first has a clerk."""
    with town.city.glance(by="x") as work:
        others = [one.code for one in areas.children(work, "500103") if one.code != "500103001"]
        first = areas.outline(work, "500103001")
        return "500103001", next(code for code in others if shapely.intersection(first, areas.outline(work, code)).length > 0)


@pytest.fixture
def board(town: Town) -> Desk:
    town.hire("chief", "dispatcher", "50")
    board = town.desk("board")
    number = board.post("/api/matrix", note="1").json()["id"]
    usual = {"level": "street", "source": "一号文", "since": TODAY}
    for line in ({"area": "50", "duty": "dispatcher"}, {"area": "500103001", "duty": "clerk", "category": "M06"}):
        assert board.post(f"/api/matrix/{number}/lines", **(usual | line)).status_code == 200
    assert board.post(f"/api/matrix/{number}/publish", since=TODAY).status_code == 200
    return board


def plan(board: Desk, *steps: dict[str, Any]) -> int:
    answer = board.post("/api/reorganisations", title="撤并街道", steps=list(steps))
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def merge(streets: tuple[str, str]) -> dict[str, Any]:
    return {"kind": "merge", "areas": list(streets), "into": streets[1]}


def an_open_case(town: Town, at: str) -> int:
    with town.city.glance(by="x") as work:
        grid = next(str(one) for one in areas.area_map(work).grids if str(one).startswith(at))
        lon, lat = shapely.get_coordinates(shapely.point_on_surface(areas.outline(work, grid)))[0].tolist()
    town.hire("streetpatrol", "spoil_patrol", at)
    town.drive("渝A1", *[80.0] * 40, place=(lon, lat))
    (alert,) = town.desk("dispatcher").alerts("渝A1")
    return int(next(one["id"] for one in town.desk("dispatcher").get("/api/cases").json() if one["alert_id"] == alert["id"]))


@BOTH
def test_streets_are_merged_with_their_posts_lines_and_open_cases(town: Town, board: Desk, streets: tuple[str, str]) -> None:
    case = an_open_case(town, streets[0])
    number = plan(board, merge(streets))
    shown = board.get(f"/api/reorganisations/{number}/effect", since=TOMORROW).json()
    assert {(one["before"], one["kind"]) for one in shown["areas"]} >= {(streets[0], "merged")}
    assert {(one["duty"], one["before"], *one["after"]) for one in shown["posts"]} >= {("clerk", streets[0], streets[1])}
    assert case in [one["id"] for one in (*shown["moving"], *shown["staying"])]
    assert not shown["bars"]
    assert [one["after"] for one in shown["lines"] if one["after"]] == [f"M06 · {streets[1]} · clerk · street"]
    assert shown["figures"][0]["before"] == sorted(streets)
    assert board.post(f"/api/reorganisations/{number}/adopt", since=TOMORROW).json()["state"] == "adopted"

    before = town.desk("dispatcher").case(case)["case"]
    town.city.all_rounds()
    assert town.desk("dispatcher").case(case)["case"]["area"] == before["area"]
    town.clock.forward(days=1)
    board = town.desk("board")
    town.city.all_rounds()
    after = town.desk("dispatcher").case(case)["case"]
    moves = before["held_at"] in (None, streets[0])
    assert after["area"].startswith(streets[1] if moves else streets[0])
    assert board.get("/api/matrix/lead", key="M06010", area=f"{streets[1]}003001").json()["area"] == streets[1]
    with town.city.glance(by="x") as work:
        assert [login for login, _ in holders_on(work, "clerk", streets[1], work.today)] == ["clerk"]
        assert holders_on(work, "clerk", streets[0], work.today) == []
    assert board.get("/api/reorganisations").json()[0]["state"] == "done"


def test_a_plan_taken_back_before_its_day_leaves_nothing(town: Town, board: Desk, streets: tuple[str, str]) -> None:
    number = plan(board, merge(streets))
    board.post(f"/api/reorganisations/{number}/adopt", since=TOMORROW)
    assert board.post(f"/api/reorganisations/{number}/undo").json()["state"] == "undone"
    town.clock.forward(days=1)
    board = town.desk("board")
    with town.city.glance(by="x") as work:
        assert areas.get(work, streets[0])
        assert [login for login, _ in holders_on(work, "clerk", streets[0], work.today)] == ["clerk"]
        assert holders_on(work, "clerk", streets[1], work.today) == []
    assert board.get("/api/matrix/lead", key="M06010", area=GRID).json()["area"] == "500103001"
    assert board.post(f"/api/reorganisations/{number}/undo").status_code == 409


def test_a_plan_that_would_leave_a_duty_vacant_is_shown_and_refused(town: Town, board: Desk) -> None:
    number = plan(board, {"kind": "hand", "category": "M06", "area": "500103001", "duty": "clerk", "to_duty": "leader"})
    shown = board.get(f"/api/reorganisations/{number}/effect", since=TOMORROW).json()
    assert shown["bars"]
    assert [(one["kind"], one["new"]) for one in shown["faults"]] == [("vacant", True)]
    refused = board.post(f"/api/reorganisations/{number}/adopt", since=TOMORROW)
    assert (refused.status_code, refused.json()["error"]) == (409, "Incomplete")
    assert board.get("/api/reorganisations").json()[0]["state"] == "drafted"


def test_matters_are_handed_from_one_duty_to_another(town: Town, board: Desk) -> None:
    number = plan(board, {"kind": "hand", "category": "M06", "duty": "clerk", "to_duty": "dispatcher", "source": "二号文"})
    assert board.post(f"/api/reorganisations/{number}/adopt", since=TOMORROW).status_code == 200
    town.clock.forward(days=1)
    board = town.desk("board")
    told = board.get("/api/matrix/lead", key="M06010", area=GRID).json()
    assert (told["duty"], told["lines"][0]["source"]) == ("dispatcher", "二号文")
    nothing = plan(board, {"kind": "hand", "category": "M07", "duty": "clerk", "to_duty": "dispatcher"})
    assert board.get(f"/api/reorganisations/{nothing}/effect", since="2026-03-05").json()["error"] == "NobodyLeads"


def test_a_grid_is_split_along_a_line_through_the_door(town: Town, board: Desk) -> None:
    with town.city.glance(by="x") as work:
        grid = str(areas.area_map(work).grids[0])
        west, south, east, north = areas.outline(work, grid).bounds
    middle = (west + east) / 2
    number = plan(board, {"kind": "cut", "area": grid, "line": [[middle, south - 0.01], [middle, north + 0.01]]})
    assert board.post(f"/api/reorganisations/{number}/adopt", since=TOMORROW).status_code == 200
    assert len(board.get(f"/api/areas/{grid}", day=TOMORROW).json()["successors"]) == 2
    assert town.desk("clerk").post("/api/reorganisations", title="x", steps=[{"kind": "cut", "area": grid}]).status_code == 403


def test_the_tree_in_excel_comes_back_as_it_went_and_new_names_become_a_plan(town: Town, board: Desk) -> None:
    def bring(content: bytes) -> Any:
        return board.http.post(
            "/api/reorganisations/sheet", files={"file": ("names.xlsx", content)}, headers=board._headers
        ).json()

    told = bring(board.get("/api/areas/500103/sheet").content)
    assert (told["changed"], told["refused"], told["plan"]) == (0, 0, None)
    assert told["same"] > 400
    rows = "编码,名称,上级编码\n500103001,七星岗新街道,500103\n500103999,没有的街道,500103\n500103003,解放碑街道,500104\n"
    told = bring(rows.encode())
    assert [one["verdict"] for one in told["rows"]] == ["changed", "refused", "refused"]
    assert told["plan"] is None
    told = bring("\n".join(rows.splitlines()[:2]).encode())
    assert board.post(f"/api/reorganisations/{told['plan']}/adopt", since=TOMORROW).status_code == 200
    assert board.get("/api/areas/500103001", day=TOMORROW).json()["area"]["name"] == "七星岗新街道"
