"""Calling people: what is told of a case or an alert becomes notices for those it concerns. One function a fact, since each
is a reader of its own; who is told besides stands in the subscriptions."""

from typing import Any

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.dispatch.queries import route
from cityloop.decide.facts import (
    CaseDispatched,
    CaseReturned,
    OwnerPulledIn,
    PlanActivated,
    PlanLevelChanged,
    PlanLookDue,
    PlanStoodDown,
)
from cityloop.decide.plans import queries as plans
from cityloop.kit.facts import FactRow, cursor_of
from cityloop.kit.work import Work
from cityloop.people.duties.rules import Held
from cityloop.people.notices.posting import Tidings, post
from cityloop.people.notices.rules import LANGUAGES, Occasion
from cityloop.places.areas import queries as areas
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.facts import AlertRaised
from cityloop.supervise.facts import CaseHastened, Rung, VerificationAsked

READER = "app.calling"
RED = 1
OF_PLANS = (Occasion.plan_activated, Occasion.plan_level_changed, Occasion.plan_look_due, Occasion.plan_stood_down)
AT_ONCE = (Occasion.rung, Occasion.plan_activated, Occasion.plan_level_changed, Occasion.plan_look_due)


def dispatched(work: Work, told: CaseDispatched) -> None:
    """Who holds the duty where the case was handed to has a new case."""
    _of_case(work, told.case, Occasion.case_dispatched, "dispatched", (Held(told.duty, told.area),))


def asked_to_verify(work: Work, told: VerificationAsked) -> None:
    """The lowest level at which somebody verifies such a case is asked to look."""
    case = cases.get(work, told.case)
    _of_case(work, told.case, Occasion.verification_asked, "asked_to_verify", _nearest(work, cases.verified_by(work, case), case))


def hastened(work: Work, told: CaseHastened) -> None:
    """Whoever has the case is told that its time is over; while nobody has it, who dispatches."""
    case = cases.get(work, told.case)
    to = (Held(case.duty, case.held_at),) if case.held_at else _nearest(work, "dispatcher", case)
    _of_case(work, told.case, Occasion.case_hastened, "hastened", to)


def pulled_in(work: Work, told: OwnerPulledIn) -> None:
    """Who is responsible for the place has to say whose it is."""
    _of_case(work, told.case, Occasion.owner_pulled_in, "pulled_in", (Held(told.duty, told.area),) if told.area else ())


def returned(work: Work, told: CaseReturned) -> None:
    """Who dispatches has to find another."""
    case = cases.get(work, told.case)
    said = {"why": told.why, "returns": told.returns}
    _of_case(work, told.case, Occasion.case_returned, "returned", _nearest(work, "dispatcher", case), said)


def rang(work: Work, told: Rung) -> None:
    """Whoever a rung of an escalation chain rings is told at once, whatever they have muted."""
    said = {"rung": told.rung + 1}
    _of_case(work, told.case, Occasion.rung, "rang", (Held(told.duty, told.area),) if told.area else (), said)


def raised(work: Work, told: AlertRaised) -> None:
    """Red and orange alerts reach the duty officer at once; milder ones who subscribed."""
    alert, fact = alerts.get(work, told.alert), _fact(work, "raised")
    detector = work.rulebook.detector(alert.detector)
    where = route(work, "dispatcher", alert.area)
    post(
        work,
        Tidings(
            fact=fact.id,
            occasion=Occasion.alert_raised,
            about=f"alert:{alert.id}",
            area=alert.area,
            at=fact.at,
            duty=detector.playbook.duty,
            warning=int(detector.warning),
            urgent=detector.warning <= RED,
            to=(Held(where.duty, where.area),) if where.area else (),
            said={
                "subject": alert.subject,
                "category": alert.detector,
                "place": areas.title(work, alert.area),
                "warning": int(detector.warning),
                "at": alert.raised.isoformat(),
                "drill": alert.drill,
            },
        ),
    )


def activated(work: Work, told: PlanActivated) -> None:
    """Everyone a plan asks, calls together or names is told at once that it is followed; of a duty with a roster, who is on
    turn."""
    _of_plan(work, told.activation, Occasion.plan_activated, "activated", {"level_now": told.level, "why": told.why})


def level_changed(work: Work, told: PlanLevelChanged) -> None:
    """The same people, as the level that holds now names them, hear that it was raised or lowered."""
    _of_plan(work, told.activation, Occasion.plan_level_changed, "level_changed", {"level_now": told.level, "why": told.why})


def look_due(work: Work, told: PlanLookDue) -> None:
    """Who leads is to say whether the level still holds."""
    leads = plans.of_city(work, told.activation)
    to = (Held(leads.lead_duty, leads.lead_area),)
    _of_plan(work, told.activation, Occasion.plan_look_due, "look_due", {"level_now": told.level}, to)


def stood_down(work: Work, told: PlanStoodDown) -> None:
    """Everyone hears that the plan is followed no more."""
    _of_plan(work, told.activation, Occasion.plan_stood_down, "stood_down", {"why": told.why})


def _of_plan(
    work: Work, activation: int, occasion: Occasion, reader: str, said: dict[str, Any], to: tuple[Held, ...] | None = None
) -> None:
    one = plans.of_city(work, activation)
    called = {language: plans.title(work, one, language) for language in LANGUAGES}
    _of_case(work, one.case_id, occasion, reader, plans.told(work, one) if to is None else to, {**said, "plan": called})


def _nearest(work: Work, duty: str, case: Case) -> tuple[Held, ...]:
    found = route(work, duty, case.area)
    return (Held(found.duty, found.area),) if found.area else ()


def _of_case(
    work: Work, case_id: int, occasion: Occasion, reader: str, to: tuple[Held, ...], said: dict[str, Any] | None = None
) -> None:
    case, fact = cases.get(work, case_id), _fact(work, reader)
    post(
        work,
        Tidings(
            fact=fact.id,
            occasion=occasion,
            about=f"case:{case.id}",
            area=case.area,
            at=fact.at,
            duty=case.duty,
            warning=case.warning,
            urgent=case.urgent or case.warning <= RED or occasion in AT_ONCE,
            on_turn=occasion in OF_PLANS,
            to=to,
            said=of_case(work, case) | (said or {}),
        ),
    )


def of_case(work: Work, case: Case) -> dict[str, Any]:
    """What the texts of notices say of a case."""
    return {
        "number": case.number,
        "subject": case.subject,
        "category": case.category or case.category_code,
        "place": areas.title(work, case.area),
        "due": case.due.isoformat(),
        "duty": case.duty,
        "warning": case.warning,
        "drill": case.drill,
    }


def _fact(work: Work, reader: str) -> FactRow:
    """The fact that this step of the loop reads: its reader's cursor stands on it."""
    return work.find(FactRow, cursor_of(work.session, f"{READER}.{reader}").read)
