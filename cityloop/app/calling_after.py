"""Calling people by name, and after the work: tasks meant for them, urgings, appeals, reviews, improvements and briefs become
notices for those they concern. One function a fact, since each is a reader of its own."""

from collections.abc import Mapping
from typing import Any

from cityloop.app.calling import of_case
from cityloop.decide.cases import queries as cases
from cityloop.decide.dispatch.queries import route
from cityloop.decide.facts import TaskAssigned
from cityloop.kit.facts import FactRow, cursor_of
from cityloop.kit.work import Work
from cityloop.people.duties.rules import Held
from cityloop.people.notices.posting import Tidings, post
from cityloop.people.notices.rules import Occasion
from cityloop.places.areas import queries as areas
from cityloop.review.briefs import queries as briefs
from cityloop.review.facts import BriefPrinted, ImprovementAgreed, ImprovementLate, ReviewOpened
from cityloop.review.reviews import queries as reviews
from cityloop.review.reviews.queries import Improvement
from cityloop.sense.alerts import queries as alerts
from cityloop.supervise.appeals import queries as appeals
from cityloop.supervise.appeals.rules import State, reviewer
from cityloop.supervise.facts import AlertRung, AppealDecided, AppealMade, AppealReviewed, CaseUrged
from cityloop.supervise.urgings import queries as urgings

READER = "app.calling_after"


def alert_rang(work: Work, told: AlertRung) -> None:
    """Whoever a rung rings for an alert without a case is told at once, whatever they have muted."""
    alert = alerts.get(work, told.alert)
    detector = work.rulebook.detector(alert.detector)
    to = (Held(told.duty, told.area),) if told.area else ()
    said = {"subject": alert.subject, "category": alert.detector, "place": areas.title(work, alert.area), "rung": told.rung + 1}
    about: dict[str, Any] = {"about": f"alert:{alert.id}", "area": alert.area, "duty": told.duty, "urgent": True}
    _post(work, "alert_rang", Occasion.rung, said, to=to, warning=int(detector.warning), **about)


def review_opened(work: Work, told: ReviewOpened) -> None:
    """Who leads nearest to where the cases are has a review to lead."""
    one = reviews.found(work, told.review)
    said: dict[str, Any] = {
        "subject": one.title,
        "category": one.detector or one.category_code,
        "why": f"trigger.{one.trigger.value}",
    }
    said |= {"place": areas.title(work, one.area), "id": one.id}
    about = {"about": f"review:{one.id}", "area": one.area, "duty": one.duty}
    _post(work, "review_opened", Occasion.review_opened, said, to=_nearest(work, "leader", one.area), **about)


def improvement_agreed(work: Work, told: ImprovementAgreed) -> None:
    """Who owes an improvement is told by when."""
    _of_improvement(work, "improvement_agreed", Occasion.improvement_agreed, told.improvement)


def improvement_late(work: Work, told: ImprovementLate) -> None:
    """Who owes it and who leads there are told that its day is over."""
    one = reviews.found_improvement(work, told.improvement)
    to = _nearest(work, "leader", one.area)
    _of_improvement(work, "improvement_late", Occasion.improvement_late, told.improvement, to)


def brief_printed(work: Work, told: BriefPrinted) -> None:
    """Who leads in an area can read its new brief."""
    one = briefs.found(work, told.brief)
    said = {"kind": f"brief.kind.{one.kind.value}", "place": areas.title(work, one.area), "since": one.since.isoformat()}
    said |= {"until": one.until.isoformat()}
    about = {"about": f"brief:{one.id}", "area": one.area}
    _post(work, "brief_printed", Occasion.brief_made, said, to=(Held("leader", one.area),), **about)


def urged(work: Work, told: CaseUrged) -> None:
    """Who is named in an urging is told at once."""
    one = urgings.found(work, told.urging)
    said = {"why": one.reason, "due": one.due.isoformat(), "urging": one.level.value}
    _of_case(work, "urged", Occasion.case_urged, told.case, said, logins=(one.to,), urgent=True)


def assigned(work: Work, told: TaskAssigned) -> None:
    """Who a task is meant for is told so."""
    _of_case(work, "assigned", Occasion.task_assigned, told.case, {}, logins=(told.login,))


def appealed(work: Work, told: AppealMade) -> None:
    """Whose the first look at an appeal is."""
    _of_appeal(work, "appealed", told.appeal)


def appeal_reviewed(work: Work, told: AppealReviewed) -> None:
    """Whose the second look is, if the first granted it."""
    if appeals.found(work, told.appeal).state is State.first_granted:
        _of_appeal(work, "appeal_reviewed", told.appeal)


def appeal_decided(work: Work, told: AppealDecided) -> None:
    """Who appealed is told what became of it."""
    one = appeals.found(work, told.appeal)
    occasion = Occasion.appeal_granted if told.granted else Occasion.appeal_refused
    said = {"why": one.second_note or one.first_note}
    _of_case(work, "appeal_decided", occasion, told.case, said, logins=(one.by,))


def _of_appeal(work: Work, reader: str, appeal_id: int) -> None:
    one = appeals.found(work, appeal_id)
    if not one.state.ends:
        to = _nearest(work, reviewer(one.state), one.area)
        _of_case(work, reader, Occasion.appeal_made, one.case_id, {"why": one.reason}, to=to)


def _of_improvement(work: Work, reader: str, occasion: Occasion, number: int, to: tuple[Held, ...] = ()) -> None:
    one: Improvement = reviews.found_improvement(work, number)
    said = {"what": one.what, "place": areas.title(work, one.area), "day": one.due.isoformat(), "owner": one.owner}
    about = {"about": f"improvement:{one.id}", "area": one.area, "duty": one.duty}
    _post(work, reader, occasion, said, to=to, logins=(one.owner,), **about)


def _of_case(work: Work, reader: str, occasion: Occasion, case_id: int, said: Mapping[str, Any], **about: Any) -> None:
    case = cases.get(work, case_id)
    where = {"about": f"case:{case.id}", "area": case.area, "duty": case.duty, "warning": case.warning}
    _post(work, reader, occasion, {**of_case(work, case), **said}, **where, **about)


def _post(work: Work, reader: str, occasion: Occasion, said: Mapping[str, Any], **about: Any) -> None:
    """Into the outbox, under the fact that this step of the loop reads: its reader's cursor stands on it."""
    fact = work.find(FactRow, cursor_of(work.session, f"{READER}.{reader}").read)
    post(work, Tidings(fact=fact.id, occasion=occasion, at=fact.at, said=said, **about))


def _nearest(work: Work, duty: str, area: str) -> tuple[Held, ...]:
    found = route(work, duty, area)
    return (Held(found.duty, found.area),) if found.area else ()
