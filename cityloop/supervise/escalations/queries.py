from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cityloop.decide.cases import queries as cases
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.tasks.queries import DOING
from cityloop.kit import facts
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.rulebook import Level
from cityloop.rulebook.cycles import Stage
from cityloop.rulebook.ringing import CHAINS, RingChain
from cityloop.sense.alerts import queries as alerts
from cityloop.supervise.escalations.rules import Step
from cityloop.supervise.escalations.tables import Chain, Escalation

MACHINES = ("loop", "rounds", "founder", "operator")
WORKED = (Stage.dispatch, Stage.handle)  # in other stages a case waits for somebody else
MOST = 1_000


def chains(work: Work) -> Sequence[Chain]:
    """Every chain, also those taken back, newest first."""
    return work.session.scalars(select(Chain).order_by(Chain.id.desc())).all()


def steps_of(chain: Chain) -> list[Step]:
    return [Step(str(duty), str(level), float(wait)) for duty, level, wait in chain.steps]


def waiting(work: Work) -> Sequence[Escalation]:
    """What waits for an answer or for something to be done, of matters the one who works may see, longest first."""
    seen = scope_of(work).where(Escalation.area, Escalation.duty)
    chosen = select(Escalation).where(Escalation.ended.is_(None), seen).order_by(Escalation.began)
    return work.session.scalars(chosen.limit(MOST)).all()


def visible(work: Work, escalation_id: int) -> Escalation:
    found = work.session.get(Escalation, escalation_id)
    if found is None or not scope_of(work).covers(found.area, found.duty):
        raise NotFound(kind="escalation", id=escalation_id)
    return found


def open_of(work: Work, about: str) -> Escalation | None:
    return work.session.scalar(select(Escalation).where(Escalation.about == about, Escalation.ended.is_(None)))


def to_ring(work: Work) -> Sequence[Escalation]:
    """What has waited long enough, longest first."""
    chosen = select(Escalation).where(Escalation.ended.is_(None), Escalation.next_at <= work.now)
    return work.session.scalars(chosen.order_by(Escalation.next_at).limit(MOST)).all()


def is_over(work: Work, about: str) -> bool:
    """Whether nobody is waited for any more."""
    kind, _, number = about.partition(":")
    if kind == "case":
        case = cases.get(work, int(number))
        return not case.open or case.stage not in WORKED or case.suspended_until is not None
    alert = alerts.get(work, int(number))
    return not alert.open or cases.of_alert(work, alert.id) is not None


def last_act(work: Work, about: str, since: datetime, doing: bool = False) -> tuple[datetime, str] | None:
    """When somebody last did something about it since then, and who; `doing`: took up the work or went on with it."""
    rows = [row for row in facts.about(work.session, about) if row.at >= since and row.by not in MACHINES]
    found = [row for row in rows if not doing or row.kind in DOING]
    return (found[-1].at, found[-1].by) if found else None


def suggested() -> Sequence[RingChain]:
    """A chain for each level, for a city to adopt."""
    return CHAINS


def rung_now(work: Work, one: Escalation) -> tuple[str, str]:
    """The duty that was rung last, and the area it is held in; no area where nobody holds it."""
    step = steps_of(work.find(Chain, one.chain_id))[one.rung]
    route = dispatches.route(work, step.duty or one.duty, one.area, Level(step.level) if step.level else Level.grid)
    return route.duty, route.area or ""


def subject_of(work: Work, one: Escalation) -> str:
    kind, _, number = one.about.partition(":")
    return cases.get(work, int(number)).subject if kind == "case" else alerts.get(work, int(number)).subject
