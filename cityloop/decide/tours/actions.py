from collections.abc import Iterable
from datetime import datetime

from cityloop.decide.suggestions import actions as suggestions
from cityloop.decide.tasks.queries import Task
from cityloop.kit.work import Work

Stop = tuple[int, int, str, datetime]  # case, task, login, when they are expected


def adopt(work: Work, stops: Iterable[Stop]) -> list[Task]:
    """Mean each task for who is to do it, with when they are expected: all of them, or none."""
    return [suggestions.pick(work, case, task, login, at) for case, task, login, at in sorted(stops, key=lambda one: one[3])]
