import tempfile
from io import BytesIO
from pathlib import Path

import numpy as np

from cityloop.kernels.locate import Locator
from cityloop.kit.work import Work
from cityloop.places.areas.flat import flat
from cityloop.places.areas.levels import GRID, Areas
from cityloop.places.areas.store import save
from cityloop.places.areas.tables import Survey
from cityloop.places.facts import MapAdopted


def adopt(work: Work, areas: Areas, note: str) -> Survey:
    """Let these areas be the city's map from now on."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "areas"
        save(file, areas)
        kept = work.files.keep(file.read_bytes())
    located = BytesIO()
    np.savez(located, allow_pickle=False, **located_by(areas).arrays())
    survey = work.keep(Survey(at=work.now, by=work.by, note=note, areas=kept, locator=work.files.keep(located.getvalue())))
    work.tell(MapAdopted(survey=survey.id))
    return survey


def located_by(areas: Areas) -> Locator:
    """The locator over the grids, in the order of their codes."""
    return Locator.build(*flat(areas.polygon[areas.level == GRID]))
