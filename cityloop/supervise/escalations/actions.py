from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cityloop.decide.cases import queries as cases
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.facts import CaseDispatched, CaseWithheld
from cityloop.decide.policies.rules import Mode
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level
from cityloop.sense.alerts import queries as alerts
from cityloop.supervise.escalations import queries, rules
from cityloop.supervise.escalations.rules import Step
from cityloop.supervise.escalations.tables import Chain, Escalation
from cityloop.supervise.facts import Acknowledged, AlertRung, FellSilent, Rung


def adopt(work: Work, *, area: str, duty: str, warning: int, steps: Sequence[Step], idle_min: float, reason: str) -> Chain:
    """Adopt a chain; what rings already goes on by the one it began with."""
    require(work, "rule_board", area)
    areas.get(work, area)
    for name in filter(None, (duty, *(step.duty for step in steps))):
        if name not in work.rulebook.duties:
            raise NotFound(kind="duty", id=name)
    rules.admit(steps, idle_min)
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    return _keep(work, area, duty, warning, steps, idle_min, reason)


def found(work: Work, area: str, reason: str) -> None:
    """Adopt the suggested chains for a city that has none, as its founder."""
    if not queries.chains(work):
        for one in queries.suggested():
            _keep(work, area, "", one.warning, [Step(*rung) for rung in one.rungs], one.idle_min, reason)


def _keep(work: Work, area: str, duty: str, warning: int, steps: Sequence[Step], idle_min: float, reason: str) -> Chain:
    lines = [list(step) for step in steps]
    return work.keep(
        Chain(
            area=area, duty=duty, warning=warning, steps=lines, idle_min=idle_min, reason=reason.strip(), by=work.by, at=work.now
        )
    )


def withdraw(work: Work, chain_id: int) -> Chain:
    """Take a chain back: it begins for nothing new."""
    chain = work.find(Chain, chain_id)
    require(work, "rule_board", chain.area)
    chain.withdrawn = chain.withdrawn or work.now
    return chain


def begin_for_case(work: Work, dispatched: CaseDispatched) -> None:
    """Ring the first of the chain for a case that was handed to a duty."""
    case = cases.get(work, dispatched.case)
    _begin(work, f"case:{case.id}", case.area, case.duty, case.warning)


def begin_for_alert(work: Work, withheld: CaseWithheld) -> None:
    """Ring for an alert of which somebody is to make a case by hand."""
    if withheld.mode == Mode.by_hand.value:
        alert = alerts.get(work, withheld.alert)
        detector = work.rulebook.detector(alert.detector)
        _begin(work, f"alert:{alert.id}", alert.area, detector.playbook.duty, detector.warning)


def _begin(work: Work, about: str, area: str, duty: str, warning: int) -> None:
    alone(work.session, f"escalation of {about}")
    before = queries.open_of(work, about)
    if before is not None:
        before.ended = work.now  # handed to somebody else: it begins anew with them
    chain = rules.holding([one for one in queries.chains(work) if not one.withdrawn], duty, warning, area)
    if chain is not None:
        one = work.keep(
            Escalation(about=about, area=area, duty=duty, chain_id=chain.id, began=work.now, rung_at=work.now, next_at=work.now)
        )
        _ring(work, one, chain, 0, "new")


def acknowledge(work: Work, escalation_id: int) -> Escalation:
    """Answer: somebody looks after it, and has so long to do something about it."""
    one = queries.visible(work, escalation_id)
    if one.ended or one.acknowledged:
        raise rules.Answered
    _answer(work, one, work.find(Chain, one.chain_id), work.by)
    kind, _, number = one.about.partition(":")
    work.tell(Acknowledged(escalation=one.id, kind=kind, number=int(number)))
    return one


def _answer(work: Work, one: Escalation, chain: Chain, by: str) -> None:
    one.acknowledged, one.acknowledged_by = work.now, by
    one.next_at = rules.falls_silent(work.now, chain.idle_min)


def ring_on(work: Work) -> None:
    """Ring the next where nobody has answered, and where who answered has done nothing for too long."""
    for one in queries.to_ring(work):
        alone(work.session, f"escalation of {one.about}")
        if queries.is_over(work, one.about):
            one.ended = work.now
        elif one.acknowledged:
            _look_at_who_answered(work, one)
        else:
            _look_for_an_answer(work, one)


def _look_for_an_answer(work: Work, one: Escalation) -> None:
    """Who has taken up the work has answered, too."""
    chain = work.find(Chain, one.chain_id)
    act = queries.last_act(work, one.about, one.rung_at, doing=True)
    if act is not None:
        one.acknowledged, one.acknowledged_by = act
        one.next_at = rules.falls_silent(act[0], chain.idle_min)
        return
    _ring(work, one, chain, rules.after(one.rung, queries.steps_of(chain)), "unanswered")


def _look_at_who_answered(work: Work, one: Escalation) -> None:
    chain = work.find(Chain, one.chain_id)
    answered = one.acknowledged or work.now
    act = queries.last_act(work, one.about, answered)
    silent = rules.falls_silent(act[0] if act else answered, chain.idle_min)
    if silent > work.now:
        one.next_at = silent
        return
    kind, _, number = one.about.partition(":")
    work.tell(FellSilent(escalation=one.id, kind=kind, number=int(number), login=one.acknowledged_by or ""))
    one.acknowledged = one.acknowledged_by = None
    _ring(work, one, chain, rules.after(one.rung, queries.steps_of(chain)), "idle")


def _ring(work: Work, one: Escalation, chain: Chain, rung: int, why: str) -> None:
    step = queries.steps_of(chain)[rung]
    duty = step.duty or one.duty
    route = dispatches.route(work, duty, one.area, Level(step.level) if step.level else Level.grid)
    one.rung, one.rung_at, one.next_at = rung, work.now, work.now + timedelta(minutes=step.wait_min)
    kind, _, number = one.about.partition(":")
    said: dict[str, Any] = {"escalation": one.id, "rung": rung, "duty": duty, "area": route.area or "", "why": why}
    work.tell(Rung(case=int(number), **said) if kind == "case" else AlertRung(alert=int(number), **said))
