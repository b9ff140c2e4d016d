"""A city brings its surveyed areas through the front door: they replace the drawn ones, or a sentence says why not."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely
from sqlalchemy import select

from cityloop.app.settings import Settings
from cityloop.app.stores import open_city
from cityloop.kit.errors import NotFound
from cityloop.kit.facts import FactRow
from cityloop.places.areas import queries as areas
from cityloop.places.areas.actions import adopt_kept, bring
from cityloop.places.areas.importing import Brought
from cityloop.places.areas.levels import COMMUNITY, DISTRICT, GRID, STREET, Shapes
from cityloop.places.areas.replacing import faults_of
from cityloop.places.areas.rules import MapChanged
from tests.places.surveys import (
    assert_nested,
    assert_refused,
    cells,
    cut,
    import_areas,
    looked_at,
    map_of,
    outline,
    said,
    written,
)

COMMUNITY_CODE, STREET_CODE = "500103001003", "500103001"  # 七星岗街道 华一坡社区


@pytest.fixture
def home(tmp_path: Path, town_map: Path) -> Path:
    return Path(shutil.copytree(town_map, tmp_path / "city"))


def surveyed_grids(home: Path, folder: Path, name: str = "华一坡第一网格") -> tuple[Path, list[str], Shapes]:
    polygons = cut(outline(home, COMMUNITY_CODE), 3)
    codes = [f"{COMMUNITY_CODE}{number:03}" for number in range(1, len(polygons) + 1)]
    return written(folder / "grids.gpkg", codes, [name] * len(codes), polygons), codes, polygons


def test_surveyed_grids_replace_the_drawn_ones_of_their_community(home: Path, tmp_path: Path) -> None:
    before = map_of(home)
    file, codes, polygons = surveyed_grids(home, tmp_path)
    result = import_areas(home, file)
    assert result.exit_code == 0, result.output
    sentence = rf"Survey 2 holds from \d{{4}}-\d\d-\d\d on: {len(codes)} areas surveyed, 0 below drawn anew\."
    assert re.fullmatch(sentence, said(result))
    after = map_of(home)
    assert after.code[after.parent == COMMUNITY_CODE].tolist() == codes
    assert (before.code[before.parent != COMMUNITY_CODE] == after.code[after.parent != COMMUNITY_CODE]).all()
    assert faults_of(after) == []
    with looked_at(home) as work:
        for code, polygon in zip(codes, polygons, strict=True):
            point = shapely.point_on_surface(polygon)
            assert areas.code_at(work, point.x, point.y) == code
        grid = areas.get(work, codes[0])
        assert (grid.name, grid.drawn) == ("华一坡第一网格", False)
        assert areas.title(work, codes[0]).endswith(" 华一坡第一网格")
        assert areas.get(work, f"{STREET_CODE}006001").drawn


def test_the_server_that_runs_sees_the_new_map_and_the_log_tells_of_it(home: Path, tmp_path: Path) -> None:
    with looked_at(home) as work:
        assert areas.area_map(work).area(f"{COMMUNITY_CODE}001") is not None
        work.session.rollback()
        file, codes, _ = surveyed_grids(home, tmp_path)
        assert import_areas(home, file).exit_code == 0
        assert not areas.get(work, codes[0]).drawn
        fact = work.session.scalars(select(FactRow).where(FactRow.kind == "MapAdopted").order_by(FactRow.id.desc())).first()
        assert fact is not None and fact.body == {"survey": 2} and fact.by == "operator"


def test_communities_replace_those_of_their_street_and_grids_are_drawn_in_them(home: Path, tmp_path: Path) -> None:
    before = map_of(home)
    kept = before.code[before.parent == STREET_CODE].tolist()
    polygons = cut(outline(home, STREET_CODE), len(kept) + 1)
    codes = [*kept, f"{STREET_CODE}777"]
    names = [f"{code}社区" for code in codes]
    result = import_areas(home, written(tmp_path / "communities.gpkg", codes, names, polygons))
    assert result.exit_code == 0, result.output
    after = map_of(home)
    assert faults_of(after) == []
    assert after.code[after.parent == STREET_CODE].tolist() == codes
    here = np.char.startswith(after.code, STREET_CODE)
    assert not after.drawn[here & (after.level == COMMUNITY)].any() and after.drawn[here & (after.level == GRID)].all()
    grids = {code: int((before.parent == code).sum()) for code in kept}
    assert {code: int((after.parent == code).sum()) for code in kept} == grids
    assert (after.parent == f"{STREET_CODE}777").sum() >= 1
    assert_nested(after)


def test_the_same_file_draws_the_same_grids_again(home: Path, tmp_path: Path, town_map: Path) -> None:
    other = Path(shutil.copytree(town_map, tmp_path / "other"))
    polygons = cut(outline(home, STREET_CODE), 4)
    file = written(tmp_path / "c.gpkg", [f"{STREET_CODE}{n:03}" for n in range(1, 5)], ["社区"] * 4, polygons)
    for one in (home, other):
        assert import_areas(one, file).exit_code == 0
    assert shapely.equals_identical(map_of(home).polygon, map_of(other).polygon).all()


def test_areas_that_stand_already_keep_all_that_lies_in_them(home: Path, tmp_path: Path) -> None:
    before = map_of(home)
    here = before.parent == STREET_CODE
    names = [f"{name}（测绘）" for name in before.name[here]]
    file = written(tmp_path / "same.gpkg", before.code[here].tolist(), names, before.polygon[here])
    assert "0 below drawn anew" in said(import_areas(home, file))
    after = map_of(home)
    assert shapely.equals_identical(after.polygon[after.level == GRID], before.polygon[before.level == GRID]).all()
    assert after.name[here].tolist() == names and not after.drawn[here].any()


def test_an_overlap_is_refused_by_both_codes_and_the_map_stays(home: Path, tmp_path: Path) -> None:
    _, codes, polygons = surveyed_grids(home, tmp_path)
    polygons[1] = shapely.union(polygons[1], shapely.intersection(polygons[0], polygons[1].buffer(0.0005)))
    result = import_areas(home, written(tmp_path / "overlap.gpkg", codes, codes, polygons))
    assert_refused(home, result, f"{codes[0]} and {codes[1]} overlap by")


def test_a_gap_is_refused_and_the_map_stays(home: Path, tmp_path: Path) -> None:
    _, codes, polygons = surveyed_grids(home, tmp_path)
    result = import_areas(home, written(tmp_path / "gap.gpkg", codes[:-1], codes[:-1], polygons[:-1]))
    assert_refused(home, result, "There is a gap of")


def test_a_file_without_a_coordinate_system_is_refused(home: Path, tmp_path: Path) -> None:
    _, codes, polygons = surveyed_grids(home, tmp_path)
    for name in ("areas.shp", "areas.gpkg"):
        result = import_areas(home, written(tmp_path / name, codes, codes, polygons, crs=None))
        assert_refused(home, result, "does not say its coordinate reference system")


def test_grids_of_a_community_that_does_not_exist_are_refused(home: Path, tmp_path: Path) -> None:
    _, codes, polygons = surveyed_grids(home, tmp_path)
    codes = [code.replace(COMMUNITY_CODE, "500103001999") for code in codes]
    result = import_areas(home, written(tmp_path / "lost.gpkg", codes, codes, polygons))
    assert_refused(home, result, f"{codes[0]} lies in 500103001999, and there is no such area.")


def test_surveyed_areas_below_are_lost_only_when_allowed(home: Path, tmp_path: Path) -> None:
    file, grids, _ = surveyed_grids(home, tmp_path)
    assert import_areas(home, file).exit_code == 0
    polygons = cut(outline(home, STREET_CODE), 3)
    file = written(tmp_path / "c.gpkg", [f"{STREET_CODE}{n:03}" for n in range(1, 4)], ["社区"] * 3, polygons)
    result = import_areas(home, file)
    assert result.exit_code == 1 and f"{len(grids)} from {grids[0]} on" in said(result)
    assert not map_of(home).drawn[map_of(home).code == grids[0]].any()
    assert import_areas(home, file, "--redraw").exit_code == 0
    assert map_of(home).drawn[map_of(home).parent == COMMUNITY_CODE].all()


def test_a_city_without_a_map_brings_everything_from_the_top_down(home: Path, tmp_path: Path) -> None:
    known = map_of(home)
    survey = shapely.transform(known.polygon, lambda at: at + 4e-4 * np.sin(at[:, ::-1] * 20) + 1.2345678e-7)
    empty = tmp_path / "empty"
    for level in (DISTRICT, STREET, COMMUNITY, GRID):
        here = known.level == level
        file = written(tmp_path / f"{level}.gpkg", known.code[here].tolist(), known.name[here].tolist(), survey[here])
        result = import_areas(empty, file)
        assert result.exit_code == 0, result.output
        assert faults_of(map_of(empty)) == []
    after = map_of(empty)
    assert after.code.tolist() == known.code.tolist() and after.name.tolist() == known.name.tolist()
    assert not after.drawn.any()
    assert_nested(after)


def test_streets_before_districts_are_refused(home: Path, tmp_path: Path) -> None:
    known = map_of(home)
    here = known.level == STREET
    codes = known.code[here].tolist()
    result = import_areas(tmp_path / "empty", written(tmp_path / "s.gpkg", codes, codes, known.polygon[here]))
    assert result.exit_code == 1 and "lies in 500103, and there is no such area." in said(result)


def test_a_district_in_a_place_where_no_other_is_brought_too_is_refused(home: Path, tmp_path: Path) -> None:
    half = cut(outline(home, "500103"), 5)[:1]
    result = import_areas(home, written(tmp_path / "d.gpkg", ["500104"], ["大渡口区"], half))
    assert_refused(home, result, "Nothing is brought where 500103 is; bring all districts of the city at once.")


def test_a_district_that_is_new_gets_a_street_a_community_and_grids(home: Path, tmp_path: Path) -> None:
    west, east = cut(outline(home, "500103"), 2)
    assert (
        import_areas(
            home, written(tmp_path / "d.gpkg", ["500103", "500104"], ["渝中区", "新区"], np.array([west, east]))
        ).exit_code
        == 0
    )
    after = map_of(home)
    assert after.code[after.parent == "500104"].tolist() == ["500104001"]
    assert after.code[after.parent == "500104001"].tolist() == ["500104001001"]
    assert faults_of(after) == []
    with looked_at(home) as work:
        assert areas.title(work, "500104001001") == "新区 新区 新区"


def test_a_map_made_from_one_that_holds_no_longer_is_refused(home: Path, tmp_path: Path) -> None:
    _, codes, polygons = surveyed_grids(home, tmp_path)
    city = open_city(Settings(home=home), ())
    with city.glance(by="one") as work:
        kept = bring(work, Brought(codes, codes, polygons))
    with city.work(by="one") as work:
        adopt_kept(work, kept, "first")
    with city.work(by="other") as work, pytest.raises(MapChanged):
        adopt_kept(work, kept, "second")
    city.engine.dispose()


def test_a_code_that_is_not_on_the_map_any_more_is_its_own_title(home: Path) -> None:
    with looked_at(home) as work:
        assert areas.title(work, f"{COMMUNITY_CODE}998") == f"{COMMUNITY_CODE}998"
        with pytest.raises(NotFound):
            areas.get(work, f"{COMMUNITY_CODE}998")


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_brought_one_after_the_other_the_map_stays_a_coverage(home: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    city = open_city(Settings(home=home), ())
    for _ in range(4):
        with city.glance(by="tester") as work:
            known = areas.areas_now(work)
            assert known is not None
            level = int(random.choice([STREET, COMMUNITY, GRID]))
            parent = str(random.choice(known.code[known.level == level - 1]))
            polygons = cells(known.polygon[known.code == parent][0], int(random.integers(1, 9)), random)
            if shapely.is_empty(shapely.buffer(polygons, -1e-5)).any():
                continue  # areas no wider than two metres may be refused
            codes = [f"{parent}{number:03}" for number in range(1, len(polygons) + 1)]
            kept = bring(work, Brought(codes, codes, polygons), redraw=True)
        with city.work(by="tester") as work:
            adopt_kept(work, kept, "")
    city.engine.dispose()
    after = map_of(home)
    assert faults_of(after) == []
    assert_nested(after)
    assert shapely.get_num_interior_rings(shapely.coverage_union_all(after.polygon[after.level == GRID])) == 0
