from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cityloop.cockpit.today.schemas import Act, ErrandOut, TodayOut
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.tasks.queries import Task
from cityloop.decide.tasks.rules import State
from cityloop.decide.whistles import queries as whistles
from cityloop.decide.whistles.queries import Call, Whistle
from cityloop.decide.whistles.rules import BLOWN_BY
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties.rules import under
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level
from cityloop.sense.reports import queries as reports
from cityloop.supervise.verifications import queries as verifications
from cityloop.supervise.verifications.queries import Verification

MOST, FEW = 100, 8  # of each kind; categories that are offered
LATELY = timedelta(days=90)

Found = tuple[Case, dict[str, Any]]


def today(work: Work) -> TodayOut:
    """What the one who works has to do: what is at work first, then what is meant for them, then the rest by urgency."""
    tasks, looks = _tasks(work), _looks(work)
    calls = _calls(work)
    found = [*calls, *looks, *tasks]
    seen = cases.seen_among(work, {case.id for case, _ in found})
    found = [(case, about) for case, about in found if case.id in seen]
    said = reports.by_ids(work, {case.report_id for case, _ in found if case.report_id})
    blows = any(post.duty in BLOWN_BY for post in held(work))
    return TodayOut(
        at=work.now,
        errands=[_errand(work, case, about, said.get(case.report_id or 0)) for case, about in found],
        more=max(len(tasks), len(looks), len(calls)) >= MOST,
        callable=sorted(work.rulebook.duties) if blows else [],
        often=_often(work),
    )


def _often(work: Work) -> list[str]:
    near = {post.area for post in held(work) if len(post.area) >= Level.street.digits}
    return cases.often(work, near, work.now - LATELY, FEW)


def _tasks(work: Work) -> list[Found]:
    return [(case, _task(work, task, case)) for task, case in cases.to_do(work, held(work), MOST)]


def _task(work: Work, task: Task, case: Case) -> dict[str, Any]:
    acts: list[Act] = ["finish"] if task.state is State.at_work else ["take"]
    return {
        "kind": "task", "id": task.id, "step": task.step, "duty": task.duty, "area": task.area, "state": task.state.value,
        "photo": task.photo, "mine": work.by in (task.taken_by, task.meant_for), "expected": task.meant_at,
        "since": case.dispatched or case.opened, "due": task.due or case.due, "acts": acts,
    }  # fmt: skip


def _looks(work: Work) -> list[Found]:
    asked = verifications.asked_of(work, MOST)
    due = clocks.soonest(work, [one.case_id for one in asked])
    found = [(cases.get(work, one.case_id), _look(one, due.get(one.case_id))) for one in asked]
    return [(case, about) for case, about in found if case.open]


def _look(one: Verification, clock: clocks.Clock | None) -> dict[str, Any]:
    return {
        "kind": "look", "id": one.id, "look": one.kind.value, "state": "asked", "photo": True, "mine": True,
        "since": one.asked, "due": clock.due if clock else None, "acts": ["accept", "reject"],
    }  # fmt: skip


def _calls(work: Work) -> list[Found]:
    found = whistles.to_answer(work, held(work), MOST)
    return [(cases.get(work, whistle.case_id), _call(work, whistle, call)) for whistle, call in found]


def _call(work: Work, whistle: Whistle, call: Call) -> dict[str, Any]:
    return {
        "kind": "call", "id": call.id, "step": whistle.reason, "duty": call.duty, "area": call.area,
        "state": "arrived" if call.arrived_at else "called", "mine": call.arrived_by == work.by,
        "since": whistle.at, "due": whistle.due, "acts": ["result" if call.arrived_at else "arrive"],
    }  # fmt: skip


def _errand(work: Work, case: Case, about: dict[str, Any], said: reports.Report | None) -> ErrandOut:
    empty: dict[str, Any] = {"step": "", "look": "", "photo": False, "expected": None, "duty": case.duty, "area": case.area}
    whole = empty | about
    whole["acts"] = [*whole["acts"], *_beside(work, case)]
    return ErrandOut(
        case=case.id,
        number=case.number,
        title=said.title if said else "",
        text=said.text if said else "",
        place=said.place if said else "",
        photos=said.photos if said else [],
        detector=case.detector,
        subject=case.subject,
        category_code=case.category_code,
        area_name=areas.title(work, case.area),
        lon=case.lon,
        lat=case.lat,
        urgent=case.urgent,
        drill=case.drill,
        warning=case.warning,
        **whole,
    )


def _beside(work: Work, case: Case) -> Iterator[Act]:
    if case.open and under(held(work), BLOWN_BY, case.area):
        yield "whistle"
