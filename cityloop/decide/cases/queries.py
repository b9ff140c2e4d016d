from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true

from cityloop.decide.cases.rules import Matter, Order
from cityloop.decide.cases.tables import Case as Case  # a record may be handed on, its table not
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.clocks.rules import Lamp
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.parts import queries as parts
from cityloop.decide.tasks import queries as tasks
from cityloop.decide.tasks.queries import Task
from cityloop.decide.tasks.rules import State
from cityloop.kit.errors import NotFound
from cityloop.kit.records import Column, unindexed, within
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.people.duties.rules import Held
from cityloop.rulebook import Level, Playbook
from cityloop.rulebook.cycles import Stage
from cityloop.rulebook.duties import handling
from cityloop.sense.reports import queries as reports

ALIKE = timedelta(days=30)
LATELY, AT_ONCE = 50_000, timedelta(hours=8)  # tasks looked at for how long they take, and what was not left lying meanwhile
WORKING = (Stage.dispatch, Stage.handle)  # the stages in which a case can be late


def get(work: Work, case_id: int) -> Case:
    """The case, for the city's own use: asks nobody who is asking."""
    return work.find(Case, case_id)


def visible(work: Work, case_id: int) -> Case:
    """The case, if the one who works may see it. To all others there is none, which is all they are told."""
    case = work.session.get(Case, case_id)  # held, or it would be asked for twice: a session forgets what nobody holds
    if case is None or not is_visible(work, case_id):
        raise NotFound(kind="case", id=case_id)
    return case


def is_visible(work: Work, case_id: int) -> bool:
    case = work.session.get(Case, case_id)
    return case is not None and (scope_of(work).covers(case.area, case.duty) or parts.takes_part(work, case_id))


def seen_among(work: Work, numbers: Collection[int]) -> set[int]:
    """Those of these cases that the one who works may see."""
    chosen = select(Case.id).where(Case.id.in_(numbers), _mine(work, unindexed(work.session, Case.area)))
    return set(work.session.scalars(chosen)) if numbers else set()


def oversees(work: Work, area: str) -> bool:
    """Whether the one who works sees all that is in the area, which is said."""
    return bool(area) and scope_of(work).covers(area)


def _mine(work: Work, area: Column[str] = Case.area) -> ColumnElement[bool]:
    """The cases the one who works may see, as a condition on rows."""
    mine = scope_of(work).where(area, Case.duty)
    taken = parts.taken(work)
    return mine | Case.id.in_(taken) if taken else mine


def all_seen(work: Work) -> Select[int]:
    """The numbers of all cases the one who works may see, for a condition on what hangs on a case."""
    return select(Case.id).where(_mine(work))


def sees(work: Work, case_id: Column[int], *, whole: bool = False) -> ColumnElement[bool]:
    """Whether the one who works may see the case of that number, or with `whole` all that is where it is, as a condition."""
    may = (Case.area != "") & scope_of(work).where(Case.area) if whole else _mine(work)
    return exists().where(Case.id == case_id, may)


def children(work: Work, case_id: int) -> Sequence[Case]:
    return work.session.scalars(select(Case).where(Case.parent_id == case_id).order_by(Case.id)).all()


def merged_into(work: Work, case_id: int) -> Sequence[Case]:
    """The cases that were said to be the same matter as this one."""
    return work.session.scalars(select(Case).where(Case.merged_into == case_id).order_by(Case.id)).all()


def open_parts(work: Work, case_id: int) -> int:
    """How many of the parts it was split into are still open."""
    return sum(one.open for one in children(work, case_id))


def reporter(work: Work, case: Case) -> str:
    return reports.get(work, case.report_id).by if case.report_id else ""


def suspended(work: Work) -> Sequence[Case]:
    """The cases whose suspension is over by now."""
    return work.session.scalars(select(Case).where(Case.suspended_until <= work.now)).all()


def seen(
    work: Work,
    *,
    states: Sequence[str] = (),
    area: str = "",
    detector: str = "",
    lamps: Sequence[Lamp] = (),
    order: Order = Order.due,
    limit: int = 500,
) -> Sequence[Case]:
    """The cases the one who works may see: those not closed first, in the order that is asked for."""
    narrow = len(area) >= Level.street.digits or scope_of(work).narrow  # few rows: found by area, then put in order
    lies = Case.area if narrow else unindexed(work.session, Case.area)
    chosen = select(Case).where(_mine(work, lies))
    if states:
        chosen = chosen.where(Case.state.in_(states))
    if area:
        chosen = chosen.where(within(lies, area))
    if detector:
        chosen = chosen.where(Case.detector == detector)
    if lamps:
        chosen = chosen.where(or_(*(clocks.lit(work.now, lamp, Case.id) for lamp in lamps)))
    ordered = (Case.due, Case.opened, Case.id, Case.open)
    due, opened, number, is_open = (unindexed(work.session, one) if narrow else one for one in ordered)
    by = {Order.due: due, Order.due_last: due.desc(), Order.newest: opened.desc()}[order]
    found = list(work.session.scalars(chosen.where(is_open == true()).order_by(by, number).limit(limit)))
    if len(found) < limit and not lamps:  # asked for apart: sorting a year of closed ones takes a hundred times as long
        ended = chosen.where(is_open == false()).order_by(number.desc()).limit(limit - len(found))
        found += work.session.scalars(ended)
    return found


def matter(work: Work, case: Case) -> Matter:
    kind = cycles.get(work, case.kind, case.version)
    doers = frozenset(tasks.doers(work, case.id))
    looks = verified_by(work, case)
    return Matter(kind, case.state, case.area, case.duty, case.held_at, looks, doers, reporter(work, case))


def verified_by(work: Work, case: Case) -> str:
    """The duty that verifies the case."""
    return looked_at_by(work, case) or playbook(work, case).verified_by


def looked_at_by(work: Work, case: Case) -> str:
    """The duty whose nearest member looks on the spot; empty where anybody of the playbook's may verify from a desk."""
    return cycles.get(work, case.kind, case.version).verified_by


def similar(work: Work, case: Case, limit: int = 20) -> Sequence[Case]:
    """Cases of the same category in the same community in the month before and since, newest first; for people to look at."""
    if not case.category_code:
        return []
    there = within(Case.area, case.area[:12])
    then = Case.opened.between(case.opened - ALIKE, case.opened + ALIKE)
    chosen = select(Case).where(Case.category_code == case.category_code, there, then, Case.id != case.id, _mine(work))
    return work.session.scalars(chosen.order_by(Case.opened.desc()).limit(limit)).all()


def playbook(work: Work, case: Case) -> Playbook:
    """What is done for the case: its detector's playbook, or the plain one for what people reported."""
    return work.rulebook.playbook(case.detector) if case.detector else handling(case.duty)


def key_of(code: str) -> str:
    """The key of a category of five digits or of a local code.

    >>> key_of("06010"), key_of("L0701")
    ('M06010', 'L0701')
    """
    return code if code[:1].isalpha() else f"M{code}"


def _late(work: Work) -> ColumnElement[bool]:
    return Case.open & Case.stage.in_(WORKING) & (Case.due < work.now) & Case.suspended_until.is_(None)


def overdue(work: Work, besides: ColumnElement[bool] | None = None, limit: int | None = None) -> Sequence[Case]:
    """Cases whose time has run out while they are still being worked, those due first before the others; besides those of
    which that was said."""
    chosen = select(Case).where(_late(work))
    if besides is not None:
        chosen = chosen.where(~besides)
    return work.session.scalars(chosen.order_by(Case.due).limit(limit)).all()


def by_id(work: Work, ids: Sequence[int]) -> dict[int, Case]:
    """Those of these cases that the one who works may see."""
    chosen = select(Case).where(Case.id.in_(ids), scope_of(work).where(Case.area, Case.duty))
    return {case.id: case for case in work.session.scalars(chosen)}


def overdue_seen(work: Work) -> int:
    """How many of these the one who works may see."""
    return work.session.scalar(select(func.count()).where(_late(work), ~Case.drill, _mine(work))) or 0


def counts(work: Work) -> Mapping[str, int]:
    """How many open cases of each state the one who works may see; drills are none."""
    seen = _mine(work) & Case.open & ~Case.drill
    rows = work.session.execute(select(Case.state, func.count()).where(seen).group_by(Case.state))
    return {state: count for state, count in rows}


def running_by_version(work: Work, kind: str) -> Mapping[int, int]:
    """How many open cases of a case type go by each of its versions, of those the one who works may see."""
    mine = _mine(work) & Case.open & (Case.kind == kind)
    rows = work.session.execute(select(Case.version, func.count()).where(mine).group_by(Case.version).order_by(Case.version))
    return {version: count for version, count in rows}


def waiting_tasks(work: Work, area: str, limit: int) -> Sequence[tuple[Task, Case]]:
    """The tasks nobody has taken yet of open cases in an area that the one who works may see, the most urgent first."""
    waits = (Task.state == State.waiting, Case.open, Case.stage == Stage.handle, within(Case.area, area), _mine(work))
    chosen = select(Task, Case).join(Case, Case.id == Task.case_id).where(*waits).order_by(Case.due, Task.id).limit(limit)
    return [(task, case) for task, case in work.session.execute(chosen)]


def to_do(work: Work, posts: Sequence[Held], limit: int) -> Sequence[tuple[Task, Case]]:
    """What of open cases the one who works has at work, is meant for, or may take with these posts, in that order."""
    waiting, theirs = Task.state == State.waiting, [(Task.duty == post.duty) & within(Task.area, post.area) for post in posts]
    ways = (
        (Task.taken_by == work.by) & (Task.state == State.at_work),
        (Task.meant_for == work.by) & waiting,
        waiting & (Task.meant_for == "") & or_(false(), *theirs),
    )
    found: list[tuple[Task, Case]] = []
    for way in ways:
        chosen = select(Task, Case).join(Case, Case.id == Task.case_id).where(way, Case.open)
        chosen = chosen.where(Task.activation_id.is_not(None) | (Case.stage == Stage.handle))
        rows = work.session.execute(chosen.order_by(Case.due, Task.id).limit(limit - len(found)))
        found += [(task, case) for task, case in rows]
    return found


def often(work: Work, areas: Collection[str], since: datetime, limit: int) -> list[str]:
    """The categories that most cases in these areas had since then, of those the one who works may see."""
    there = or_(false(), *(within(Case.area, area) for area in areas))
    chosen = select(Case.category_code).where(there, Case.opened >= since, Case.category_code != "", ~Case.drill, _mine(work))
    counted = chosen.group_by(Case.category_code).order_by(func.count().desc(), Case.category_code).limit(limit)
    return list(work.session.scalars(counted)) if areas else []


def finished_by(work: Work, logins: Collection[str], beginning: str, since: datetime) -> Sequence[tuple[str, str, int]]:
    """Who of these members has finished how many tasks of which category, of those that begin so, since then."""
    done = (Task.taken_by.in_(logins), Task.state == State.finished, Task.finished_at >= since)
    chosen = select(Task.taken_by, Case.category_code, func.count()).join(Case, Case.id == Task.case_id)
    chosen = chosen.where(*done, ~Case.drill, Case.category_code.startswith(beginning, autoescape=True), Case.category_code != "")
    rows = work.session.execute(chosen.group_by(Task.taken_by, Case.category_code))
    return [(login or "", category, count) for login, category, count in rows]


def took_lately(work: Work, categories: Collection[str]) -> dict[str, list[float]]:
    """How many minutes passed from taking a task to finishing it, by category, of the categories of these classes: among the
    last tasks, those begun and ended within hours."""
    newest = work.session.scalar(select(func.max(Task.id))) or 0
    chosen = select(Case.category_code, Task.taken_at, Task.finished_at).join(Case, Case.id == Task.case_id)
    classes = {one[:3] for one in categories if one}
    alike = or_(false(), *(Case.category_code.startswith(one, autoescape=True) for one in classes))
    done = (Task.id > newest - LATELY, Task.state == State.finished, Task.taken_at.is_not(None), ~Case.drill, alike)
    found: dict[str, list[float]] = {}
    for category, taken, finished in work.session.execute(chosen.where(*done)):
        if taken and finished and timedelta(0) < finished - taken <= AT_ONCE:
            found.setdefault(category, []).append((finished - taken) / timedelta(minutes=1))
    return found


def drills_among(work: Work, numbers: Collection[int]) -> set[int]:
    """Those of these cases that are drills; whoever asks."""
    return set(work.session.scalars(select(Case.id).where(Case.id.in_(numbers), Case.drill)))


def drills() -> Select[int]:
    """The numbers of cases that are drills, as a query: what is counted leaves them out."""
    return select(Case.id).where(Case.drill)


def of_alerts(work: Work, alerts: Sequence[int]) -> Sequence[Case]:
    return work.session.scalars(select(Case).where(Case.alert_id.in_(alerts)).order_by(Case.id)).all()


def of_alert(work: Work, alert_id: int) -> Case | None:
    return work.session.scalar(select(Case).where(Case.alert_id == alert_id))


def closed_since(work: Work, since: datetime) -> int:
    """How many cases the one who works may see were closed since then."""
    return work.session.scalar(select(func.count(Case.id)).where(_mine(work), ~Case.drill, Case.closed >= since)) or 0


def counted_by_area(work: Work, digits: int, midnight: datetime) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """For the city's own use: how many cases are open, past their time, and closed since midnight, by the first digits of
    the area."""
    area = func.substr(Case.area, 1, digits)
    late = _late(work)
    found = []
    for condition in (Case.open, late, Case.closed >= midnight):
        rows = work.session.execute(select(area, func.count()).where(condition, ~Case.drill).group_by(area))
        found.append(Counter({str(code): int(number) for code, number in rows}))
    return found[0], found[1], found[2]
