from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from cityloop.decide.evidence import actions as evidence
from cityloop.decide.facts import TaskFinished, TaskTaken
from cityloop.decide.tasks import queries, rules
from cityloop.decide.tasks.tables import Photo, Task
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.rulebook import Playbook, Step


def plan(work: Work, case_id: int, playbook: Playbook, area: str) -> None:
    """Lay out the playbook's steps as tasks of the duty in that area."""
    for step in playbook.steps:
        work.keep(Task(case_id=case_id, step=step.name, duty=step.duty, area=area, photo=step.photo))


def add(work: Work, case_id: int, step: str, duty: str, area: str) -> None:
    """One more task, for a duty that assists."""
    work.keep(Task(case_id=case_id, step=step, duty=duty, area=area, photo=False))


def ask(work: Work, case_id: int, activation_id: int, step: Step, area: str, due: datetime | None) -> Task:
    """One task of a plan, with a time of its own."""
    task = Task(
        case_id=case_id, step=step.name, duty=step.duty, area=area, photo=step.photo, due=due, activation_id=activation_id
    )
    return work.keep(task)


def order(work: Work, case_id: int, text: str, duty: str, area: str, due: datetime) -> Task:
    """One task that people decided on, in their words, with a time of its own."""
    return work.keep(Task(case_id=case_id, step=text, duty=duty, area=area, photo=False, due=due))


def drop(work: Work, activation_id: int, keep: Collection[str] = ()) -> int:
    """Ask no more for what a plan asked for and nobody has finished, but for the steps that are kept. How many those are."""
    asked = queries.of_activation(work, activation_id)
    dropped = [task for task in asked if task.step not in keep and task.state not in rules.OVER]
    for task in dropped:
        task.state = rules.State.dropped
    work.session.flush()
    return len(dropped)


def carry(work: Work, case_id: int, into: int) -> None:
    """Let the pictures of a case be evidence in another as well."""
    for name in work.session.scalars(select(Photo.name).where(Photo.case_id == case_id)).all():
        work.session.merge(Photo(name=name, case_id=into))


def take(work: Work, case_id: int, task_id: int) -> Task:
    task = queries.get(work, case_id, task_id)
    require(work, task.duty, task.area)
    task.state = rules.taken(task.state)
    task.taken_by, task.taken_at = work.by, work.now
    work.tell(TaskTaken(case=case_id, task=task.id))
    return task


def finish(work: Work, case_id: int, task_id: int, note: str, photos: list[str]) -> Task:
    """Say it is done, with a note and, where the step asks for it, photos kept before."""
    task = queries.get(work, case_id, task_id)
    require(work, task.duty, task.area)
    tie(work, case_id, photos)
    task.state = rules.finished(task.state, note=note, photos=len(photos), photo_needed=task.photo)
    task.note, task.photos, task.finished_at = note.strip(), photos, work.now
    work.tell(TaskFinished(case=case_id, task=task.id))
    return task


def tie(work: Work, case_id: int, photos: list[str], *, proof: bool = True) -> None:
    """Let who may see the case see these pictures, shown as proof or, where it is no proof, when the matter was noticed."""
    for name in dict.fromkeys(photos):
        evidence.look(work, name, work.files.read(name), case_id, proof=proof)
        work.session.merge(Photo(name=name, case_id=case_id))


def again(work: Work, case_id: int) -> None:
    """Send every task of the case back to work. What was said and shown the first time stays in the log of facts."""
    for task in _own(work, case_id):
        task.state, task.finished_at = rules.State.waiting, None


def clear(work: Work, case_id: int) -> None:
    """Take away tasks nobody has begun, before the case goes to another duty."""
    for task in _own(work, case_id):
        work.session.delete(task)
    work.session.flush()


def _own(work: Work, case_id: int) -> list[Task]:
    """The tasks of the case itself: what a plan or a gathering asks for stays asked for, whoever has the case."""
    return [task for task in queries.of_case(work, case_id) if not task.beside]
