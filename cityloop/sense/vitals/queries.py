from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from cityloop.kernels.columns import Ints, State
from cityloop.kit.errors import NotFound
from cityloop.kit.frames import Frames
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.people.access.rules import Scope
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Rulebook, bodies
from cityloop.rulebook.vitals import Board, Catalogue, Origin, Track, VitalSign
from cityloop.sense.vitals.layout import Layout, Tree, layout
from cityloop.sense.vitals.rules import Placed, level_of, seen_at
from cityloop.sense.vitals.tables import CatalogueLine, Placement

READER = "vitals"


class Beat(NamedTuple):
    """A vital sign in an area as it is now. `lamp` 0 is calm, 1 blue to 4 red; `value` none while nothing is known."""

    vital: VitalSign
    area: str
    origin: Origin
    value: float | None
    lamp: int
    at: int  # ms of the newest reading in it
    turned: int  # ms since when the lamp shows that
    trend: list[float | None]


# what is kept ------------------------------------------------------------------------------------------------------


def kept(session: Session) -> Catalogue:
    """Boards, tracks and vital signs said while the city runs; of a vital sign every version."""
    lines = session.scalars(select(CatalogueLine).order_by(CatalogueLine.id)).all()
    boards: dict[str, Board] = {}
    tracks: dict[str, Track] = {}
    vitals: list[VitalSign] = []
    for line in lines:
        if line.kind == "board":
            boards[line.name] = bodies.board(line.body)
        elif line.kind == "track":
            tracks[line.name] = bodies.track(line.body)
        else:
            vitals.append(bodies.vital(line.body))
    return Catalogue(boards=tuple(boards.values()), tracks=tuple(tracks.values()), vitals=tuple(vitals))


def version() -> ScalarSelect[int]:
    """Grows whenever something is said of the catalogue. Part of a query: all are asked for at once."""
    return select(func.coalesce(func.max(CatalogueLine.id), 0)).scalar_subquery()


def lines_of(work: Work, name: str) -> Sequence[CatalogueLine]:
    """What was said of it while the city runs, oldest first."""
    return work.session.scalars(select(CatalogueLine).where(CatalogueLine.name == name).order_by(CatalogueLine.version)).all()


def placed(work: Work) -> list[Placed]:
    rows = work.session.scalars(select(Placement).order_by(Placement.id))
    return [Placed(row.name, row.way, level_of_text(row.level), row.area, row.since, row.until) for row in rows]


def placements_of(work: Work, *names: str) -> Sequence[Placement]:
    return work.session.scalars(select(Placement).where(Placement.name.in_(names)).order_by(Placement.id)).all()


def level_of_text(said: str) -> Any:
    return level_of({"city": "50", "district": "500000"}.get(said, "500000000"))


# the layout of the day ---------------------------------------------------------------------------------------------


_TREES: WeakKeyDictionary[Frames, tuple[int | None, Tree]] = WeakKeyDictionary()


def tree_of(work: Work) -> Tree:
    """The areas down to the street, as the map has them now; the city alone while there is no map."""
    survey, made = areas.survey_now(work), _TREES.get(work.frames)
    if made is None or made[0] != survey:
        codes: list[str] = []
        if survey is not None:
            known = areas.area_map(work).areas
            codes = known.code[known.level <= 2].tolist()
        made = _TREES[work.frames] = survey, Tree.of(codes, areas.CITY)
    return made[1]


class _Made(NamedTuple):
    rulebook: Rulebook
    tree: Tree
    day: date
    plan: Layout
    places: Ints  # in the tree, by the row of a grid; the last is that of what is in none


_MADE: WeakKeyDictionary[Frames, _Made] = WeakKeyDictionary()


def plan_of(work: Work) -> Layout:
    """The layout under the rules of the day: made anew when the rules, the map or the day have changed."""
    return _made(work).plan


def grid_places(work: Work) -> Ints:
    """The place in the tree of each grid of the map in force, by its row; the last is that of what is in none."""
    return _made(work).places


def _made(work: Work) -> _Made:
    tree, made = tree_of(work), _MADE.get(work.frames)
    if made is None or made.rulebook is not work.rulebook or made.tree is not tree or made.day != work.today:
        plan = layout(work.rulebook.vitals_on(work.today), work.rulebook.signals, work.frames.signals, tree, work.today)
        grids = areas.area_map(work).grids.tolist() if areas.mapped(work) else [areas.CITY]
        made = _MADE[work.frames] = _Made(work.rulebook, tree, work.today, plan, tree.places_of(grids))
    return made


# what is seen ------------------------------------------------------------------------------------------------------


def first_area(work: Work) -> str:
    """Where the one who works begins to look: the highest area in sight."""
    scope = scope_of(work)
    held = [*scope.areas, *(one.area for one in scope.duties)]
    return min(held, key=lambda code: (len(code), code), default=areas.CITY)[:9]


def beats(work: Work, area: str) -> list[Beat]:
    """All vital signs seen in an area by the one who works, from memory: nothing is worked out for it."""
    state, where, scope = work.frames.states.of(READER)[0], placed(work), scope_of(work)
    known = work.rulebook.vitals_on(work.today)
    column = _column(state, area)
    rows = {str(name): row for row, name in enumerate(np.asarray(state.get("vitals", np.zeros(0, "U1"))).tolist())}
    found = []
    for vital in known.values():
        origin = seen_at(vital, area, where, work.today)
        if origin and scope.covers(area, vital.owner):
            found.append(_beat(state, vital, area, origin, rows.get(vital.name), column))
    return found


def beat(work: Work, name: str, area: str) -> Beat:
    """One of them. To who may not see it there is none."""
    vital = get(work, name)
    origin = seen_at(vital, area, placed(work), work.today)
    if origin is None or not scope_of(work).covers(area, vital.owner):
        raise NotFound(kind="vital sign", id=f"{name} in {area}")
    state = work.frames.states.of(READER)[0]
    names = np.asarray(state.get("vitals", np.zeros(0, "U1"))).tolist()
    return _beat(state, vital, area, origin, names.index(name) if name in names else None, _column(state, area))


def get(work: Work, name: str) -> VitalSign:
    """The vital sign as it holds today."""
    found = work.rulebook.vitals_on(work.today).get(name)
    if found is None:
        raise NotFound(kind="vital sign", id=name)
    return found


def _column(state: State, area: str) -> int | None:
    places = np.flatnonzero(np.asarray(state.get("areas", np.zeros(0, "U1"))) == area)
    return int(places[0]) if places.size else None


def _beat(state: State, vital: VitalSign, area: str, origin: Origin, row: int | None, column: int | None) -> Beat:
    if row is None or column is None:
        return Beat(vital, area, origin, None, 0, 0, 0, [])
    names = ("value", "shown", "at", "turned", "trend")
    value, lamp, at, turned, trend = (cast("Any", state[name])[row, column] for name in names)
    curve = [_known(one, vital.decimals) for one in trend.tolist()]
    return Beat(vital, area, origin, _known(float(value), vital.decimals), int(lamp), int(at), int(turned), curve)


def _known(value: float, decimals: int) -> float | None:
    return None if np.isnan(value) else round(value, decimals + 2)


def lamps_below(work: Work, area: str) -> dict[str, int]:
    """The worst lamp in each area one level below that the one who works may see."""
    state, scope, tree, where = work.frames.states.of(READER)[0], scope_of(work), tree_of(work), placed(work)
    known = work.rulebook.vitals_on(work.today)
    names = [str(name) for name in np.asarray(state.get("vitals", np.zeros(0, "U1"))).tolist()]
    worst = {}
    for code in tree.below(area):
        column = _column(state, code)
        rows = [
            row
            for row, name in enumerate(names)
            if (vital := known.get(name)) and scope.covers(code, vital.owner) and seen_at(vital, code, where, work.today)
        ]
        if rows or scope.covers(code):
            lamps = cast("Any", state["shown"])[rows, column] if rows and column is not None else np.zeros(0, np.int8)
            worst[code] = int(lamps.max(initial=0))
    return worst


def sees(scope: Scope, area: str) -> bool:
    """Whether something of the area may be seen at all."""
    return scope.covers(area) or any(area.startswith(held.area) for held in scope.duties)


def version_of_state(work: Work) -> int:
    """Grows with every change of a value or a lamp."""
    return int(np.asarray(work.frames.states.of(READER)[0].get("version", [0]))[0])
