"""Micro-grids by day: brought by a sheet, found by a point, gone along when the map puts their place into another grid."""

from datetime import date, timedelta
from typing import Any

import shapely

from cityloop.kit import sheets
from cityloop.places.areas import queries as areas
from cityloop.places.areas.actions import undo
from cityloop.places.microgrids import queries
from tests.conftest import BOTH
from tests.places.test_the_dated_tree import TOMORROW, a_grid, halved, made
from tests.town import DISTRICT, Desk, Town

TODAY = date(2026, 3, 2)
HEADS = ("编码", "名称", "经度", "纬度", "户数")


def sheet(*rows: tuple[Any, ...]) -> bytes:
    return sheets.written("微网格", HEADS, rows)


def brought(desk: Desk, content: bytes, since: date = TODAY, **asked: Any) -> Any:
    file = {"file": ("microgrids.xlsx", content)}
    headers = {"authorization": f"Bearer {desk.key}"}
    params = {"since": since.isoformat(), **asked}
    return desk.http.post("/api/reorganisations/microgrids/sheet", params=params, files=file, headers=headers)


def two_in(town: Town, grid: str) -> list[tuple[float, float]]:
    """A point in the western and one in the eastern half of a grid."""
    with town.city.glance(by="x") as work:
        outline = areas.outline(work, grid)
    west, south, east, north = outline.bounds
    middle = (west + east) / 2
    halves = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    points = [shapely.point_on_surface(outline.intersection(half)) for half in halves]
    return [(point.x, point.y) for point in points]


def keeper(town: Town) -> Desk:
    return town.hire("keeper", "personnel", "50")


@BOTH
def test_a_sheet_adds_and_changes_micro_grids_and_read_again_asks_for_nothing(town: Town) -> None:
    desk, grid = keeper(town), a_grid(town)
    west, east = two_in(town, grid)
    content = sheet(("", "一号院", *west, 120), ("", "二号院", *east, None), ("", "城外", 0.0, 0.0, 1), ("", "", *west, 1))
    tried = brought(desk, content, dry_run=True).json()
    assert desk.get("/api/microgrids", area=grid).json() == []
    lines = brought(desk, content).json()
    assert lines == tried
    assert [line["verdict"] for line in lines] == ["added", "added", "refused", "refused"]
    assert [line["code"] for line in lines[:2]] == [f"{grid}01", f"{grid}02"]
    assert all(line["why"] for line in lines[2:])
    assert desk.get("/api/microgrids/at", lon=east[0], lat=east[1]).json()["name"] == "二号院"
    again = desk.get("/api/microgrids/sheet", area=grid).content
    assert {line["verdict"] for line in brought(desk, again).json()} == {"same"}
    renamed = brought(desk, sheet((f"{grid}01", "一号大院", *west, 118)), TOMORROW).json()
    assert renamed == [{"row": 2, "code": f"{grid}01", "verdict": "changed", "why": ""}]
    assert [one["name"] for one in desk.get("/api/microgrids", area=grid, day="2026-03-02").json()] == ["一号院", "二号院"]
    assert [one["name"] for one in desk.get("/api/microgrids", area=grid, day="2026-03-03").json()] == ["一号大院", "二号院"]


@BOTH
def test_micro_grids_go_with_the_map_and_come_back_when_it_is_undone(town: Town) -> None:
    desk, grid = keeper(town), a_grid(town)
    brought(desk, sheet(*(("", name, *place, 10) for name, place in zip("西东", two_in(town, grid), strict=True))))
    survey = made(town, halved(town, grid))
    town.city.settle()
    with town.city.glance(by="x") as work:
        parts = areas.successors(work, grid, TOMORROW)
        assert [one.code for one in queries.of_area(work, grid)] == [f"{grid}01", f"{grid}02"]
        went = [one for part in sorted(parts) for one in queries.of_area(work, part, TOMORROW)]
        assert len(parts) == 2 and sorted(one.name for one in went) == sorted("西东")
        assert all(one.code in {f"{part}01" for part in parts} and one.before.startswith(grid) for one in went)
        assert not queries.of_area(work, grid, TOMORROW)
    with town.city.work(by="operator") as work:
        undo(work, survey)
    town.city.settle()
    with town.city.glance(by="x") as work:
        assert [one.until for one in queries.of_area(work, grid, TOMORROW)] == [None, None]
        assert len(queries.of_area(work, "50", TOMORROW)) == 2


def test_a_micro_grid_ends_and_its_number_is_not_used_again(town: Town) -> None:
    desk, grid = keeper(town), a_grid(town)
    west, east = two_in(town, grid)
    brought(desk, sheet(("", "一号院", *west, 1)))
    ended = desk.post(f"/api/reorganisations/microgrids/{grid}01/end", since="2026-03-03")
    assert ended.json()["until"] == "2026-03-03"
    town.clock.forward(days=1)
    desk = town.desk("keeper")
    assert desk.get("/api/microgrids", area=grid).json() == []
    assert desk.post(f"/api/reorganisations/microgrids/{grid}01/end", since="2026-03-03").status_code == 404
    assert brought(desk, sheet((f"{grid}01", "还魂", *west, 1)), TOMORROW).json()[0]["verdict"] == "refused"
    assert brought(desk, sheet(("", "二号院", *east, 1)), TOMORROW).json()[0]["code"] == f"{grid}02"
    assert [one["name"] for one in desk.get(f"/api/microgrids/{grid}01").json()] == ["一号院"]


def test_what_was_is_not_changed_and_strangers_change_nothing(town: Town) -> None:
    desk, grid = keeper(town), a_grid(town)
    (west, _) = two_in(town, grid)
    early = brought(desk, sheet(("", "昨日", *west, 1)), TODAY - timedelta(days=1)).json()
    assert early[0]["verdict"] == "refused"
    stranger = town.hire("stranger", "personnel", "500104" if grid.startswith(DISTRICT) else DISTRICT)
    assert brought(stranger, sheet(("", "别处", *west, 1))).json()[0]["verdict"] == "refused"
    with town.city.glance(by="x") as work:
        assert queries.of_area(work, "50") == []


def test_a_team_is_seated_only_in_a_micro_grid_that_is_there(town: Town) -> None:
    desk, grid = keeper(town), a_grid(town)
    seat = {"login": "patrol", "area": f"{grid}01", "part": "volunteer", "since": "2026-03-02"}
    assert desk.post("/api/teams", **seat).status_code == 404
    brought(desk, sheet(("", "一号院", *two_in(town, grid)[0], 1)))
    assert desk.post("/api/teams", **seat).json()["area_name"].endswith("一号院")
