from cityloop.decide.cases import queries, rules
from cityloop.decide.cases.rules import Outcome
from cityloop.decide.cases.tables import Case
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.facts import CaseClosed, CaseDispatched, CaseDone, CaseOpened, CaseReopened, CaseWithheld
from cityloop.decide.policies import queries as policies
from cityloop.decide.policies.rules import Mode
from cityloop.decide.tasks import actions as tasks
from cityloop.decide.tasks import queries as task_queries
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.facts import AlertRaised


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
    case = work.keep(
        Case(
            alert_id=alert.id,
            detector=alert.detector,
            subject=alert.subject,
            category=playbook.category.name,
            warning=detector.warning,
            area=alert.area,
            lon=alert.lon,
            lat=alert.lat,
            duty=playbook.duty,
            held_at=None,
            opened=work.now,
            due=work.now + playbook.finish_within,
        )
    )
    work.tell(CaseOpened(case=case.id, alert=alert.id))
    route = dispatches.route(work, playbook, case.area)
    if route.area is not None:
        _hand_to(work, case, route.area)
    return case


def dispatch(work: Work, case_id: int, area: str) -> Case:
    """Hand the case to the holder of its duty in another area of the tree above where it is."""
    case = queries.visible(work, case_id)
    require(work, "dispatcher", case.area)
    playbook = work.rulebook.playbook(case.detector)
    if not case.area.startswith(area) or dispatches.route(work, playbook, area).area != area:
        raise rules.NobodyThere(duty=case.duty, area=area)
    _hand_to(work, case, area)
    return case


def _hand_to(work: Work, case: Case, area: str) -> None:
    case.state = rules.after(case.state, "dispatch")
    case.held_at = area
    tasks.clear(work, case.id)
    tasks.plan(work, case.id, work.rulebook.playbook(case.detector), area)
    work.tell(CaseDispatched(case=case.id, duty=case.duty, area=area))


def take(work: Work, case_id: int, task_id: int) -> Case:
    case = queries.visible(work, case_id)
    case.state = rules.after(case.state, "take")
    tasks.take(work, case_id, task_id)
    return case


def finish(work: Work, case_id: int, task_id: int, note: str, photos: list[str], outcome: Outcome) -> Case:
    """Finish a task. With the last one the case is done, and what was found on the spot stands."""
    case = queries.visible(work, case_id)
    rules.after(case.state, "finish")
    tasks.finish(work, case_id, task_id, note, photos)
    case.outcome = outcome
    work.session.flush()
    if task_queries.all_finished(work, case_id):
        case.state = rules.after(case.state, "finish")
        case.done = work.now
        work.tell(CaseDone(case=case.id))
    return case


def reopen(work: Work, case_id: int) -> Case:
    """Send the case back to work; its time runs on."""
    case = queries.get(work, case_id)
    case.state = rules.after(case.state, "reopen")
    case.rework += 1
    case.done = None
    tasks.again(work, case_id)
    work.tell(CaseReopened(case=case.id))
    return case


def close(work: Work, case_id: int) -> Case:
    case = queries.get(work, case_id)
    case.state = rules.after(case.state, "close")
    case.closed = work.now
    work.tell(CaseClosed(case=case.id))
    return case
