from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from cityloop.decide.facts import TaskFinished, TaskTaken
from cityloop.decide.tasks.rules import OVER, State
from cityloop.decide.tasks.tables import Photo
from cityloop.decide.tasks.tables import Task as Task  # a record may be handed on, its table not
from cityloop.kit import facts
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work

DOING = {TaskTaken.__name__, TaskFinished.__name__}


def of_case(work: Work, case_id: int) -> Sequence[Task]:
    return work.session.scalars(select(Task).where(Task.case_id == case_id).order_by(Task.id)).all()


def get(work: Work, case_id: int, task_id: int) -> Task:
    task = work.find(Task, task_id)
    if task.case_id != case_id:
        raise NotFound(kind="task", id=task_id)
    return task


def doers(work: Work, case_id: int) -> set[str]:
    """Everyone under whose name the case was worked on, also those whose work was sent back, handed on or finished by
    another, and those in whose post a colleague did it."""
    done = [row for row in facts.about(work.session, f"case:{case_id}") if row.kind in DOING]
    return {name for row in done for name in (row.by, *row.acting_for.split(",")) if name}


def all_finished(work: Work, case_id: int) -> bool:
    return all(task.state in OVER for task in of_case(work, case_id))


def of_activation(work: Work, activation_id: int) -> Sequence[Task]:
    """What a plan asked for, in its order."""
    return work.session.scalars(select(Task).where(Task.activation_id == activation_id).order_by(Task.id)).all()


def by_ids(work: Work, ids: Sequence[int]) -> Sequence[Task]:
    return work.session.scalars(select(Task).where(Task.id.in_(ids))).all()


def at_work_by(work: Work, logins: Collection[str]) -> Counter[str]:
    """How many tasks each of these members has at work, or is meant to take."""
    taken = select(Task.taken_by, func.count()).where(Task.taken_by.in_(logins), Task.state == State.at_work)
    meant = select(Task.meant_for, func.count()).where(Task.meant_for.in_(logins), Task.state == State.waiting)
    found = Counter[str]()
    for chosen in (taken.group_by(Task.taken_by), meant.group_by(Task.meant_for)):
        for login, count in work.session.execute(chosen):
            found[login or ""] += count
    return found


def with_photo(work: Work, name: str) -> Sequence[int]:
    """The cases in which this picture is evidence."""
    return work.session.scalars(select(Photo.case_id).where(Photo.name == name).order_by(Photo.case_id)).all()
