"""How a case looks to routing, who it goes to, and how it goes there."""

from cityloop.decide.cases import queries, rules
from cityloop.decide.cases.tables import Case
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.parts import actions as parts
from cityloop.decide.parts.rules import As
from cityloop.decide.routing import queries as routing
from cityloop.decide.routing.queries import Fallback, Found
from cityloop.decide.routing.rules import SENSED, Described
from cityloop.decide.standards import queries as standards
from cityloop.decide.tasks import actions as tasks
from cityloop.kit.work import CITY_TIME, Work
from cityloop.sense.reports import queries as reports

ASSIST = "assist_step"


def described(work: Work, case: Case) -> Described:
    """The case as it was filed, or as it is until then; a part of a matter has come as the whole came."""
    origin, text = _heard(work, case)
    at = (case.filed or work.now).astimezone(CITY_TIME)
    return Described(case.category_code, case.area, case.warning, origin, at, f"{case.subject}\n{text}", case.urgent)


def _heard(work: Work, case: Case) -> tuple[str, str]:
    """Where the matter comes from, and all that was said of it."""
    if case.report_id:
        report = reports.get(work, case.report_id)
        return report.kind.value, f"{report.title}\n{report.text}"
    if case.alert_id:
        return SENSED, ""
    return _heard(work, queries.get(work, case.parent_id)) if case.parent_id else ("", "")


def found(work: Work, case: Case) -> Found:
    """Where the case goes and why. What is sensed goes by its playbook unless a line says otherwise."""
    return routing.find(work, described(work, case), _fallback(work, case))


def _fallback(work: Work, case: Case) -> Fallback:
    if case.detector:
        playbook = queries.playbook(work, case)
        return Fallback(matrix=False, playbook=playbook.duty, level=playbook.level)
    lines = [standards.line(work, case.filing_line)] if case.filing_line else standards.conditions(work, case.category_code)
    named = {line.duty for line in lines} & work.rulebook.duties.keys()
    return Fallback(standard=next(iter(named)) if len(named) == 1 else "")


def answering(case: Case, found: Found) -> str:
    """The area in which the duty is held that the case goes to, which is its own from here on. Refused if there is none."""
    goes = found.goes
    if goes is None or goes.area is None:
        raise rules.NobodyThere(duty=goes.duty if goes else "this matter", area=case.area)
    case.duty = goes.duty
    return goes.area


def bring_along(work: Work, case: Case, found: Found) -> None:
    """What a line asks for beside the lead: the mark of urgency, and duties that assist wherever somebody holds them."""
    case.urgent = case.urgent or found.urgent
    for duty in found.assisting:
        area = dispatches.route(work, duty, case.area).area
        if area is not None and duty != case.duty:
            join(work, case.id, duty, area, As.assist)


def join(work: Work, case_id: int, duty: str, area: str, how: As) -> None:
    """Give a duty its part in the case and a task of its own."""
    parts.take(work, case_id, duty, area, how)
    tasks.add(work, case_id, ASSIST, duty, area)
