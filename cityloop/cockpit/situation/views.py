"""How records of several rooms look together on a page."""

from collections.abc import Mapping, Sequence

from cityloop.cockpit.situation.schemas import CasePage
from cityloop.cockpit.timelines import queries as timelines
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases import rules
from cityloop.decide.cases.schemas import CaseOut, HolderOut, LineOut, OfferOut, TaskOut, VerificationOut
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.clocks.rules import lamp
from cityloop.decide.dispatch.rules import rungs
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties.queries import holders
from cityloop.people.duties.rules import Held
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.schemas import AlertOut
from cityloop.sense.reports import queries as reports
from cityloop.sense.reports.schemas import ReportedOut
from cityloop.supervise.scores import queries as scores
from cityloop.supervise.verifications import queries as verifications


def case_lines(work: Work, found: Sequence[cases.Case]) -> list[CaseOut]:
    """Cases as lines of a list, with their lamps."""
    storms = alerts.storm_of(work, (case.alert_id for case in found if case.alert_id is not None))
    running = clocks.soonest(work, [case.id for case in found if case.open])
    return [case_line(work, case, storms, running.get(case.id)) for case in found]


def case_line(work: Work, case: cases.Case, storms: Mapping[int, str], clock: clocks.Clock | None = None) -> CaseOut:
    """`storms` says of the alerts that are heads of storms what these have in common; the clock is the one due first."""
    return CaseOut.model_validate(
        {
            **{name: getattr(case, name) for name in CaseOut.model_fields if hasattr(case, name)},
            "area_name": areas.title(work, case.area),
            "held_at_name": areas.title(work, case.held_at) if case.held_at else "",
            "storm": storms.get(case.alert_id or 0, ""),
            "lamp": lamp(clock.yellow, clock.due, work.now) if clock else None,
            "next_stage": clock.stage if clock else "",
            "next_due": clock.due if clock else None,
        }
    )


def alert_line(work: Work, alert: alerts.Alert) -> AlertOut:
    detector = work.rulebook.detector(alert.detector)
    case = cases.of_alert(work, alert.id)
    return AlertOut.model_validate(
        {
            **{name: getattr(alert, name) for name in AlertOut.model_fields if hasattr(alert, name)},
            "area_name": areas.title(work, alert.area),
            "unit": detector.unit,
            "warning": int(detector.warning),
            "case": case.id if case and cases.is_visible(work, case.id) else None,
        }
    )


def case_page(work: Work, case_id: int) -> CasePage:
    """The case as the one who works may see it; none if they may not."""
    case = cases.visible(work, case_id)
    posts = held(work)
    offers = rules.offers(cases.matter(work, case), work.by, posts)
    why_not = next((offer.why_not for offer in offers if offer.move == "work"), "why_not.state")
    score = scores.of_case(work, case_id)
    alert = alerts.get(work, case.alert_id) if case.alert_id else None
    report = reports.get(work, case.report_id) if case.report_id else None
    return CasePage(
        case=case_line(work, case, {alert.id: alert.storm} if alert else {}, clocks.soonest(work, [case.id]).get(case.id)),
        alert=alert_line(work, alert) if alert else None,
        report=ReportedOut.model_validate(report) if report else None,
        tasks=_tasks(work, case_id, why_not, (case.duty, case.held_at), posts),
        verifications=[VerificationOut.model_validate(one) for one in verifications.of_case(work, case_id)],
        timeline=[LineOut.model_validate(line) for line in timelines.of_case(work, case_id, case.alert_id)],
        offers=[OfferOut.model_validate(offer) for offer in offers],
        holders=_holders(work, case),
        duties=sorted(work.rulebook.duties),
        similar=[case_line(work, one, {}) for one in cases.similar(work, case)],
        points=score.points if score else None,
    )


def _leads(task: tasks.Task, lead: tuple[str, str | None]) -> bool:
    """Whether it is the lead's by the case's own cycle; a plan waits for no dispatch."""
    return not task.beside and (task.duty, task.area) == lead


def _holds(posts: Sequence[Held], task: tasks.Task) -> bool:
    return any(post.duty == task.duty and task.area.startswith(post.area) for post in posts)


def _tasks(work: Work, case_id: int, why_not: str, lead: tuple[str, str | None], posts: Sequence[Held]) -> list[TaskOut]:
    """A task of the lead is anybody's who holds its duty where the case is held; one of who assists is theirs."""
    found = tasks.of_case(work, case_id)
    called = names(work, {name for task in found for name in (task.taken_by, task.meant_for) if name})
    return [
        TaskOut.model_validate(
            {
                **{name: getattr(task, name) for name in TaskOut.model_fields if hasattr(task, name)},
                "meant_name": called.get(task.meant_for, task.meant_for),
                "taken_by_name": called.get(task.taken_by or "", task.taken_by or ""),
                "why_not": why_not if _leads(task, lead) else "" if _holds(posts, task) else "why_not.other_duty",
            }
        )
        for task in found
    ]


def _holders(work: Work, case: cases.Case) -> list[HolderOut]:
    found = []
    for rung in rungs(case.area, cases.playbook(work, case).level):
        who = [name for _, name in holders(work, case.duty, rung)]
        if who:
            found.append(HolderOut(area=rung, area_name=areas.title(work, rung), names=who))
    return found
