from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sqlalchemy import func, select

from cityloop.kernels.columns import Floats, Ints
from cityloop.kit.errors import NotFound
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas.levels import Areas
from cityloop.places.areas.maps import CITY, Area, AreaFences, CityMap, chain_of, opened, outlines
from cityloop.places.areas.tables import Survey

__all__ = [
    "CITY",
    "CITY_TIME",
    "area_map",
    "chain",
    "code_at",
    "codes_at",
    "codes_of",
    "fences",
    "get",
    "grids_at",
    "inside",
    "mapped",
    "title",
]


class NoMap(NotFound):
    """This city has no map yet; `cityloop serve` draws one, `cityloop import areas FILE` brings one."""


def area_map(work: Work) -> CityMap:
    """The map that holds now."""
    return opened(*_files(work))


def _files(work: Work) -> tuple[Path, Path]:
    newest = select(Survey.areas, Survey.locator).order_by(Survey.id.desc()).limit(1)
    row = work.session.execute(newest).one_or_none()
    if row is None:
        raise NoMap
    return work.files.path(row[0]), work.files.path(row[1])


def survey_now(work: Work) -> int | None:
    """The number of the survey that holds now."""
    return work.session.scalar(select(func.max(Survey.id)))


def areas_now(work: Work) -> Areas | None:
    """All areas with their outlines, parsed: for those who change the map."""
    if not mapped(work):
        return None
    kept = area_map(work).areas
    return Areas(kept.code, kept.name, kept.level, kept.parent, kept.drawn, kept.label, kept.polygons())


def mapped(work: Work) -> bool:
    """Whether the city has a map."""
    return work.session.scalar(select(Survey.id).limit(1)) is not None


def code_at(work: Work, lon: float | None, lat: float | None) -> str:
    """The grid a point is in; the city's own code for a point outside and for none."""
    if lon is None or lat is None:
        return CITY
    return str(codes_at(work, np.array([lon]), np.array([lat]))[0])


def codes_at(work: Work, lon: Floats, lat: Floats) -> Sequence[str]:
    return area_map(work).codes_at(lon, lat)


def grids_at(work: Work, lon: Floats, lat: Floats) -> Ints:
    """The row of the grid each point is in, among all grids of the map in force; -1 for what is in none."""
    found: Ints = area_map(work).locator.locate(lon, lat)
    return found


def codes_of(work: Work, points: Sequence[tuple[float | None, float | None]]) -> list[str]:
    """The grid of each point; the city's own code for a point outside and for none."""
    known = np.array([[np.nan if side is None else side for side in point] for point in points], np.float64)
    return [str(code) for code in codes_at(work, *known.reshape(-1, 2).T)]


def fences(work: Work, codes: tuple[str, ...]) -> AreaFences:
    """These areas as fences, on the map that holds now."""
    return area_map(work).fences(codes)


def get(work: Work, code: str) -> Area:
    area = area_map(work).area(code)
    if area is None:
        raise NotFound(kind="area", id=code)
    return area


def chain(work: Work, code: str) -> list[Area]:
    """The areas around a grid from the district down, and itself last."""
    return [get(work, one) for one in chain_of(code)]


def title(work: Work, code: str) -> str:
    """What people call the area: the names from the district down; the bare code if it is not on the map any more."""
    known = area_map(work)
    found = [known.area(one) for one in chain_of(code)]
    return " ".join(area.name for area in found if area) if all(found) else code


def inside(work: Work, code: str) -> bytes:
    """The areas one level below as GeoJSON."""
    get(work, code)
    return outlines(*_files(work), code)
