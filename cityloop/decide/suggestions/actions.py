from datetime import datetime

from cityloop.decide.cases import queries as cases
from cityloop.decide.facts import TaskAssigned
from cityloop.decide.suggestions.queries import ASKING
from cityloop.decide.suggestions.rules import NotTheirDuty
from cityloop.decide.tasks import queries as tasks
from cityloop.decide.tasks.queries import Task
from cityloop.decide.tasks.rules import NotNow, State
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.people.duties.queries import held_by
from cityloop.people.duties.rules import under


def pick(work: Work, case_id: int, task_id: int, login: str, at: datetime | None = None) -> Task:
    """Mean a waiting task for somebody who holds its duty; whoever else holds it may still take it."""
    case = cases.visible(work, case_id)
    task = tasks.get(work, case_id, task_id)
    require_any(work, [*ASKING, task.duty], task.area)
    if task.state is not State.waiting or not case.open:
        raise NotNow(state=task.state, move="assigned")
    if under(held_by(work, login), (task.duty,), task.area) is None:
        raise NotTheirDuty(login=login, duty=task.duty, area=task.area)
    task.meant_for, task.meant_at = login, at
    work.tell(TaskAssigned(case=case_id, task=task.id, login=login))
    return task
