from collections.abc import Iterator
from typing import Literal

from cityloop.cockpit.acts.schemas import Act, ActsOut, AnsweringOut, PartOut, PersonOut, PieceOut, StageOut
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases import rules
from cityloop.decide.cases.queries import Case
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.clocks.queries import Clock, run_of
from cityloop.decide.clocks.rules import lamp
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.dispatch.rules import rungs
from cityloop.decide.parts import queries as parts
from cityloop.decide.requests import queries as requests
from cityloop.decide.requests.rules import Kind
from cityloop.decide.whistles.rules import BLOWN_BY
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties import queries as duties
from cityloop.people.duties.rules import under
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level
from cityloop.rulebook.cycles import Cycle, Stage
from cityloop.supervise.deadlines.queries import used_at
from cityloop.supervise.urgings import queries as urgings
from cityloop.supervise.urgings.rules import MAY
from cityloop.supervise.verifications import queries as verifications

# what may be done ----------------------------------------------------------------------------------------------------


def of_case(work: Work, case_id: int) -> ActsOut:
    """What the one who works may do at the case, and who takes part in it."""
    case = cases.visible(work, case_id)
    acts = list(_acts(work, case))
    following = parts.followers(work, case.id)
    called = names(work, set(following))
    urging = {"urge", "supervise", "leader"} & set(acts)
    return ActsOut(
        acts=acts,
        urgeable=[PersonOut(login=login, name=name) for login, name in urgings.answerable(work, case)] if urging else [],
        callable=_callable(work, case) if "whistle" in acts or "assist" in acts else [],
        following=work.by in following,
        followers=[PersonOut(login=one, name=called.get(one, one)) for one in following],
        parts=[
            PartOut(duty=one.duty, area=one.area, area_name=areas.title(work, one.area), how=one.as_, since=one.since)
            for one in parts.of_case(work, case.id)
        ],
        whole=_piece(work, case.parent_id),
        pieces=[_line(one) for one in cases.children(work, case.id) if cases.is_visible(work, one.id)],
        into=_piece(work, case.merged_into),
        joined=[_line(one) for one in cases.merged_into(work, case.id) if cases.is_visible(work, one.id)],
    )


def _acts(work: Work, case: Case) -> Iterator[Act]:
    posts, there = held(work), case.held_at or case.area

    def may(duties: tuple[str, ...], area: str) -> bool:
        return under(posts, duties, area) is not None

    if may(rules.FLAGGED_BY, case.area):
        yield "flag"
    for kind in Kind:
        if requests.may_ask(work, case, kind):
            yield kind.value
    if case.state in rules.ASSISTED_IN and may(("dispatcher", case.duty), there):
        yield "assist"
    if not case.open:
        return
    if may(rules.SPLIT_BY, case.area) and not case.parent_id and not cases.children(work, case.id):
        yield "split"
    if may(rules.MERGED_BY, case.area):
        yield "merge"
    if may(BLOWN_BY, case.area):
        yield "whistle"
    if urgings.answerable(work, case):
        for level, by in MAY.items():
            if may(by, case.area):
                yield level.value


def _callable(work: Work, case: Case) -> list[AnsweringOut]:
    """Who holds a duty in an area of the tree above the case, the nearest first."""
    around = list(rungs(case.area, Level.grid))
    found = {duty: duties.answering_among(work, duty, around, work.today) for duty in sorted(work.rulebook.duties)}
    return [_holding(work, duty, area) for duty, there in found.items() for area in around if area in there]


def _piece(work: Work, case_id: int | None) -> PieceOut | None:
    return _line(cases.get(work, case_id)) if case_id and cases.is_visible(work, case_id) else None


def _line(case: Case) -> PieceOut:
    return PieceOut(id=case.id, subject=case.subject, state=case.state, open=case.open)


# where it stands -----------------------------------------------------------------------------------------------------


def stages(work: Work, case_id: int) -> list[StageOut]:
    """The stages of the case's cycle in their order: how each clock stands, and who is waited for in the one it is in."""
    case = cases.visible(work, case_id)
    kind = cycles.get(work, case.kind, case.version)
    newest = {Stage(clock.stage): clock for clock in clocks.of_case(work, case.id)}
    way = sorted({state.stage for state in kind.states.values()} - {Stage.void} | {case.stage}, key=lambda one: one.place)
    return [_stage(work, case, kind, stage, newest.get(stage)) for stage in way]


def _stage(work: Work, case: Case, kind: Cycle, stage: Stage, clock: Clock | None) -> StageOut:
    here = stage is case.stage
    used = used_at(work, [clock], clock.ended or work.now)[0] if clock else None
    counted = clock is not None and all(leg.unit is clock.unit for leg in run_of(clock).legs)
    return StageOut(
        stage=stage,
        turn=clock.turn if clock else 1,
        state=_state(case, stage, clock),
        awaited=_awaited(work, case, kind) if here else [],
        began=clock.began if clock else None,
        ended=clock.ended if clock else None,
        due=clock.due if clock else None,
        left_s=used.left.total_seconds() if used else None,
        whole_s=used.whole.total_seconds() if used else None,
        amount=sum(leg.amount for leg in run_of(clock).legs) if clock and counted else None,
        unit=clock.unit.value if clock and counted else "",
        share=round(min(1.0, used.share), 4) if used else 0.0,
        lamp=lamp(clock.yellow, clock.due, clock.ended or work.now) if clock else None,
        paused=clock is not None and clock.paused_since is not None,
        late=clock is not None and clock.ended is not None and clock.late,
    )


def _state(case: Case, stage: Stage, clock: Clock | None) -> Literal["done", "skipped", "here", "ahead"]:
    """A stage before the one it is in that no clock ran for was never gone through."""
    if stage is case.stage:
        return "done" if stage.ends else "here"
    if stage.place > case.stage.place:
        return "ahead"
    return "done" if clock else "skipped"


def _awaited(work: Work, case: Case, kind: Cycle) -> list[AnsweringOut]:
    """Who can bring the case on from where it is: whoever holds it, who was asked to look, or the duties of its next moves."""
    if case.stage is Stage.handle and case.held_at:
        return [_holding(work, case.duty, case.held_at)]
    looks = [one.asked_of for one in verifications.of_case(work, case.id) if one.accepted is None and one.asked_of]
    if looks and case.stage in (Stage.verify_before_filing, Stage.verify_before_closing):
        called = names(work, set(looks))
        area = areas.title(work, case.area)
        return [AnsweringOut(duty="grid_member", area=case.area, area_name=area, names=[called.get(one, one) for one in looks])]
    onward = [move for move in kind.by_start[case.state] if move.to and kind.stage(move.to).place > case.stage.place]
    roles = dict.fromkeys(role for move in onward if kind.stage(move.to) is not Stage.void for role in move.by)
    meant = {"holder": case.duty, "verifier": cases.verified_by(work, case)}
    found = dict.fromkeys(meant.get(role, role) for role in roles if role not in ("reporter", "system"))
    routes = [dispatches.route(work, duty, case.area) for duty in found]
    return [_holding(work, route.duty, route.area) for route in routes if route.area is not None]


def _holding(work: Work, duty: str, area: str) -> AnsweringOut:
    who = [name for _, name in duties.holders(work, duty, area)]
    return AnsweringOut(duty=duty, area=area, area_name=areas.title(work, area), names=who)
