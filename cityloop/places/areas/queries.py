from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import or_, select

from cityloop.kernels.columns import Floats, Ints
from cityloop.kit.errors import NotFound
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas.levels import DIGITS, Areas
from cityloop.places.areas.maps import CITY, LEVELS, Area, AreaFences, CityMap, chain_of, opened, outlines
from cityloop.places.areas.tables import Succession, Survey

__all__ = [
    "CITY",
    "CITY_TIME",
    "area_map",
    "chain",
    "children",
    "code_at",
    "codes_at",
    "codes_of",
    "fences",
    "get",
    "gone_by",
    "grids_at",
    "history",
    "inside",
    "known",
    "mapped",
    "outline",
    "successors",
    "title",
]


MAPS, SURVEYS = "maps", "surveys"


class NoMap(NotFound):
    """This city has no map yet; `cityloop serve` draws one, `cityloop import areas FILE` brings one."""


class NoMapThen(NotFound):
    """The city's first map holds only after {day}."""


def area_map(work: Work, day: date | None = None) -> CityMap:
    """The map that holds now, or that held or will hold on a day of the city."""
    known: dict[date, CityMap] = _asked(work, MAPS)
    wanted = day or work.today
    if wanted not in known:
        known[wanted] = opened(*_files(work, day))
    return known[wanted]


def _files(work: Work, day: date | None = None) -> tuple[Path, Path]:
    survey = survey_of(work, day)
    return work.files.path(survey.areas), work.files.path(survey.locator)


def survey_of(work: Work, day: date | None = None) -> Survey:
    """The survey of a day; of today without one. Asked once in a transaction: a list asks it of every line."""
    known: dict[date, Survey] = _asked(work, SURVEYS)
    wanted = day or work.today
    if wanted not in known:
        holding = select(Survey).where(Survey.undone.is_(None), Survey.since <= wanted)
        survey = work.session.scalar(holding.order_by(Survey.id.desc()).limit(1))
        if survey is None:
            raise NoMapThen(day=day) if day and mapped(work) else NoMap
        known[wanted] = survey
    return known[wanted]


def _asked(work: Work, what: str) -> dict[date, Any]:
    """What was asked in this transaction before."""
    transaction = work.session.get_transaction()
    known: dict[date, Any]
    began, known = work.session.info.get(what, (None, {}))
    if transaction is None or began is not transaction:
        known = {}
        work.session.info[what] = transaction, known
    return known


def forget(work: Work) -> None:
    """Ask again in this transaction: a survey was adopted or undone."""
    for asked in (MAPS, SURVEYS):
        work.session.info.pop(asked, None)


def survey_now(work: Work) -> int | None:
    """The number of the survey that holds now."""
    holding = select(Survey.id).where(Survey.undone.is_(None), Survey.since <= work.today)
    return work.session.scalar(holding.order_by(Survey.id.desc()).limit(1))


def newest(work: Work) -> Survey | None:
    """The last survey that holds or will hold: what a further one is made from."""
    return work.session.scalar(select(Survey).where(Survey.undone.is_(None)).order_by(Survey.id.desc()).limit(1))


def surveys(work: Work) -> Sequence[Survey]:
    """Every survey, newest first, those that were taken back among them."""
    return work.session.scalars(select(Survey).order_by(Survey.id.desc())).all()


def areas_now(work: Work) -> Areas | None:
    """All areas with their outlines, parsed: for those who change the map."""
    return areas_of(work, survey_of(work)) if mapped(work) else None


def areas_of(work: Work, survey: Survey) -> Areas:
    """All areas of a survey, parsed."""
    kept = opened(work.files.path(survey.areas), work.files.path(survey.locator)).areas
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


def get(work: Work, code: str, day: date | None = None) -> Area:
    """The area of that code, today or on a day."""
    area = area_map(work, day).area(code)
    if area is None:
        raise NotFound(kind="area", id=code)
    return area


def known(work: Work, code: str) -> Area | None:
    """The area as it is or, if it has ended, as it was."""
    area = area_map(work).area(code)
    if area is not None or len(code) not in DIGITS.values():
        return area
    ended = select(Succession).where(Succession.before == code).order_by(Succession.id.desc()).limit(1)
    row = work.session.scalar(ended)
    level = LEVELS[list(DIGITS.values()).index(len(code)) + 1]
    return Area(code, row.name, level, row.drawn) if row else None


def chain(work: Work, code: str, day: date | None = None) -> list[Area]:
    """The areas around a grid from the district down, and itself last."""
    return [get(work, one, day) for one in chain_of(code)]


def children(work: Work, code: str, day: date | None = None) -> list[Area]:
    """The areas one level below, by code; of the city, its districts."""
    here = area_map(work, day)
    get(work, code, day)
    rows = here.areas.code[here.areas.parent == ("" if code == CITY else code)].tolist()
    return [area for one in rows if (area := here.area(one))]


def title(work: Work, code: str) -> str:
    """What people call the area: the names from the district down; the bare code if it was never on the map."""
    found = [known(work, one) for one in chain_of(code)]
    return " ".join(area.name for area in found if area) if all(found) else code


def inside(work: Work, code: str, day: date | None = None) -> bytes:
    """The areas one level below as GeoJSON."""
    get(work, code, day)
    return outlines(*_files(work, day), code)


def outline(work: Work, code: str, day: date | None = None) -> shapely.Geometry:
    """The outline of an area in degrees; of one that has ended its last."""
    if day is None and area_map(work).area(code) is None:
        day = last_day(work, code)
    kept = area_map(work, day)
    get(work, code, day)
    if code not in kept.place:  # the whole city is an area without an outline of its own
        raise NotFound(kind="outline", id=code)
    return kept.areas.polygons(np.array([kept.place[code]]))[0]


def last_day(work: Work, code: str) -> date:
    """A day on which an area that has ended still stood."""
    ended = select(Survey.after).join(Succession, Succession.survey_id == Survey.id)
    made_from = ended.where(Succession.before == code, Succession.after != code, Survey.undone.is_(None))
    before = work.session.scalar(made_from.order_by(Survey.id.desc()).limit(1))
    if before is None:
        raise NotFound(kind="area", id=code)
    return work.find(Survey, before).since


def history(work: Work, code: str) -> Sequence[tuple[Succession, Survey]]:
    """What became of the area and of those it was made from, oldest first; changes that were taken back are left out."""
    about = or_(Succession.before == code, Succession.after == code)
    rows = select(Succession, Survey).join(Survey).where(about, Survey.undone.is_(None)).order_by(Succession.id)
    return [(row, survey) for row, survey in work.session.execute(rows)]


def successors(work: Work, code: str, day: date | None = None) -> list[str]:
    """The areas that stand on a day where this one stood; itself if it still does."""
    went = select(Succession.after).join(Survey).where(Survey.undone.is_(None), Survey.since <= (day or work.today))
    here, near, seen = area_map(work, day), [code], set[str]()
    while near:
        one = near.pop()
        if one in seen or here.area(one) is not None:
            seen.add(one)
            continue
        seen.add(one)
        near += work.session.scalars(went.where(Succession.before == one, Succession.after.not_in(("", one))))
    return sorted(one for one in seen if here.area(one) is not None)


def gone_by(work: Work, survey_id: int) -> dict[str, list[str]]:
    """Which areas ended on a survey's day, and where each went."""
    found: dict[str, list[str]] = {}
    ended = select(Succession.before, Succession.after).where(Succession.survey_id == survey_id)
    for before, after in work.session.execute(ended.where(Succession.before != Succession.after)):
        found.setdefault(before, []).append(after)
    return found


def ever(work: Work, newest: Areas) -> set[str]:
    """Every code that ever stood for an area, on maps taken back too."""
    gone = work.session.execute(select(Succession.before, Succession.after))
    return {*newest.code.tolist(), *(code for pair in gone for code in pair)} - {""}
