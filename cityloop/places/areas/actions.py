import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import insert

from cityloop.kernels.locate import Locator
from cityloop.kit.facts import Fact
from cityloop.kit.work import Work
from cityloop.places.areas import queries
from cityloop.places.areas.changing import Drafting, followed
from cityloop.places.areas.drawing import Progress, Steps
from cityloop.places.areas.flat import flat
from cityloop.places.areas.importing import Brought
from cityloop.places.areas.levels import GRID, Areas
from cityloop.places.areas.numbering import Numbers
from cityloop.places.areas.recasting import Became, Link, Recast, of_survey, recast
from cityloop.places.areas.replacing import STEPS, change_by, replaced
from cityloop.places.areas.rules import (
    MapChanged,
    MapToCome,
    NotToBeUndone,
    TooLate,
    check_brought,
    check_drawn,
    check_lost,
    fitting_or_refused,
)
from cityloop.places.areas.store import save
from cityloop.places.areas.tables import Succession, Survey
from cityloop.places.facts import AreasMerged, AreaSplit, MapAdopted, MapUndone

Change = Callable[[Drafting], Recast]


class Ended(NamedTuple):
    """What became of an area, and what it was called."""

    link: Link
    name: str
    drawn: bool


class Drafted(NamedTuple):
    """A map with changes made."""

    areas: Areas
    ended: tuple[Ended, ...]


class Kept(NamedTuple):
    """A map kept as files that nobody uses yet, and the survey it was made from."""

    areas: str
    locator: str
    after: int | None
    surveyed: int  # areas brought
    drawn: int  # areas drawn anew below them
    ended: tuple[Ended, ...]  # areas of the survey it was made from that are not what they were


def adopt(work: Work, areas: Areas, note: str, since: date | None = None) -> Survey:
    """Let these areas be the city's map from a day on, today if none is said."""
    newest = queries.newest(work)
    return adopt_kept(work, keep(work, areas, newest.id if newest else None), note, since)


def adopt_kept(work: Work, kept: Kept, note: str, since: date | None = None) -> Survey:
    """Let the kept map hold from a day on. Refused if another was adopted since it was made, or for a day before the last."""
    newest, since = queries.newest(work), since or work.today
    if (newest.id if newest else None) != kept.after:
        raise MapChanged
    if since < work.today:
        raise TooLate
    if newest and since < newest.since:
        raise MapToCome(day=newest.since)
    survey = work.keep(
        Survey(at=work.now, by=work.by, note=note, areas=kept.areas, locator=kept.locator, since=since, after=kept.after)
    )
    queries.forget(work)
    work.tell(MapAdopted(survey=survey.id))
    if kept.ended:
        work.session.execute(insert(Succession), [_row(survey.id, ended) for ended in kept.ended])
    for fact in dict.fromkeys(_facts(survey.id, kept.ended)):
        work.tell(fact)
    return survey


def _row(survey: int, ended: Ended) -> dict[str, object]:
    before, after, kind = ended.link
    return {"survey_id": survey, "kind": kind.value, "before": before, "after": after, "name": ended.name, "drawn": ended.drawn}


def _facts(survey: int, ended: Sequence[Ended]) -> Iterator[Fact]:
    for link, *_ in ended:
        if link.kind is Became.parted:
            yield AreaSplit(area=link.before, survey=survey)
        elif link.kind is Became.merged:
            yield AreasMerged(area=link.after, survey=survey)


def undo(work: Work, survey_id: int) -> Survey:
    """Take back a map whose day has not come; of several to come the last one first."""
    survey, newest = work.find(Survey, survey_id), queries.newest(work)
    if survey.since <= work.today or survey is not newest:
        raise NotToBeUndone(survey=survey_id)
    survey.undone = work.now
    queries.forget(work)
    work.tell(MapUndone(survey=survey_id))
    return survey


def change(work: Work, changes: Sequence[Change]) -> Kept:
    """The newest map with changes made one after another, kept but not adopted: it takes seconds, see `bring`."""
    newest = queries.newest(work)
    if newest is None:
        raise queries.NoMap
    made = drafted(work, changes, newest)
    check_drawn(made.areas)
    return keep(work, made.areas, newest.id)._replace(ended=made.ended)


def drafted(work: Work, changes: Sequence[Change], newest: Survey) -> Drafted:
    """What the changes would make of a map, and what would become of its areas."""
    before = areas = queries.areas_of(work, newest)
    numbers, links = Numbers(queries.ever(work, before)), list[Link]()
    for one in changes:
        with fitting_or_refused():
            recasting = one(Drafting(areas, numbers))
            areas = recast(areas, recasting)
        links += recasting.links
    rows = {code: row for row, code in enumerate(before.code.tolist())}
    ended = [
        Ended(link, str(before.name[rows[link.before]]), bool(before.drawn[rows[link.before]])) for link in followed(links, rows)
    ]
    return Drafted(areas, tuple(ended))


def bring(work: Work, brought: Brought, *, redraw: bool = False, progress: Progress = lambda done, of: None) -> Kept:
    """The map with the brought areas in it, kept but not adopted: it takes seconds, and nobody shall wait meanwhile.

    They replace all areas of their level in the same parents. With `redraw`, surveyed areas below may be lost.
    """
    newest = queries.newest(work)
    areas = queries.areas_of(work, newest) if newest else None
    check_brought(brought, areas)
    change = change_by(brought, areas)
    check_lost(change, areas, redraw)
    step = Steps(progress, STEPS + 2 * int((~change.same).sum()))
    step(1)
    with fitting_or_refused():
        after = replaced(areas, change, step)
        check_drawn(after)
    step(2)
    kept = keep(work, after, newest.id if newest else None)
    ended = tuple(_ended(areas, after)) if areas is not None else ()
    kept = kept._replace(surveyed=len(brought.codes), drawn=change.drawn_below(after), ended=ended)
    step(step.of - step.done)
    return kept


def keep(work: Work, areas: Areas, after: int | None) -> Kept:
    """Keep a map and the locator over its grids as files."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "areas"
        save(file, areas)
        kept = work.files.keep(file.read_bytes())
    located = BytesIO()
    np.savez(located, allow_pickle=False, **located_by(areas).arrays())
    return Kept(kept, work.files.keep(located.getvalue()), after, 0, 0, ())


def located_by(areas: Areas) -> Locator:
    """The locator over the grids, in the order of their codes."""
    return Locator.build(*flat(areas.polygon[areas.level == GRID]))


def _ended(before: Areas, after: Areas) -> Iterator[Ended]:
    rows = {code: row for row, code in enumerate(before.code.tolist())}
    for link in of_survey(before, after):
        row = rows[link.before]
        yield Ended(link, str(before.name[row]), bool(before.drawn[row]))
