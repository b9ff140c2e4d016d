from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from sqlalchemy import or_, select, update

from cityloop.kit.errors import NotFound, Refused
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.places.facts import MapAdopted, MapUndone, MicroGridsChanged
from cityloop.places.microgrids import queries, rules
from cityloop.places.microgrids.rules import GRID, Said, Told
from cityloop.places.microgrids.tables import MicroGrid

May = Callable[[str], None]  # raises Refused unless the one who works may change what is in this area


class Line(NamedTuple):
    """What became of a row of a sheet: added, changed, same or refused, and why."""

    row: int
    code: str
    verdict: str
    why: str = ""


def bring(work: Work, told: Iterable[Told], since: date, may: May) -> list[Line]:
    """Add and change micro-grids from a day on, row by row; what cannot be done is refused with why."""
    alone(work.session, "microgrids")
    lines = [_brought(work, one, since, may) for one in told]
    counts = Counter(line.verdict for line in lines)
    if counts["added"] or counts["changed"]:
        work.tell(MicroGridsChanged(since=since.isoformat(), added=counts["added"], changed=counts["changed"], ended=0))
    return lines


def end(work: Work, code: str, since: date, may: May) -> MicroGrid:
    """Let a micro-grid be no more from a day on."""
    alone(work.session, "microgrids")
    found = queries.get(work, code, since)
    may(found.code)
    rules.may_change(code, since, found.since, work.today)
    found.until = since
    work.tell(MicroGridsChanged(since=since.isoformat(), added=0, changed=0, ended=1))
    return found


def follow(work: Work, adopted: MapAdopted) -> None:
    """Go with a map that was adopted: what it puts into another grid ends there, and goes on under a code of that grid."""
    survey = next(one for one in areas.surveys(work) if one.id == adopted.survey)
    alone(work.session, "microgrids")
    rows = work.session.scalars(select(MicroGrid).where(or_(MicroGrid.until.is_(None), MicroGrid.until > survey.since))).all()
    if survey.undone or not rows:
        return
    points = np.array([[one.lon, one.lat] for one in rows]).T
    grids = areas.area_map(work, survey.since).codes_at(*points)
    moved = [(row, str(grid)) for row, grid in zip(rows, grids, strict=True) if row.code[:GRID] != grid and len(grid) == GRID]
    for row, grid in moved:
        begins = max(row.since, survey.since)
        went = Said(_next(work, grid), row.name, row.lon, row.lat, row.households)
        _keep(work, went, begins, until=row.until, before=row.code, survey=survey.id)
        row.until = begins
    if moved:
        work.tell(MicroGridsChanged(since=survey.since.isoformat(), added=0, changed=len(moved), ended=0))


def go_back(work: Work, undone: MapUndone) -> None:
    """A map that was adopted is taken back before its day: so is what went with it."""
    came = work.session.scalars(select(MicroGrid).where(MicroGrid.survey_id == undone.survey)).all()
    for row in came:
        was = (MicroGrid.code == row.before) & (MicroGrid.until == row.since)
        work.session.execute(update(MicroGrid).where(was).values(until=row.until))
        work.session.delete(row)


def _brought(work: Work, told: Told, since: date, may: May) -> Line:
    if told.said is None:
        return Line(told.row, "", "refused", told.why)
    try:
        return Line(told.row, *_set(work, told.said, since, may))
    except Refused as refused:
        return Line(told.row, told.said.code, "refused", str(refused))


def _set(work: Work, said: Said, since: date, may: May) -> tuple[str, str]:
    """Its code, and whether it was added, changed, or is the same."""
    grid = str(areas.area_map(work, since).codes_at(np.array([said.lon]), np.array([said.lat]))[0])
    if len(grid) != GRID or (said.code and said.code[:GRID] != grid):
        raise rules.NotInAGrid(name=said.code or said.name, day=since)
    may(grid)
    known = next((one for one in queries.of_area(work, grid, since) if one.code == said.code), None) if said.code else None
    if known is None:
        if said.code and queries.history(work, said.code):
            raise NotFound(kind="micro-grid", id=said.code)
        rules.may_change(said.code, since, since, work.today)
        kept = _keep(work, said._replace(code=said.code or _next(work, grid)), since)
        return kept.code, "added"
    if Said(known.code, known.name, known.lon, known.lat, known.households) == said:
        return known.code, "same"
    rules.may_change(known.code, since, known.since, work.today)
    _keep(work, said, since, until=known.until)
    known.until = since
    return known.code, "changed"


def _next(work: Work, grid: str) -> str:
    work.session.flush()
    taken: Sequence[str] = work.session.scalars(select(MicroGrid.code).where(MicroGrid.code.startswith(grid))).all()
    return rules.free(grid, taken)


def _keep(
    work: Work, said: Said, since: date, *, until: date | None = None, before: str = "", survey: int | None = None
) -> MicroGrid:
    one = MicroGrid(
        code=said.code, name=said.name, lon=said.lon, lat=said.lat, households=said.households, since=since, until=until
    )
    one.before, one.survey_id = before, survey
    return work.keep(one)
