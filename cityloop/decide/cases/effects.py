"""What a move does beside changing the state, by the names case types use."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from cityloop.decide.cases import queries, routed, rules
from cityloop.decide.cases.tables import Case
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.facts import (
    CaseDispatched,
    CaseEscalated,
    CaseFiled,
    CaseReopened,
    CaseReturned,
    CaseSentDown,
    CaseTriaged,
    OwnerPulledIn,
)
from cityloop.decide.routing.queries import Found
from cityloop.decide.tasks import actions as tasks
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.duties import queries as duties
from cityloop.rulebook import Level, Playbook

Said = Mapping[str, str]
LEVELS = {level.digits: level for level in Level}


def hand(work: Work, case: Case, said: Said) -> None:
    """Hand the case to who holds a duty in an area of the tree above where it is."""
    duty, area = said.get("duty", "").strip() or case.duty, said["area"]
    if duty not in work.rulebook.duties:
        raise NotFound(kind="duty", id=duty)
    if not case.area.startswith(area) or len(area) not in LEVELS or not duties.answering(work, duty, area):
        raise rules.NobodyThere(duty=duty, area=area)
    case.duty = duty
    hand_to(work, case, area)


def hand_to(work: Work, case: Case, area: str) -> None:
    case.held_at, case.dispatched = area, case.dispatched or work.now
    _lay_out(work, case, area)
    work.tell(CaseDispatched(case=case.id, duty=case.duty, area=area))


def hand_by(work: Work, case: Case, found: Found) -> None:
    """Hand the case to whom routing found, with all its line asks for beside."""
    hand_to(work, case, routed.answering(case, found))
    routed.bring_along(work, case, found)


def route(work: Work, case: Case, _: Said) -> None:
    """Hand the case to the duty that routing finds; what was not filed yet is filed by that."""
    if case.filed is None:
        case.filed = work.now
        work.tell(CaseFiled(case=case.id))
    hand_by(work, case, routed.found(work, case))


def _lay_out(work: Work, case: Case, area: str) -> None:
    tasks.clear(work, case.id)
    tasks.plan(work, case.id, _steps(queries.playbook(work, case), case.duty), area)


def _steps(playbook: Playbook, duty: str) -> Playbook:
    """The playbook, with what its own duty was to do done by the one the case was handed to."""
    steps = tuple(replace(step, duty=duty) if step.duty == playbook.duty else step for step in playbook.steps)
    return replace(playbook, steps=steps)


def up(work: Work, case: Case, said: Said) -> None:
    """The next level above at which somebody holds the duty; its clock and its history go along."""
    was = case.held_at or case.area
    above = dispatches.route(work, case.duty, was[: _next_above(was)]) if _next_above(was) else None
    if above is None or above.area is None:
        raise rules.NobodyThere(duty=case.duty, area=f"above {was}")
    case.held_at = above.area
    _lay_out(work, case, above.area)
    work.tell(CaseEscalated(case=case.id, area=above.area, was=was, why=said["reason"].strip()))


def _next_above(area: str) -> int:
    """How many digits say the level above; 0 above the city."""
    return max((digits for digits in LEVELS if digits < len(area)), default=0)


def down(work: Work, case: Case, said: Said) -> None:
    """A level below that still covers the place."""
    was, area = case.held_at or "", said["area"]
    inside = area.startswith(was) and area != was and case.area.startswith(area) and len(area) in LEVELS
    if not inside or not duties.answering(work, case.duty, area):
        raise rules.NobodyThere(duty=case.duty, area=area)
    case.held_at = area
    _lay_out(work, case, area)
    work.tell(CaseSentDown(case=case.id, area=area, was=was, why=said["reason"].strip()))


def give_back(work: Work, case: Case, said: Said) -> None:
    """A return never advances; the third calls who is responsible for the place."""
    case.returns += 1
    work.tell(CaseReturned(case=case.id, returns=case.returns, why=said["reason"].strip()))
    if case.returns == rules.PULLED_IN_AT:
        owner = dispatches.route(work, "leader", case.area)
        work.tell(OwnerPulledIn(case=case.id, duty=owner.duty, area=owner.area or ""))


def rework(work: Work, case: Case, _: Said) -> None:
    """Back to who did it, with all they brought; its time runs on."""
    case.rework += 1
    case.done = None
    tasks.again(work, case.id)
    work.tell(CaseReopened(case=case.id))


def clear(work: Work, case: Case, _: Said) -> None:
    case.held_at = None
    tasks.clear(work, case.id)


def force(_: Work, case: Case, __: Said) -> None:
    case.forced = True


def triage(work: Work, case: Case, said: Said) -> None:
    """Say whose matter it is: the government's, the community's, people's own."""
    case.triage = said["triage"]
    work.tell(CaseTriaged(case=case.id, triage=case.triage, why=said["reason"].strip()))


def unpause(_: Work, case: Case, __: Said) -> None:
    case.suspended_until = None


EFFECTS: Mapping[str, Callable[[Work, Case, Said], None]] = {
    "hand": hand,
    "up": up,
    "down": down,
    "give_back": give_back,
    "rework": rework,
    "clear": clear,
    "force": force,
    "unpause": unpause,
    "triage": triage,
    "route": route,
}
