import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from sqlalchemy import func, select

from cityloop.decide.columns import queries as columns
from cityloop.decide.columns.rules import Asked
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas import queries as areas
from cityloop.rulebook.scoring import KINDS, MEMBERS, Book, Count, read, shipped
from cityloop.supervise.appeals import queries as appeals
from cityloop.supervise.verifications import queries as verifications
from cityloop.supervise.yardsticks import counting, frames
from cityloop.supervise.yardsticks.counting import Counted
from cityloop.supervise.yardsticks.frames import Frame
from cityloop.supervise.yardsticks.rules import DIGITS, By, Stretch
from cityloop.supervise.yardsticks.tables import Definition as Definition  # a record may be handed on, its table not

MOST_CASES = 500


class Tables(NamedTuple):
    """All that is counted over, as it was read: what a frozen period keeps."""

    cases: pa.Table
    looks: pa.Table


def book(work: Work, day: date | None = None) -> Book:
    """The definitions that hold on a day, today if none is said."""
    kept = select(Definition).where(Definition.since <= (day or work.today)).order_by(Definition.version)
    newest = {(one.kind, one.name): one.body for one in work.session.scalars(kept)}
    return book_of(newest) if newest else shipped()


def book_of(newest: Mapping[tuple[str, str], Mapping[str, Any]]) -> Book:
    """The book of what is shipped and what took its place."""
    own = [(kind, body) for (kind, _), body in newest.items()]
    delivered = [(key.partition(" ")[0], body) for key, body in shipped().bodies.items()]
    return _read(json.dumps([*delivered, *own]))


@lru_cache(maxsize=32)
def _read(said: str) -> Book:
    return read([(kind, body) for kind, body in json.loads(said)])


def history(work: Work, kind: str, name: str) -> Sequence[Definition]:
    """Who defined it how, when and why, newest first. Raises NotFound for what is not there."""
    rows = select(Definition).where(Definition.kind == kind, Definition.name == name).order_by(Definition.version.desc())
    found = work.session.scalars(rows).all()
    if not found and f"{kind} {name}" not in shipped().bodies:
        raise NotFound(kind=kind if kind in KINDS else "definition", id=name)
    return found


def versions(work: Work, kind: str, name: str) -> int:
    """How often it was defined by the city."""
    defined = select(func.count()).where(Definition.kind == kind, Definition.name == name)
    return work.session.scalar(defined) or 0


def tables(work: Work, area: str, stretch: Stretch, now: datetime, *, whole: bool = False, people: bool = False) -> Tables:
    """The cases and looks of an area and all below it for a stretch, as they stood at `now`, that the one who works may see;
    `whole` is for the city's own use. `people` adds who filed, dispatched and closed."""
    asked = Asked(area, stretch.since, stretch.until, now)
    found = columns.cases(work, asked, whole=whole)
    ids = found["id"].to_numpy()
    for name, excused in (("exempt", appeals.granted(work, area, now)), ("fake", [])):
        found = found.append_column(name, pa.array(np.isin(ids, np.array(excused, np.int64)), pa.int8()))
    by = columns.doers(work, asked, ids) if people else {}
    for name in MEMBERS["case"]:
        if name not in found.column_names:
            found = found.append_column(name, by.get(name, pa.nulls(ids.size, pa.string())))
    return Tables(found, verifications.of_cases(work, found, asked, whole=whole))


def excused_now(work: Work, area: str, kept: Tables) -> Tables:
    """The same with every appeal that has been granted by now: what a frozen period is held beside."""
    excused = np.array(appeals.granted(work, area, work.now), np.int64)
    column = pa.array(np.isin(kept.cases["id"].to_numpy(), excused), pa.int8())
    return kept._replace(cases=kept.cases.set_column(kept.cases.column_names.index("exempt"), "exempt", column))


def framed(kept: Tables, stretch: Stretch, now: datetime) -> dict[str, Frame]:
    return {"case": frames.of_cases(kept.cases, stretch, now), "look": frames.of_looks(kept.looks, stretch, now)}


def grids(work: Work, area: str, by: By) -> Mapping[str, int]:
    """How many grids each group of areas has that the one who works may see; of other groups nothing is said."""
    if by is not By.whole and by not in DIGITS:
        return {}
    if not areas.mapped(work):
        return {}
    codes = areas.area_map(work).grids[:-1]  # today's: a map may be younger than the stretch
    inside = codes[np.char.startswith(codes, area)]
    digits = DIGITS.get(by, 0)
    named, numbers = np.unique(inside.astype(f"<U{digits}") if digits else np.full(inside.size, ""), return_counts=True)
    seen, every = scope_of(work), scope_of(work).covers(area)
    found = {str(name): int(number) for name, number in zip(named, numbers, strict=True)}
    return {group: number for group, number in found.items() if every or (group and seen.covers(group))}


def counted(work: Work, area: str, stretch: Stretch, by: By) -> Counted:
    """Everything of an area counted now."""
    kept = tables(work, area, stretch, work.now, people=by is By.member)
    return counting.count(book(work, stretch.first), framed(kept, stretch, work.now), by, grids(work, area, by))


def cases_of(work: Work, area: str, stretch: Stretch, by: By, group: str, name: str) -> Sequence[tuple[int, float]]:
    """The cases a count counts in one group, with what each adds, newest first. Raises NotFound."""
    one = book(work, stretch.first).counts.get(name)
    if one is None or one.of == "grid":
        raise NotFound(kind="count", id=name)
    kept = tables(work, area, stretch, work.now, people=by is By.member)
    frame = framed(kept, stretch, work.now)[one.of]
    return matching(one, frame, by, group)


def matching(one: Count, frame: Frame, by: By, group: str) -> Sequence[tuple[int, float]]:
    """The numbers of the cases that a count counts in a group, with what each adds, newest first."""
    label = frames.labels(frame, by, one.by)
    place = label.names.index(group) if group in label.names else -2
    rows = np.flatnonzero(counting.chosen(one, frame) & (label.codes == place))
    ids = frame.table["id"].to_numpy()[rows]
    added = counting.weights(one, frame, rows)
    order = np.argsort(-ids, kind="stable")
    return [(int(ids[row]), float(added[row])) for row in order]
