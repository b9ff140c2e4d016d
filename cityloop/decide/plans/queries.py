import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select

from cityloop.decide.cases import queries as cases
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.plans import rules
from cityloop.decide.plans.tables import Activation as Activation  # records may be handed on, their tables not
from cityloop.decide.plans.tables import PlanEdition as PlanEdition
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.duties import queries as duties
from cityloop.people.duties.rules import Held
from cityloop.rulebook import Step, Warning
from cityloop.rulebook.plans import NotAPlan, Plan, Seat, faults, read_body, shipped, words


class Holding(NamedTuple):
    """A plan that holds at a place; one as it was shipped has no edition and holds since ever."""

    plan: Plan
    edition: int
    area: str
    since: date | None


class Asked(NamedTuple):
    """What one step would ask, of whom, until when. `vacant`: nobody holds its duty, so it falls to who leads."""

    step: Step
    to: Held
    due: datetime | None
    vacant: bool


class Called(NamedTuple):
    """Somebody who is called together: as what, in which party, and whether they lead it."""

    party: str
    to: Held
    leads: bool


@lru_cache(maxsize=256)
def read(text: str) -> Plan:
    """The plan that a text says. Raises NotAPlan."""
    try:
        body = tomllib.loads(text)
    except (ValueError, RecursionError) as why:
        raise NotAPlan(f"This is not TOML: {why}.") from why
    return read_body(body)


def editions(work: Work) -> Sequence[PlanEdition]:
    """Every edition that was adopted, newest first."""
    return work.session.scalars(select(PlanEdition).order_by(PlanEdition.id.desc())).all()


def holding(work: Work, area: str, day: date | None = None) -> list[Holding]:
    """The plans that hold at a place, by name."""
    own = rules.holding([one for one in editions(work) if one.withdrawn is None], area, day or work.today)
    found = {name: Holding(plan, 0, "", None) for name, plan in shipped().items()}
    found |= {name: Holding(read(one.text), one.id, one.area, one.since) for name, one in own.items()}
    return [found[name] for name in sorted(found)]


def get(work: Work, name: str, area: str) -> Holding:
    found = next((one for one in holding(work, area) if one.plan.name == name), None)
    if found is None:
        raise NotFound(kind="plan", id=name)
    return found


def plan_of(work: Work, activation: Activation) -> Plan:
    """The plan as it was when it was activated, whatever was adopted since."""
    return read(work.find(PlanEdition, activation.edition).text) if activation.edition else shipped()[activation.plan]


def faults_of(work: Work, plan: Plan, area: str = "") -> list[str]:
    """What keeps the city from following the plan; with an area also which duties nobody holds in, above or below it."""
    held = None
    if area:
        held = {
            duty for duty, where, since, until in duties.stretches(work) if _meets(where, area) and _lasts(work, since, until)
        }
    return faults(plan, work.rulebook.duties, held)


def _meets(where: str, area: str) -> bool:
    return where.startswith(area) or area.startswith(where)


def _lasts(work: Work, since: date | None, until: date | None) -> bool:
    return (since is None or since <= work.today) and (until is None or until > work.today)


def titles(work: Work, language: str) -> dict[str, str]:
    """What all plans that were ever adopted, their steps and their groups are called; the newest speaks last."""
    said: dict[str, str] = {}
    for one in reversed(editions(work)):
        said |= words(read(one.text), language)
    return said


# who is asked and called ------------------------------------------------------------------------------------------------


def lead(work: Work, plan: Plan, area: str) -> Held:
    """Who leads there. Raises NobodyToLead."""
    found = leading(work, plan, area)
    if found is None:
        raise rules.NobodyToLead(duty=plan.lead.duty, area=area)
    return found


def leading(work: Work, plan: Plan, area: str) -> Held | None:
    """Who leads there, if anybody does."""
    return _seat(work, plan.lead, area)


def _seat(work: Work, seat: Seat, area: str) -> Held | None:
    route = dispatches.route(work, seat.duty, area, seat.level)
    return Held(route.duty, route.area) if route.area is not None else None


def asked(work: Work, plan: Plan, level: Warning, area: str, leads: Held) -> list[Asked]:
    """What a level asks of whom at a place, with the time of each step from now on."""
    found = []
    for step in plan.steps(level):
        assert step.level is not None and step.within is not None
        seat = _seat(work, Seat(step.duty, step.level), area)
        found.append(Asked(step, seat or leads, clocks.due_after(work, area, step.within), seat is None))
    return found


def called(work: Work, plan: Plan, level: Warning, area: str, leads: Held) -> list[Called]:
    """Who is called together at a level, who leads the whole first; a duty that nobody holds is left out."""
    found = [Called("", leads, True)]
    for group in plan.groups(level):
        seats = [_seat(work, seat, area) for seat in group.seats]
        found += [Called(group.name, seat, place == 0) for place, seat in enumerate(seats) if seat is not None]
    return found


def told(work: Work, activation: Activation) -> tuple[Held, ...]:
    """Everyone whom an activation concerns: who leads, does something, is called together or told besides."""
    plan, level = plan_of(work, activation), Warning(activation.level)
    area = cases.get(work, activation.case_id).area
    leads = Held(activation.lead_duty, activation.lead_area)
    seats = [one.to for one in called(work, plan, level, area, leads)]
    seats += [one.to for one in asked(work, plan, level, area, leads)]
    seats += [seat for seat in (_seat(work, one, area) for one in plan.tells(level)) if seat is not None]
    return tuple(dict.fromkeys(seats))


# what is followed -------------------------------------------------------------------------------------------------------


def of_case(work: Work, case_id: int) -> Sequence[Activation]:
    return work.session.scalars(select(Activation).where(Activation.case_id == case_id).order_by(Activation.id)).all()


def visible(work: Work, activation_id: int) -> Activation:
    """The activation, if the one who works may see its case."""
    found = work.session.get(Activation, activation_id)
    if found is None or not cases.is_visible(work, found.case_id):
        raise NotFound(kind="activation", id=activation_id)
    return found


def of_city(work: Work, activation_id: int) -> Activation:
    """The activation, for the city's own use: asks nobody who is asking."""
    return work.find(Activation, activation_id)


def title(work: Work, activation: Activation, language: str) -> str:
    """What the plan of an activation is called."""
    return plan_of(work, activation).words[language]["title"]


def seen(work: Work, limit: int) -> list[Activation]:
    """What is followed in cases the one who works may see, the gravest first, then what was; newest first."""
    mine = select(Activation).where(Activation.case_id.in_(cases.all_seen(work)))
    running = mine.where(Activation.ended.is_(None)).order_by(Activation.level, Activation.id.desc()).limit(limit)
    over = mine.where(Activation.ended.is_not(None)).order_by(Activation.id.desc()).limit(limit)
    return [*work.session.scalars(running), *work.session.scalars(over)][:limit]


def look_due(work: Work) -> Sequence[Activation]:
    """The activations whose level was to be looked at again by now, of which nobody was reminded."""
    late = (Activation.due <= work.now) & Activation.ended.is_(None) & ~Activation.reminded
    return work.session.scalars(select(Activation).where(late).order_by(Activation.id)).all()
