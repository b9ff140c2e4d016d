"""Where things lie, in a condition. No database needs to know shapes: boxes are asked for, the rest is looked at here."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, bindparam, false, inspect, select, true
from sqlalchemy.orm import Session

from cityloop.kit.errors import Refused
from cityloop.sense.things import geometry
from cityloop.sense.things.expressions import NotUnderstood
from cityloop.sense.things.words import COMPARED, V

MOST = 100_000
TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}
Sql = ColumnElement[Any]


class TooManyShapes(Refused):
    """More than 100,000 shapes would have to be looked at; ask for a smaller place."""

    status = 400


def placed(session: Session, does: str, given: list[V]) -> V:
    """A geo function of a shape that is kept and one that is said, in either order."""
    kept = next((one for one in given if one.form == "shape"), None)
    if does == "geo.length":
        if kept is None:
            raise NotUnderstood(why="geo.length is asked of location or feature.")
        return V("measure", (does, None), row=kept.row, keys=("shape",))
    told = next((one for one in given if one.form == "wkt"), None)
    if kept is None or told is None or (does == "st_relate" and not isinstance(given[2].said, str)):
        raise NotUnderstood(why=f"{does} holds location or feature against geography'…'.")
    shape = geometry.from_wkt(told.sql)
    if does == "geo.distance":
        return V("measure", (does, shape), row=kept.row)
    turned = geometry.TURNED.get(does, does) if given[0] is told else does
    pattern = given[2].said if does == "st_relate" else ""
    if does == "st_relate" and (len(pattern) != 9 or set(pattern.upper()) - set("TF*012")):
        raise NotUnderstood(why="A pattern of st_relate has nine letters out of T, F, *, 0, 1, 2.")
    if given[0] is told and pattern:
        pattern = "".join(pattern[place] for place in (0, 3, 6, 1, 4, 7, 2, 5, 8))
    within = None if turned in ("st_disjoint", "st_relate") else shape.bounds
    return V("truth", _those(session, kept.row, within, lambda these: geometry.related(turned, these, shape, pattern)))


def compared(session: Session, how: str, left: V, right: V) -> Sql:
    """A distance or a length held against a number."""
    measure, number = (left, right) if left.form == "measure" else (right, left)
    how = how if measure is left else TURNED[how]
    if not isinstance(number.said, int | float):
        raise NotUnderstood(why="A distance or a length is held against a number that is said.")
    does, shape = measure.sql
    limit = float(number.said)
    within = None
    if does == "geo.distance" and how in ("lt", "le", "eq"):
        west, south, east, north = shape.bounds
        within = west - limit, south - limit, east + limit, north + limit
    return _those(session, measure.row, within, lambda these: COMPARED[how](geometry.measured(does, these, shape), limit))


def _those(session: Session, row: Any, within: Any, test: Callable[[geometry.Shapes], geometry.Truths]) -> Sql:
    """The condition that a row is one of those that pass the test."""
    table = inspect(row).mapper.class_
    condition: Sql = true()
    if within is not None:
        west, south, east, north = map(float, within)
        condition = and_(table.west <= east, table.east >= west, table.south <= north, table.north >= south)
    found = session.execute(select(table.id, table.shape).where(condition).limit(MOST + 1)).all()
    if len(found) > MOST:
        raise TooManyShapes
    if not found:
        return false()
    passed = np.flatnonzero(test(geometry.shapes([shape for _, shape in found]))).tolist()
    ids = [found[place][0] for place in passed]
    return row.id.in_(bindparam(None, ids, expanding=True, literal_execute=True)) if ids else false()
