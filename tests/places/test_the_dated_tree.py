"""The tree of areas by day: what is split, merged, moved and renamed, what became of it, and what still stood last March."""

from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from sqlalchemy import select

from cityloop.kit.errors import NotFound
from cityloop.kit.facts import FactRow
from cityloop.places.areas import queries
from cityloop.places.areas.actions import Change, adopt_kept, change, undo
from cityloop.places.areas.changing import NotItsParts, NotNeighbours, NotToBeCut
from cityloop.places.areas.replacing import faults_of
from cityloop.places.areas.rules import MapToCome, NotToBeUndone, TooLate
from cityloop.places.areas.tables import Survey
from tests.conftest import BOTH
from tests.places.surveys import assert_nested
from tests.town import Town

STREET, COMMUNITY = "500103001", "500103001003"
TOMORROW = date(2026, 3, 3)


def made(town: Town, *changes: Change, since: date = TOMORROW) -> int:
    with town.city.work(by="operator") as work:
        return adopt_kept(work, change(work, changes), "as the city decided", since).id


def a_grid(town: Town) -> str:
    with town.city.glance(by="x") as work:
        found = queries.area_map(work).grids
    return str(found[0])


def halved(town: Town, code: str) -> Change:
    with town.city.glance(by="x") as work:
        west, south, east, north = queries.outline(work, code).bounds
    middle = (west + east) / 2
    return lambda draft: draft.cut(code, [(middle, south - 1), (middle, north + 1)])


def neighbours(town: Town, level: int) -> tuple[str, str]:
    """Two areas of a level in one parent that share a border."""
    with town.city.glance(by="x") as work:
        known = queries.areas_now(work)
    assert known is not None
    here = known.level == level
    codes, shapes = known.code[here], known.polygon[here]
    tree = shapely.STRtree(shapes)
    for one, other in tree.query(shapes, predicate="touches").T.tolist():
        common = shapely.intersection(shapes[one], shapes[other])
        if codes[one][:-3] == codes[other][:-3] and common.length > 0:
            return str(codes[one]), str(codes[other])
    raise AssertionError


@BOTH
def test_a_grid_that_is_split_stands_until_the_day_and_is_remembered_after(town: Town) -> None:
    grid = a_grid(town)
    with town.city.glance(by="x") as work:
        point = shapely.get_coordinates(shapely.point_on_surface(queries.outline(work, grid)))[0].tolist()
        was = queries.outline(work, grid)
    survey = made(town, halved(town, grid))
    with town.city.glance(by="x") as work:
        assert queries.code_at(work, *point) == grid
        assert queries.get(work, grid).code == grid
        with pytest.raises(NotFound):
            queries.get(work, grid, TOMORROW)
    town.clock.forward(days=1)
    with town.city.glance(by="x") as work:
        parts = queries.successors(work, grid)
        assert len(parts) == 2 and queries.code_at(work, *point) in parts
        assert all(part[:12] == grid[:12] and part > grid for part in parts)
        assert queries.get(work, grid, TOMORROW - timedelta(days=1)).code == grid
        assert queries.title(work, grid).endswith("网格")
        assert queries.outline(work, grid).equals(was)
        united = shapely.union_all([queries.outline(work, part) for part in parts])
        assert shapely.symmetric_difference(united, was).area < 1e-9  # rounded to a tenth of a metre where the cut begins
        assert [row.kind for row, _ in queries.history(work, grid)] == ["split", "split"]
        facts = work.session.scalars(select(FactRow).where(FactRow.kind == "AreaSplit")).all()
        assert [fact.body for fact in facts] == [{"area": grid, "survey": survey}]


def test_after_a_split_every_border_still_meets(town: Town) -> None:
    made(town, halved(town, a_grid(town)), since=date(2026, 3, 2))
    with town.city.glance(by="x") as work:
        known = queries.areas_now(work)
    assert known is not None
    assert faults_of(known) == []
    assert_nested(known)


@pytest.mark.parametrize("level", [2, 3, 4])
def test_neighbours_become_one_and_what_is_in_them_moves_along(town: Town, level: int) -> None:
    one, other = neighbours(town, level)
    with town.city.glance(by="x") as work:
        before = queries.areas_now(work)
    made(town, lambda draft: draft.merge([one, other], into=one), since=date(2026, 3, 2))
    with town.city.glance(by="x") as work:
        after = queries.areas_now(work)
        assert before is not None and after is not None
        assert queries.successors(work, other) == [one]
        assert queries.get(work, one).name == str(before.name[before.code == one][0])
        for grid in before.code[(before.level == 4) & np.char.startswith(before.code, other)].tolist():
            (now,) = queries.successors(work, grid)
            assert now.startswith(one)
            assert level == 4 or queries.outline(work, now).equals(queries.outline(work, grid))
    assert_nested(after)
    assert faults_of(after) == []
    assert set(after.code[after.level == 1]) == set(before.code[before.level == 1])


def test_a_merger_without_a_name_to_go_on_gets_a_code_nobody_had(town: Town) -> None:
    one, other = neighbours(town, 3)
    with town.city.glance(by="x") as work:
        had = set(queries.area_map(work).place)
    made(town, lambda draft: draft.merge([one, other]), since=date(2026, 3, 2))
    with town.city.glance(by="x") as work:
        (now,) = set(queries.successors(work, one)) & set(queries.successors(work, other))
        assert now not in had


def test_a_community_is_split_along_its_grids_and_a_grid_moved_to_another(town: Town) -> None:
    with town.city.glance(by="x") as work:
        grids = queries.area_map(work).grids
        large = next(code for code in sorted({str(one)[:12] for one in grids[:-1]}) if sum(grids.astype("U12") == code) > 3)
        inside = [area.code for area in queries.children(work, large)]
        street = [area.code for area in queries.children(work, large[:9]) if area.code != large]
    half = len(inside) // 2
    parts = [inside[:half], inside[half:-1]]
    made(
        town,
        lambda draft: draft.move(inside[-1], street[0]),
        lambda draft: draft.split(large, parts, ["上街社区", "下街社区"]),
        since=date(2026, 3, 2),
    )
    with town.city.glance(by="x") as work:
        known = queries.areas_now(work)
        found = queries.successors(work, large)
        assert [queries.get(work, code).name for code in found] == ["上街社区", "下街社区"]
        assert not set(found) & set(street)
        assert queries.successors(work, inside[-1])[0].startswith(street[0])
    assert known is not None
    assert_nested(known)


def test_numbers_that_were_used_once_are_never_used_again(town: Town) -> None:
    grid = a_grid(town)
    made(town, halved(town, grid), since=date(2026, 3, 2))
    with town.city.glance(by="x") as work:
        first = queries.successors(work, grid)
    made(town, lambda draft: draft.merge(first), since=date(2026, 3, 2))
    made(town, halved(town, queries_after(town, grid)), since=date(2026, 3, 2))
    with town.city.glance(by="x") as work:
        assert not set(queries.successors(work, grid)) & {grid, *first}
        assert len({grid, *first, *queries.successors(work, grid)}) == 5


def queries_after(town: Town, grid: str) -> str:
    with town.city.glance(by="x") as work:
        (found,) = queries.successors(work, grid)
    return found


def test_a_new_name_leaves_the_old_one_where_it_was(town: Town) -> None:
    made(town, lambda draft: draft.rename({STREET: "七星岗新街道"}))
    with town.city.glance(by="x") as work:
        assert queries.get(work, STREET).name != "七星岗新街道"
        assert queries.get(work, STREET, TOMORROW).name == "七星岗新街道"
    town.clock.forward(days=1)
    with town.city.glance(by="x") as work:
        ((row, _),) = queries.history(work, STREET)
        assert (row.kind, row.name) == ("renamed", "七星岗街道")
        assert "七星岗新街道" in queries.title(work, f"{STREET}003")


def test_what_is_not_to_be_done_is_refused(town: Town) -> None:
    grid = a_grid(town)
    with town.city.glance(by="x") as work:
        for refused, asked in (
            (NotToBeCut, lambda draft: draft.cut(grid, [(0.0, 0.0), (1.0, 1.0)])),
            (NotNeighbours, lambda draft: draft.merge([STREET, COMMUNITY])),
            (NotNeighbours, lambda draft: draft.merge([STREET])),
            (NotItsParts, lambda draft: draft.split(STREET, [[COMMUNITY], ["500103001002"]])),
        ):
            with pytest.raises(refused):
                change(work, [asked])


def test_a_map_to_come_is_taken_back_and_another_must_not_slip_in_before_it(town: Town) -> None:
    survey = made(town, halved(town, a_grid(town)))
    with pytest.raises(MapToCome):
        made(town, lambda draft: draft.rename({STREET: "x"}), since=date(2026, 3, 2))
    with pytest.raises(TooLate):
        made(town, lambda draft: draft.rename({STREET: "x"}), since=date(2026, 3, 1))
    with town.city.work(by="operator") as work:
        undo(work, survey)
    town.clock.forward(days=1)
    with town.city.work(by="operator") as work:
        assert queries.get(work, a_grid(town))
        assert queries.history(work, a_grid(town)) == []
        with pytest.raises(NotToBeUndone):
            undo(work, 1)
        assert work.session.scalars(select(Survey.undone)).all() != [None, None]


def test_before_the_first_map_there_was_none(town: Town) -> None:
    with town.city.glance(by="x") as work, pytest.raises(queries.NoMapThen):
        queries.area_map(work, date(2000, 1, 1))


def test_the_tree_of_a_day_is_asked_through_the_door(town: Town) -> None:
    grid = a_grid(town)
    made(town, halved(town, grid))
    town.clock.forward(days=1)
    desk = town.desk("clerk")
    gone = desk.get(f"/api/areas/{grid}").json()
    assert (gone["holds"], len(gone["successors"]), gone["children"]) == (False, 2, [])
    assert [one["level"] for one in gone["path"]] == ["district", "street", "community"]
    assert {(one["kind"], one["since"]) for one in gone["history"]} == {("split", "2026-03-03")}
    then = desk.get(f"/api/areas/{grid[:12]}", day="2026-03-02").json()
    assert grid in [one["code"] for one in then["children"]]
    now = desk.get(f"/api/areas/{grid[:12]}").json()
    assert {one["code"] for one in now["children"]} == {one["code"] for one in then["children"]} - {grid} | set(
        gone["successors"]
    )
    assert desk.get(f"/api/areas/{grid}/outline").json()["type"] == "Polygon"
    inside = desk.get(f"/api/areas/{grid[:12]}/inside", day="2026-03-02").json()["features"]
    assert grid in [one["properties"]["code"] for one in inside]
    assert [one["since"] for one in desk.get("/api/areas/surveys").json()] == ["2026-03-03", "2026-01-01"]
    assert desk.get("/api/areas/500103999").status_code == 404
