"""Plans and what is followed, put together for one page."""

from cityloop.decide.cases import queries as cases
from cityloop.decide.plans import queries, rules
from cityloop.decide.plans.queries import Activation, Asked, Holding
from cityloop.decide.plans.schemas import ActivationOut, CalledOut, PlanLine, PlanPage, PlanStepOut, PlanTaskOut, ResponseOut
from cityloop.decide.tasks import queries as tasks
from cityloop.decide.tasks.rules import State as TaskState
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties import queries as duties
from cityloop.people.duties.rules import Held, under
from cityloop.people.members.queries import names
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Step, Warning
from cityloop.rulebook.plans import Plan
from cityloop.rulebook.plans.reading import HERE


def plan(work: Work, found: Holding) -> PlanLine:
    one = found.plan
    return PlanLine(
        name=one.name,
        edition=found.edition,
        area=found.area,
        since=found.since,
        lead=one.lead.duty,
        lead_level=one.lead.level,
        matters=list(one.matters),
        detectors=list(one.detectors),
        levels=[int(level) for level in one.responses],
        faults=queries.faults_of(work, one),
    )


def page(work: Work, found: Holding) -> PlanPage:
    return PlanPage(**plan(work, found).model_dump(), responses=levels(found.plan), text=_text(work, found))


def levels(of: Plan) -> list[ResponseOut]:
    """Every level of a plan, the gravest first."""
    return [level(of, one, [_step(step) for step in of.steps(one)]) for one in of.responses]


def _text(work: Work, found: Holding) -> str:
    if found.edition:
        return work.find(queries.PlanEdition, found.edition).text
    return (HERE / f"{found.plan.name}.toml").read_text(encoding="utf-8")


def level(of: Plan, warning: Warning, steps: list[PlanStepOut]) -> ResponseOut:
    response = of.responses[warning]
    return ResponseOut(
        level=warning,
        when=f"plan.{of.name}.when.{warning.name}",
        reassess=str(response.reassess),
        zoom=response.view.zoom,
        layers=list(response.view.layers),
        tells=list(dict.fromkeys(seat.duty for seat in of.tells(warning))),
        steps=steps,
        groups=[CalledOut(group=one.name, duties=[seat.duty for seat in one.seats]) for one in of.groups(warning)],
    )


def _step(step: Step) -> PlanStepOut:
    assert step.level is not None
    return PlanStepOut(step=step.name, duty=step.duty, level=step.level, within=str(step.within), photo=step.photo)


def foreseen(work: Work, found: Holding, warning: Warning, area: str) -> ResponseOut:
    """What activating the plan there now would ask, and of whom; where nobody leads, of nobody who leads."""
    leads = queries.leading(work, found.plan, area) or Held(found.plan.lead.duty, area)
    return level(found.plan, warning, [_asked(work, one) for one in queries.asked(work, found.plan, warning, area, leads)])


def _asked(work: Work, one: Asked) -> PlanStepOut:
    who = [name for _, name in duties.holders(work, one.to.duty, one.to.area)]
    place = {"area": one.to.area, "area_name": areas.title(work, one.to.area), "due": one.due, "vacant": one.vacant}
    return _step(one.step).model_copy(update={**place, "names": who})


def activation(work: Work, one: Activation) -> ActivationOut:
    case = cases.get(work, one.case_id)
    may = under(held(work), (*rules.ACTIVATE, one.lead_duty), case.area) is not None
    responses = queries.plan_of(work, one).responses
    view = responses[Warning(one.level)].view
    return ActivationOut(
        **{name: getattr(one, name) for name in ActivationOut.model_fields if hasattr(one, name)} | {"by": _called(work, one.by)},
        case=case.id,
        number=case.number,
        subject=case.subject,
        area=case.area,
        area_name=areas.title(work, case.area),
        lon=case.lon,
        lat=case.lat,
        zoom=view.zoom,
        layers=list(view.layers),
        levels=[int(each) for each in responses],
        lead_names=[name for _, name in duties.holders(work, one.lead_duty, one.lead_area)],
        drill=case.drill,
        may=may and one.ended is None,
        tasks=_tasks(work, one),
    )


def _called(work: Work, login: str) -> str:
    return names(work, {login}).get(login, login)


def _tasks(work: Work, one: Activation) -> list[PlanTaskOut]:
    return [
        PlanTaskOut(
            step=task.step,
            duty=task.duty,
            area_name=areas.title(work, task.area),
            state=task.state,
            due=task.due,
            late=task.due is not None and task.state is not TaskState.dropped and (task.finished_at or work.now) > task.due,
        )
        for task in tasks.of_activation(work, one.id)
    ]
