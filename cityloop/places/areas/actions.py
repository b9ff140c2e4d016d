import tempfile
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cityloop.kernels.locate import Locator
from cityloop.kit.work import Work
from cityloop.places.areas.drawing import Progress, Steps
from cityloop.places.areas.flat import flat
from cityloop.places.areas.importing import Brought
from cityloop.places.areas.levels import GRID, Areas
from cityloop.places.areas.queries import areas_now, survey_now
from cityloop.places.areas.replacing import STEPS, change_by, replaced
from cityloop.places.areas.rules import MapChanged, check_brought, check_drawn, check_lost, fitting_or_refused
from cityloop.places.areas.store import save
from cityloop.places.areas.tables import Survey
from cityloop.places.facts import MapAdopted


class Kept(NamedTuple):
    """A map kept as files that nobody uses yet, and the survey it was made from."""

    areas: str
    locator: str
    after: int | None
    surveyed: int  # areas brought
    drawn: int  # areas drawn anew below them


def adopt(work: Work, areas: Areas, note: str) -> Survey:
    """Let these areas be the city's map from now on."""
    return adopt_kept(work, keep(work, areas, survey_now(work)), note)


def adopt_kept(work: Work, kept: Kept, note: str) -> Survey:
    """Let the kept map hold from now on. Refused if another was adopted since it was made."""
    if survey_now(work) != kept.after:
        raise MapChanged
    survey = work.keep(Survey(at=work.now, by=work.by, note=note, areas=kept.areas, locator=kept.locator))
    work.tell(MapAdopted(survey=survey.id))
    return survey


def bring(work: Work, brought: Brought, *, redraw: bool = False, progress: Progress = lambda done, of: None) -> Kept:
    """The map with the brought areas in it, kept but not adopted: it takes seconds, and nobody shall wait meanwhile.

    They replace all areas of their level in the same parents. With `redraw`, surveyed areas below may be lost.
    """
    survey, areas = survey_now(work), areas_now(work)
    check_brought(brought, areas)
    change = change_by(brought, areas)
    check_lost(change, areas, redraw)
    step = Steps(progress, STEPS + 2 * int((~change.same).sum()))
    step(1)
    with fitting_or_refused():
        after = replaced(areas, change, step)
        check_drawn(after)
    step(2)
    kept = keep(work, after, survey)._replace(surveyed=len(brought.codes), drawn=change.drawn_below(after))
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
    return Kept(kept, work.files.keep(located.getvalue()), after, 0, 0)


def located_by(areas: Areas) -> Locator:
    """The locator over the grids, in the order of their codes."""
    return Locator.build(*flat(areas.polygon[areas.level == GRID]))
