from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import BigInteger, ColumnElement, Executable, Integer, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cityloop.decide.cases.tables import Case
from cityloop.decide.clocks.tables import Clock
from cityloop.decide.columns.rules import FLAGS, INSTANT, INSTANTS, LATE, SCHEMA, STAGES, Asked
from cityloop.decide.evidence.tables import Evidence
from cityloop.decide.facts import CaseClosed, CaseDispatched, CaseFiled
from cityloop.decide.tasks.tables import Task
from cityloop.kit.facts import FactRow
from cityloop.kit.instants import micros
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.sense.reports.queries import Report

PAGE = 50_000  # rows in memory as objects
LOOKED_UP = 100  # facts of a stretch that are read in the time in which those of one case are looked up
SECOND = 1_000_000  # microseconds
LOOKS = {"verify_before_filing": True, "verify_before_closing": False}
LAST = "\x7f"  # sorts behind every digit
EMPTY = "[]"  # a list of nothing, as JSON
DOERS = {CaseFiled.__name__: "filed_by", CaseDispatched.__name__: "dispatched_by", CaseClosed.__name__: "closed_by"}
KINDS = tuple(DOERS)


def cases(work: Work, asked: Asked, *, whole: bool = False, late: bool = True, people: bool = True) -> pa.Table:
    """The cases as rows of `rules.SCHEMA`, with whether each stage was `late` and which `people` worked on it, if that is wanted.
    Drills are left out. Those the one who works may see, or, for the city's own use, the `whole`."""
    wanted = _wanted(work, asked, whole)
    found = _table(work, _columns().where(wanted).order_by(Case.id), SCHEMA)
    ids = found["id"].to_numpy()
    for name, said in _late(work, wanted, asked.now, ids).items() if late else ():
        found = found.append_column(name, pa.array(said, pa.int8()))
    return found.append_column("done_by", _done_by(work, wanted, ids)) if people else found


def doers(work: Work, asked: Asked, ids: np.ndarray) -> dict[str, pa.Array]:
    """Who filed, dispatched and closed each of these cases (in order) since the stretch began, from the log of facts. Facts are
    numbered in the order of time, so that the stretch is found by halving."""
    by = {name: np.full(ids.size, None, object) for name in DOERS.values()}
    for kind, case_id, who in _moves(work, asked, ids, FactRow.by):
        place = int(np.searchsorted(ids, case_id))
        if place < ids.size and ids[place] == case_id:
            by[DOERS[kind]][place] = who
    return {name: pa.array(each, pa.string()) for name, each in by.items()}


def _fact_at(work: Work, moment: datetime) -> int:
    """The number of the first fact told at that moment or later, give or take those told within the same second."""
    low, high = 0, work.session.scalar(select(func.max(FactRow.id))) or 0
    while low < high:
        middle = (low + high) // 2
        row = work.session.execute(select(FactRow.id, FactRow.at).where(FactRow.id > middle).order_by(FactRow.id).limit(1)).one()
        if row.at < moment:
            low = max(row.id, middle + 1)
        else:
            high = middle
    return low


def _wanted(work: Work, asked: Asked, whole: bool) -> ColumnElement[bool]:
    after = or_(
        and_(Case.closed.is_(None), Case.voided.is_(None)),
        Case.closed >= asked.since,
        Case.voided >= asked.since,
        Case.due >= asked.since,
    )
    wanted = and_(~Case.drill, Case.opened < min(asked.until, asked.now), after)
    if len(asked.area) > 2:
        wanted = and_(wanted, Case.area >= asked.area, Case.area < asked.area + LAST)
    return wanted if whole else and_(wanted, scope_of(work).where(Case.area, Case.duty))


def _columns() -> Select[Any]:
    said: dict[str, ColumnElement[Any] | InstrumentedAttribute[Any]] = {
        **{name: micros(getattr(Case, name)) for name in INSTANTS},
        **{name: cast(getattr(Case, name), Integer) for name in FLAGS},
        "report_kind": cast(Report.kind, String),
        "reported_by": Report.by,
        "on_the_spot": cast(Report.on_the_spot, Integer),
    }
    columns = [said[name] if name in said else getattr(Case, name) for name in SCHEMA.names]
    return select(*columns).join_from(Case, Report, Case.report_id == Report.id, isouter=True)


def _table(work: Work, chosen: Select[Any], schema: pa.Schema) -> pa.Table:
    batches = []
    for page in pages(work, chosen):
        columns = [_array(list(said), kind) for said, kind in zip(zip(*page, strict=True), schema.types, strict=True)]
        batches.append(pa.record_batch(columns, schema=schema))
    return pa.Table.from_batches(batches, schema).combine_chunks()


def _array(said: list[Any], kind: pa.DataType) -> pa.Array:
    return pa.array(said, pa.int64()).cast(kind) if kind == INSTANT else pa.array(said, kind)


def _late(work: Work, wanted: ColumnElement[bool], now: datetime, ids: np.ndarray) -> dict[str, np.ndarray]:
    """Whether any turn of each stage ran out of time by `now`: 1, 0, or -1 where no clock ever ran, such as before clocks."""
    ended = and_(Clock.ended.is_not(None), Clock.ended <= now)
    ran_out = case((ended, Clock.ended > Clock.due), else_=Clock.due < now)
    chosen = select(Clock.case_id, Clock.stage, case((ran_out, 1), else_=0)).join(Case, Case.id == Clock.case_id)
    found = {name: np.full(ids.size, -1, np.int8) for name in LATE}
    for page in pages(work, chosen.where(wanted, Clock.stage.in_(STAGES), Clock.began <= now)):
        numbers, stages, said = (np.array(column) for column in zip(*page, strict=True))
        place, value = np.searchsorted(ids, numbers), said.astype(np.int8)
        for stage in STAGES:
            rows = stages == stage
            np.maximum.at(found[f"{stage}_late"], place[rows], value[rows])
    return found


def _done_by(work: Work, wanted: ColumnElement[bool], ids: np.ndarray) -> pa.Array:
    """Who took the last of the case's tasks."""
    chosen = select(Task.case_id, Task.taken_by).join(Case, Case.id == Task.case_id)
    chosen = chosen.where(wanted, Task.taken_by.is_not(None)).order_by(Task.id)
    by = np.full(ids.size, None, object)
    for page in pages(work, chosen):
        numbers, who = zip(*page, strict=True)
        by[np.searchsorted(ids, np.array(numbers))] = who
    return pa.array(by, pa.string())


def pages(work: Work, chosen: Executable) -> Iterator[Sequence[Any]]:
    """Rows as plain tuples, a page at a time."""
    return work.session.connection().execute(chosen.execution_options(yield_per=PAGE)).partitions()


def numbers(work: Work, asked: Asked, *, whole: bool = False) -> Select[int]:
    """The numbers of these cases as a query, to choose what hangs on them."""
    return select(Case.id).where(_wanted(work, asked, whole))


def look_dues(work: Work, asked: Asked, *, whole: bool = False) -> dict[tuple[int, bool], list[tuple[int, int | None]]]:
    """Of each case whether a look before filing (or closing): when each clock of it began and when it was due, oldest first, in
    microseconds."""
    chosen = select(Clock.case_id, Clock.stage, micros(Clock.began), micros(Clock.due)).join(Case, Case.id == Clock.case_id)
    chosen = chosen.where(_wanted(work, asked, whole), Clock.stage.in_(LOOKS)).order_by(Clock.case_id, Clock.began)
    found: dict[tuple[int, bool], list[tuple[int, int | None]]] = {}
    for page in pages(work, chosen):
        for case_id, stage, began, due in page:
            found.setdefault((case_id, LOOKS[stage]), []).append((began, due))
    return found


def notes_and_photos(work: Work, asked: Asked, least: int) -> list[tuple[int, str, str, list[str]]]:
    """Of each finished task of these cases with a photo, or a note of so many characters: the case, who did it, the note and the
    photos."""
    proves = or_(func.length(Task.note) >= least, cast(Task.photos, String) != EMPTY)
    some = select(Task.case_id, Task.taken_by, Task.note, Task.photos).join(Case, Case.id == Task.case_id)
    some = some.where(_wanted(work, asked, False), Task.finished_at.is_not(None), proves)
    return [(number, by or "", note, photos or []) for page in pages(work, some) for number, by, note, photos in page]


def shown_before(work: Work, asked: Asked) -> list[tuple[int, int, int]]:
    """Of each picture that was shown in one of these cases and is like one shown before: the case, the case it was shown in
    first, and in how many of 64 bits the two differ."""
    some = select(Evidence.case_id, Evidence.flags).join(Case, Case.id == Evidence.case_id)
    some = some.where(_wanted(work, asked, False), cast(Evidence.flags, String) != EMPTY)
    flagged = ((number, one) for page in pages(work, some) for number, flags in page for one in flags)
    return [(number, int(one["case"]), int(one["bits"])) for number, one in flagged if one["why"] == "reused"]


def told(work: Work, asked: Asked, ids: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Of each of these cases that was filed, dispatched or closed in the stretch, by kind of fact: the cases, and when it was
    really told, in microseconds."""
    rows = np.array([(KINDS.index(kind), case_id, at) for kind, case_id, at in _moves(work, asked, ids, micros(FactRow.at))])
    of = {kind: rows[rows[:, 0] == number] for number, kind in enumerate(KINDS)} if rows.size else {}
    return {kind: (one[:, 1], one[:, 2]) for kind, one in of.items()}


def _moves(work: Work, asked: Asked, ids: np.ndarray, what: Any) -> Iterator[tuple[str, int, Any]]:
    """What was told of cases being filed, dispatched and closed, of each oldest first: kind, case, and what is asked of it. Of
    few cases it is looked up case by case, of many the whole stretch is read; then others may be among them."""
    first, last = (_fact_at(work, moment) for moment in (asked.since, asked.now))
    number = cast(func.substr(FactRow.about, 6), BigInteger)
    rows = select(FactRow.kind, number, what)
    if ids.size * LOOKED_UP > last - first:
        every = rows.where(FactRow.kind.in_(DOERS), FactRow.id.between(first, last)).order_by(FactRow.id)
        yield from (tuple(row) for row in work.session.execute(every))
        return
    own = rows.add_columns(FactRow.id).order_by(FactRow.id)  # by the case alone: asked for kinds, too, a planner reads them all
    for start in range(0, ids.size, 500):
        some = [f"case:{number}" for number in ids[start : start + 500].tolist()]
        for kind, case_id, said, fact in work.session.execute(own.where(FactRow.about.in_(some))):
            if kind in DOERS and first <= fact <= last:
                yield kind, case_id, said
