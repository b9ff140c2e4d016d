from collections.abc import Mapping
from datetime import datetime

from cityloop.decide.cases import effects, moving, queries, routed, rules, timing
from cityloop.decide.cases.rules import Outcome
from cityloop.decide.cases.tables import Case
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.facts import (
    CaseFlagged,
    CaseOpened,
    CaseParted,
    CaseReported,
    CaseWithheld,
)
from cityloop.decide.parts import actions as parts
from cityloop.decide.policies import queries as policies
from cityloop.decide.policies.rules import Mode
from cityloop.decide.tasks import actions as tasks
from cityloop.decide.tasks import queries as task_queries
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import held, require, require_any
from cityloop.people.duties.rules import Held
from cityloop.rulebook.cycles import Cycle, Move, Stage
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.facts import AlertRaised, ReportReceived
from cityloop.sense.reports import queries as reports


def open_for_alert(work: Work, raised: AlertRaised) -> None:
    """Open a case for the alert, if the policy of its level and hour says so."""
    alert = alerts.get(work, raised.alert)
    warning = work.rulebook.detector(alert.detector).warning
    mode = policies.mode_for(work, alert.detector, warning, alert.area, alert.raised)
    if mode is Mode.automatic:
        _open(work, alert)
    else:
        work.tell(CaseWithheld(alert=alert.id, mode=mode.value))


def open_by_hand(work: Work, alert_id: int) -> Case:
    """Open the case that no policy opened."""
    alert = alerts.visible(work, alert_id)
    require(work, "dispatcher", alert.area)
    alone(work.session, f"case of alert {alert_id}")
    if queries.of_alert(work, alert_id):
        raise rules.CaseThere(alert=alert_id)
    return _open(work, alert)


def _open(work: Work, alert: alerts.Alert) -> Case:
    """Open a case where the alert is, and hand it to the duty its playbook, or a line of routing, names."""
    detector = work.rulebook.detector(alert.detector)
    playbook = detector.playbook
    kind = cycles.newest(work, "sensed")
    case = Case(
        kind=kind.name,
        version=kind.version,
        alert_id=alert.id,
        detector=alert.detector,
        subject=alert.subject,
        category=playbook.category.name,
        category_code=queries.key_of(playbook.category.code),
        warning=detector.warning,
        area=alert.area,
        lon=alert.lon,
        lat=alert.lat,
        duty=playbook.duty,
        held_at=None,
        opened=work.now,
        filed=work.now,
        due=work.now,
        drill=alert.drill,
    )
    _begin(work, case, kind)
    work.tell(CaseOpened(case=case.id, alert=alert.id))
    found = routed.found(work, case)
    if found.goes and found.goes.area is not None:
        move = rules.move_of(kind, case.state, "dispatch")
        effects.hand_by(work, case, found)
        moving.arrive(work, case, kind, move)
    return case


def open_for_report(work: Work, received: ReportReceived) -> None:
    """Open a case of the national cycle for what somebody reported; whether it is filed is decided in it."""
    report = reports.get(work, received.report)
    kind = cycles.newest(work, "national")
    case = Case(
        kind=kind.name,
        version=kind.version,
        report_id=report.id,
        subject=report.title,
        category="",
        category_code=report.category_code,
        warning=2 if report.urgent else 4,
        area=report.area,
        lon=report.lon,
        lat=report.lat,
        duty="acceptor",
        held_at=None,
        opened=report.at,
        due=work.now,
        urgent=report.urgent,
        drill=report.drill,
    )
    _begin(work, case, kind)
    tasks.tie(work, case.id, report.photos, proof=False)
    parts.follow(work, case.id, report.by)
    work.tell(CaseReported(case=case.id, report=report.id))


def _begin(work: Work, case: Case, kind: Cycle, state: str = "") -> None:
    case.state = state or kind.first
    case.stage = kind.stage(case.state)
    work.keep(case)
    day = case.opened.astimezone(CITY_TIME)
    case.number = f"{case.area[:6]:0<6}{day:%Y%m%d}{case.id % 100_000:05d}"
    timing.turn(work, case, kind)


def open_for_plan(
    work: Work,
    *,
    subject: str,
    category: str,
    warning: int,
    area: str,
    place: tuple[float, float] | None,
    lead: Held,
    drill: bool,
) -> Case:
    """Open a case for a plan that is activated where there is none, in the hands of who leads."""
    kind = cycles.newest(work, "planned")
    case = Case(
        kind=kind.name,
        version=kind.version,
        subject=subject,
        category="",
        category_code=category,
        warning=warning,
        area=area,
        lon=place[0] if place else None,
        lat=place[1] if place else None,
        duty=lead.duty,
        held_at=None,
        opened=work.now,
        filed=work.now,
        due=work.now,
        urgent=True,
        drill=drill,
    )
    _begin(work, case, kind)
    effects.hand_to(work, case, lead.area)
    moving.arrive(work, case, kind, rules.move_of(kind, case.state, "dispatch"))
    return case


# moving -------------------------------------------------------------------------------------------------------------


def make(work: Work, case_id: int, name: str, said: Mapping[str, str]) -> Case:
    """Make a move of the case's type, as one of those who may, with what its form asks for."""
    case = queries.visible(work, case_id)
    if name in rules.OWN_DOORS:
        raise Unreadable(why=f"To {name} is said to the {rules.OWN_DOORS[name]} of the case.")
    matter = queries.matter(work, case)
    move = rules.move_of(matter.type, case.state, name)
    posts = held(work)
    if rules.why_not(matter, move, work.by, posts):
        raise rules.NotYours(move=name, who=" or ".join(move.by))
    work.acting_for.update(filter(None, [rules.colleague(matter, move, work.by, posts)]))
    field = rules.missing(move, said) or rules.unknown_choice(move, said)
    if field:
        raise rules.FieldMissing(move=name, field=field)
    if move.to and matter.type.stage(move.to).place > Stage.handle.place and (count := queries.open_parts(work, case_id)):
        raise rules.PartsOpen(count=count)
    return by_itself(work, case, name, said)


def by_itself(work: Work, case: Case, name: str, said: Mapping[str, str]) -> Case:
    """Make the move for whoever has already been found to be allowed to."""
    kind = cycles.get(work, case.kind, case.version)
    move = rules.move_of(kind, case.state, name)
    moving.fill(work, case, move, said)
    for effect in move.does:
        effects.EFFECTS[effect](work, case, said)
    moving.arrive(work, case, kind, move, said.get("reason") or said.get("note") or "")
    return case


def flag(work: Work, case_id: int, *, urgent: bool | None = None, typical: bool | None = None) -> Case:
    """Mark a case as urgent or as typical, or take a mark away."""
    case = queries.visible(work, case_id)
    require_any(work, rules.FLAGGED_BY, case.area)
    case.urgent = case.urgent if urgent is None else urgent
    case.typical = case.typical if typical is None else typical
    work.tell(CaseFlagged(case=case.id, urgent=case.urgent, typical=case.typical))
    return case


def dispatch(work: Work, case_id: int, area: str) -> Case:
    """Hand the case to the holder of its duty in another area of the tree above where it is."""
    return make(work, case_id, "dispatch", {"area": area})


def take(work: Work, case_id: int, task_id: int) -> Case:
    case, task = queries.visible(work, case_id), task_queries.get(work, case_id, task_id)
    if task.beside:
        tasks.take(work, case_id, task_id)  # a plan waits for nobody to dispatch the case
        return case
    kind = cycles.get(work, case.kind, case.version)
    move = rules.move_of(kind, case.state, "take")
    tasks.take(work, case_id, task_id)
    moving.arrive(work, case, kind, move)
    return case


def finish(work: Work, case_id: int, task_id: int, note: str, photos: list[str], outcome: Outcome) -> Case:
    """Finish a task. With the last one the case is done, and what was found on the spot stands."""
    case, task = queries.visible(work, case_id), task_queries.get(work, case_id, task_id)
    if task.beside:
        tasks.finish(work, case_id, task_id, note, photos)
    else:
        rules.move_of(cycles.get(work, case.kind, case.version), case.state, "finish")
        tasks.finish(work, case_id, task_id, note, photos)
        case.outcome = outcome
    return go_on(work, case)


def go_on(work: Work, case: Case) -> Case:
    """The case is done where nothing is left to do in it and its doers have said what they found."""
    work.session.flush()
    kind = cycles.get(work, case.kind, case.version)
    move = kind.move(case.state, "finish")
    if move and case.outcome and task_queries.all_finished(work, case.id):
        moving.arrive(work, case, kind, move)
    return case


def verified(work: Work, case_id: int, *, accepted: bool) -> Case:
    """Go on after somebody has looked on the spot."""
    return by_itself(work, queries.get(work, case_id), "accept" if accepted else "reject", {})


# what is granted, and what comes by itself --------------------------------------------------------------------------


def extend(work: Work, case_id: int, why: str) -> None:
    """Once more the time the handling of the case was given at first."""
    case = queries.get(work, case_id)
    case.extensions += 1
    timing.extend(work, case, why)


def suspend(work: Work, case_id: int, until: datetime, why: str) -> None:
    """Let the case rest, and its clock with it, until that instant."""
    case = queries.get(work, case_id)
    case.suspended_until = until
    by_itself(work, case, "suspend", {"reason": why})


def resume(work: Work) -> None:
    """Let every case go on whose time of rest is over."""
    for case in queries.suspended(work):
        if cycles.get(work, case.kind, case.version).move(case.state, "resume"):
            by_itself(work, case, "resume", {})
        else:
            case.suspended_until = None


def begin_part(work: Work, whole: Case, kind: Cycle, title: str) -> Case:
    """A part of a matter is a case of its own, filed already and still to be dispatched."""
    copied = {
        name: getattr(whole, name) for name in ("category", "category_code", "warning", "area", "lon", "lat", "urgent", "drill")
    }
    case = Case(
        **copied,
        kind=kind.name,
        version=kind.version,
        subject=title,
        duty=whole.duty,
        held_at=None,
        opened=work.now,
        filed=work.now,
        due=work.now,
        parent_id=whole.id,
        filing_line=whole.filing_line,
    )
    _begin(work, case, kind, next(state for state in kind.states if kind.stage(state) is Stage.dispatch))
    work.tell(CaseParted(case=case.id, whole=whole.id))
    return case


def end(work: Work, case: Case, why: str) -> None:
    """End the case where it stands: it is void, or closed where its cycle knows no void."""
    kind = cycles.get(work, case.kind, case.version)
    ends = sorted((state.stage.place, name) for name, state in kind.states.items() if state.stage.ends)
    moving.arrive(work, case, kind, Move(name="end", starts=(case.state,), to=ends[-1][1], by=("system",), does=("end",)), why)
