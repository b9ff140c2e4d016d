from collections.abc import Sequence
from datetime import date

import numpy as np
from sqlalchemy import ColumnElement, or_, select

from cityloop.kit.errors import NotFound
from cityloop.kit.records import within
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.places.microgrids.rules import GRID
from cityloop.places.microgrids.tables import MicroGrid as MicroGrid  # a record may be handed on, its table not

MOST = 5_000


def of_area(work: Work, area: str, day: date | None = None, limit: int = MOST) -> Sequence[MicroGrid]:
    """The micro-grids in an area on a day, by code."""
    chosen = select(MicroGrid).where(within(MicroGrid.code, area), standing(day or work.today))
    return work.session.scalars(chosen.order_by(MicroGrid.code).limit(limit)).all()


def get(work: Work, code: str, day: date | None = None) -> MicroGrid:
    found = work.session.scalar(select(MicroGrid).where(MicroGrid.code == code, standing(day or work.today)))
    if found is None:
        raise NotFound(kind="micro-grid", id=code)
    return found


def history(work: Work, code: str) -> Sequence[MicroGrid]:
    """All that ever stood under a code, or came from it, oldest first."""
    chosen = select(MicroGrid).where((MicroGrid.code == code) | (MicroGrid.before == code))
    return work.session.scalars(chosen.order_by(MicroGrid.since, MicroGrid.id)).all()


def at(work: Work, lon: float, lat: float, day: date | None = None) -> MicroGrid | None:
    """The micro-grid a point belongs to: of its grid the one whose middle is nearest."""
    grid = str(areas.area_map(work, day).codes_at(np.array([lon]), np.array([lat]))[0])
    near = of_area(work, grid, day) if len(grid) == GRID else ()
    across = np.cos(np.radians(lat))  # a degree of longitude is shorter
    return min(near, key=lambda one: ((one.lon - lon) * across) ** 2 + (one.lat - lat) ** 2, default=None)


def title(work: Work, code: str) -> str:
    """What people call it: the names from the district down."""
    found = work.session.scalar(select(MicroGrid).where(MicroGrid.code == code).order_by(MicroGrid.since.desc()).limit(1))
    return f"{areas.title(work, code[:GRID])} {found.name}" if found else code


def standing(day: date) -> ColumnElement[bool]:
    return (MicroGrid.since <= day) & or_(MicroGrid.until.is_(None), MicroGrid.until > day)
