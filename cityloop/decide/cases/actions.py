from collections.abc import Mapping

from cityloop.decide.cases import effects, queries, rules, timing
from cityloop.decide.cases.rules import Outcome
from cityloop.decide.cases.tables import Case
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.facts import (
    CaseClosed,
    CaseDone,
    CaseFiled,
    CaseMoved,
    CaseOpened,
    CaseReported,
    CaseVoided,
    CaseWithheld,
    LookAsked,
)
from cityloop.decide.policies import queries as policies
from cityloop.decide.policies.rules import Mode
from cityloop.decide.tasks import actions as tasks
from cityloop.decide.tasks import queries as task_queries
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import require
from cityloop.people.duties import queries as duties
from cityloop.rulebook.cycles import Cycle, Move, Stage
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.facts import AlertRaised, ReportReceived
from cityloop.sense.reports import queries as reports

# opening ------------------------------------------------------------------------------------------------------------


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
    """Open a case where the alert is, and hand it to the duty its playbook names, at the level that answers."""
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
    )
    _begin(work, case, kind)
    work.tell(CaseOpened(case=case.id, alert=alert.id))
    route = dispatches.route(work, playbook.duty, case.area, playbook.level)
    if route.area is not None:
        move = rules.move_of(kind, case.state, "dispatch")
        effects.hand_to(work, case, route.area)
        _arrive(work, case, kind, move)
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
    )
    _begin(work, case, kind)
    tasks.tie(work, case.id, report.photos, proof=False)
    work.tell(CaseReported(case=case.id, report=report.id))


def _begin(work: Work, case: Case, kind: Cycle) -> None:
    case.state, case.stage = kind.first, kind.stage(kind.first)
    work.keep(case)
    day = case.opened.astimezone(CITY_TIME)
    case.number = f"{case.area[:6]:0<6}{day:%Y%m%d}{case.id % 100_000:05d}"
    timing.begin(work, case, kind)


# moving -------------------------------------------------------------------------------------------------------------


def make(work: Work, case_id: int, name: str, said: Mapping[str, str]) -> Case:
    """Make a move of the case's type, as one of those who may, with what its form asks for."""
    case = queries.visible(work, case_id)
    if name in rules.OWN_DOORS:
        raise Unreadable(why=f"To {name} is said to the {rules.OWN_DOORS[name]} of the case.")
    matter = queries.matter(work, case)
    move = rules.move_of(matter.type, case.state, name)
    posts = duties.held_by(work, work.by)
    if rules.why_not(matter, move, work.by, posts):
        raise rules.NotYours(move=name, who=" or ".join(move.by))
    work.acting_for.update(filter(None, [rules.colleague(matter, move, work.by, posts)]))
    field = rules.missing(move, said)
    if field:
        raise rules.FieldMissing(move=name, field=field)
    return by_itself(work, case, name, said)


def by_itself(work: Work, case: Case, name: str, said: Mapping[str, str]) -> Case:
    """Make the move for whoever has already been found to be allowed to."""
    kind = cycles.get(work, case.kind, case.version)
    move = rules.move_of(kind, case.state, name)
    _fill(case, move, said)
    for effect in move.does:
        effects.EFFECTS[effect](work, case, said)
    _arrive(work, case, kind, move, said.get("reason") or said.get("note") or "")
    return case


def _fill(case: Case, move: Move, said: Mapping[str, str]) -> None:
    """What the form of the move says of the case itself."""
    asked = {ask.name: said[ask.name].strip() for ask in move.asks if said.get(ask.name, "").strip()}
    if "category" in asked:
        case.category_code = asked["category"]
    if "line" in asked:
        if not asked["line"].isdecimal():
            raise Unreadable(why="A line of the standards book is said by its number.")
        case.filing_line = int(asked["line"])


def _arrive(work: Work, case: Case, kind: Cycle, move: Move, why: str = "") -> None:
    """Bring the case to the state the move leads to, and do what entering its stage always does."""
    was = case.state
    case.state = move.to or was
    before, now = kind.stage(was), kind.stage(case.state)
    case.stage, case.open = now, not now.ends
    _leave(work, case, before, now)
    timing.turn(work, case, kind, was)
    if not move.does and move.name not in rules.OWN_DOORS:
        work.tell(CaseMoved(case=case.id, move=move.name, was=was, now=case.state, why=why.strip()))
    if was != case.state:
        _enter(work, case, now, why)


def _leave(work: Work, case: Case, before: Stage, now: Stage) -> None:
    if before is Stage.file and now is Stage.dispatch:
        case.filed = case.filed or work.now
        work.tell(CaseFiled(case=case.id))
    if before.ends:
        case.closed = None
    if before is Stage.handle and now.place > Stage.handle.place and now is not Stage.void:
        case.done = work.now


def _enter(work: Work, case: Case, now: Stage, why: str) -> None:
    if now is Stage.verify_before_filing:
        work.tell(LookAsked(case=case.id))
    elif now is Stage.verify_before_closing:
        work.tell(CaseDone(case=case.id))
    elif now is Stage.done:
        case.closed = work.now
        work.tell(CaseClosed(case=case.id))
    elif now is Stage.void:
        case.voided = work.now
        work.tell(CaseVoided(case=case.id, why=why.strip()))


def dispatch(work: Work, case_id: int, area: str) -> Case:
    """Hand the case to the holder of its duty in another area of the tree above where it is."""
    return make(work, case_id, "dispatch", {"area": area})


def take(work: Work, case_id: int, task_id: int) -> Case:
    case = queries.visible(work, case_id)
    kind = cycles.get(work, case.kind, case.version)
    move = rules.move_of(kind, case.state, "take")
    tasks.take(work, case_id, task_id)
    _arrive(work, case, kind, move)
    return case


def finish(work: Work, case_id: int, task_id: int, note: str, photos: list[str], outcome: Outcome) -> Case:
    """Finish a task. With the last one the case is done, and what was found on the spot stands."""
    case = queries.visible(work, case_id)
    kind = cycles.get(work, case.kind, case.version)
    move = rules.move_of(kind, case.state, "finish")
    tasks.finish(work, case_id, task_id, note, photos)
    case.outcome = outcome
    work.session.flush()
    if task_queries.all_finished(work, case_id):
        _arrive(work, case, kind, move)
    return case


def verified(work: Work, case_id: int, *, accepted: bool) -> Case:
    """Go on after somebody has looked on the spot."""
    return by_itself(work, queries.get(work, case_id), "accept" if accepted else "reject", {})
