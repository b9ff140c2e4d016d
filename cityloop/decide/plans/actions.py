from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from cityloop.decide.cases import actions as cases
from cityloop.decide.cases import queries as case_queries
from cityloop.decide.cases.queries import Case
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.facts import (
    PlanActivated,
    PlanAdopted,
    PlanHeld,
    PlanLevelChanged,
    PlanLookDue,
    PlanStoodDown,
    PlanWithdrawn,
)
from cityloop.decide.gatherings import actions as gatherings
from cityloop.decide.gatherings import queries as gathering_queries
from cityloop.decide.gatherings.actions import Guest, View
from cityloop.decide.parts import actions as parts
from cityloop.decide.parts.rules import As
from cityloop.decide.plans import queries, rules
from cityloop.decide.plans.queries import Holding
from cityloop.decide.plans.tables import Activation, PlanEdition
from cityloop.decide.tasks import actions as tasks
from cityloop.decide.tasks import queries as task_queries
from cityloop.decide.tasks.rules import State as TaskState
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require, require_any
from cityloop.people.duties.rules import Held
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Warning
from cityloop.rulebook.plans import NotAPlan, Plan

# the library ------------------------------------------------------------------------------------------------------------


def sound(work: Work, text: str, area: str) -> Plan:
    """The plan that a text says, if a city could follow it in the area. Raises NotSound with all that keeps it from that."""
    areas.get(work, area)
    try:
        plan = queries.read(text)
    except NotAPlan as why:
        raise rules.NotSound(why=str(why)) from why
    if wrong := queries.faults_of(work, plan, area):
        raise rules.NotSound(why=" ".join(wrong))
    return plan


def adopt(work: Work, *, text: str, area: str, since: date, reason: str) -> PlanEdition:
    """Adopt an edition of a plan for an area from a day on. What was activated before goes on by the edition it began with."""
    require(work, rules.BOARD, area)
    plan = sound(work, text, area)
    if since < work.today:
        raise Unreadable(why="An edition holds from today at the earliest.")
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    edition = PlanEdition(name=plan.name, area=area, since=since, text=text, reason=reason.strip(), by=work.by, at=work.now)
    work.keep(edition)
    work.tell(PlanAdopted(edition=edition.id))
    return edition


def withdraw(work: Work, edition_id: int) -> PlanEdition:
    """Let an edition hold no more: the one before it holds again."""
    edition = work.find(PlanEdition, edition_id)
    require(work, rules.BOARD, edition.area)
    if edition.withdrawn is None:
        edition.withdrawn = work.now
        work.tell(PlanWithdrawn(edition=edition.id))
    return edition


# following a plan ---------------------------------------------------------------------------------------------------------


class Where(NamedTuple):
    """A place without a case: what is there, in which area or at which point."""

    subject: str
    category: str = ""
    area: str = ""
    point: tuple[float, float] | None = None


def activate(work: Work, name: str, level: int, *, case_id: int | None, where: Where | None, drill: bool, why: str) -> Activation:
    """Follow a plan at a level: in a case, or in one that is opened for it. Tasks, members and clock all at once."""
    case = case_queries.visible(work, case_id) if case_id is not None else None
    area = case.area if case else _area(work, where)
    require_any(work, rules.ACTIVATE, area)
    found = queries.get(work, name, area)
    warning = _level(work, found.plan, level)
    leads = queries.lead(work, found.plan, area)
    if case is None:
        assert where is not None
        case = _opened(work, found.plan, warning, where, area, leads, drill)
    else:
        _check_case(work, case, name, drill)
    case.warning = min(case.warning, warning)
    activation = _begun(work, found, warning, case, leads)
    work.tell(PlanActivated(case=case.id, activation=activation.id, plan=name, level=level, why=why.strip()))
    _ask(work, activation, found.plan, warning, case)
    return activation


def _area(work: Work, where: Where | None) -> str:
    if where is None or not where.subject.strip() or not (where.area or where.point):
        raise rules.WhereMissing
    if where.point:
        return areas.code_at(work, *where.point)
    return areas.get(work, where.area).code


def _level(work: Work, plan: Plan, level: int) -> Warning:
    if level not in plan.responses:
        raise rules.NoSuchLevel(level=level)
    if wrong := queries.faults_of(work, plan):
        raise rules.NotSound(why=" ".join(wrong))
    return Warning(level)


def _check_case(work: Work, case: Case, name: str, drill: bool) -> None:
    if drill and not case.drill:
        raise rules.RealCase
    if not case.open:
        raise rules.CaseOver
    alone(work.session, f"plans of case {case.id}")
    if any(one.plan == name and one.ended is None for one in queries.of_case(work, case.id)):
        raise rules.FollowedAlready


def _opened(work: Work, plan: Plan, warning: Warning, where: Where, area: str, leads: Held, drill: bool) -> Case:
    category = where.category or next(iter(plan.matters), "")
    return cases.open_for_plan(
        work,
        subject=where.subject.strip(),
        category=category,
        warning=warning,
        area=area,
        place=where.point,
        lead=leads,
        drill=drill,
    )


def _begun(work: Work, found: Holding, warning: Warning, case: Case, leads: Held) -> Activation:
    return work.keep(
        Activation(
            plan=found.plan.name,
            edition=found.edition,
            case_id=case.id,
            level=warning,
            lead_duty=leads.duty,
            lead_area=leads.area,
            began=work.now,
            by=work.by,
            due=clocks.due_after(work, case.area, found.plan.responses[warning].reassess),
        )
    )


def _ask(work: Work, activation: Activation, plan: Plan, warning: Warning, case: Case) -> None:
    """Ask for what was not asked for yet, and let everyone who is asked or called see the case."""
    leads = Held(activation.lead_duty, activation.lead_area)
    known = {task.step for task in task_queries.of_activation(work, activation.id) if task.state is not TaskState.dropped}
    wanted = queries.asked(work, plan, warning, case.area, leads)
    for one in wanted:
        if one.step.name not in known:
            tasks.ask(work, case.id, activation.id, replace(one.step, duty=one.to.duty), one.to.area, one.due)
    called = queries.called(work, plan, warning, case.area, leads)
    for seat in dict.fromkeys([*(one.to for one in wanted), *(one.to for one in called)]):
        parts.take(work, case.id, seat.duty, seat.area, As.planned)
    view = plan.responses[warning].view
    guests = [Guest(one.to, one.party, one.leads) for one in called]
    gatherings.begin(work, case.id, case.subject, guests, View(view.zoom, view.layers))


def change(work: Work, activation_id: int, level: int, why: str) -> Activation:
    """Raise or lower the level. What is new is asked for; what only a graver level asks for is asked for no more."""
    activation, case = _following(work, activation_id)
    plan = queries.plan_of(work, activation)
    warning, was = _level(work, plan, level), activation.level
    if level == was:
        raise rules.SameLevel
    _reason(why)
    tasks.drop(work, activation.id, keep={step.name for step in plan.steps(warning)})
    activation.level, case.warning = level, level if case.kind == "planned" else min(case.warning, level)
    _wind(work, activation, plan, case)
    said = PlanLevelChanged(case=case.id, activation=activation.id, plan=plan.name, level=level, before=was, why=why.strip())
    work.tell(said)
    _ask(work, activation, plan, warning, case)
    cases.go_on(work, case)
    return activation


def hold(work: Work, activation_id: int, why: str) -> Activation:
    """Say that the level still holds: its clock begins anew."""
    activation, case = _following(work, activation_id)
    _reason(why)
    _wind(work, activation, queries.plan_of(work, activation), case)
    plan, level = activation.plan, activation.level
    work.tell(PlanHeld(case=case.id, activation=activation.id, plan=plan, level=level, why=why.strip()))
    return activation


def stand_down(work: Work, activation_id: int, why: str) -> Activation:
    """Follow the plan no more: what nobody has finished is asked for no more, and the case goes on without."""
    activation, case = _following(work, activation_id)
    _reason(why)
    activation.ended, activation.ended_by = work.now, work.by
    dropped = tasks.drop(work, activation.id)
    room = gathering_queries.open_of_case(work, case.id)
    if room and all(one.ended is not None for one in queries.of_case(work, case.id)):
        gatherings.end(work, room)
    work.tell(PlanStoodDown(case=case.id, activation=activation.id, plan=activation.plan, dropped=dropped, why=why.strip()))
    cases.go_on(work, case)
    return activation


def remind(work: Work) -> None:
    """Tell of every activation whose level is to be looked at again."""
    for one in queries.look_due(work):
        one.reminded = True
        work.tell(PlanLookDue(case=one.case_id, activation=one.id, plan=one.plan, level=one.level))


def _following(work: Work, activation_id: int) -> tuple[Activation, Case]:
    activation = queries.visible(work, activation_id)
    case = case_queries.get(work, activation.case_id)
    allowed: Collection[str] = (*rules.ACTIVATE, activation.lead_duty)
    require_any(work, list(allowed), case.area)
    if activation.ended is not None:
        raise rules.NotFollowed
    return activation, case


def _reason(why: str) -> None:
    if not why.strip():
        raise Unreadable(why="Please give a reason.")


def _wind(work: Work, activation: Activation, plan: Plan, case: Case) -> None:
    reassess = plan.responses[Warning(activation.level)].reassess
    activation.due, activation.reminded = clocks.due_after(work, case.area, reassess), False
