"""How long a task lasts on the spot: what it took lately where that is known often enough, else what was agreed. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from statistics import median
from typing import NamedTuple

CLASS = 3  # signs of a category that name its class
AGREED = {"C": "component_min", "P": "component_min", "M": "matter_min", "E": "matter_min"}  # by the kind of category


class By(StrEnum):
    """Where the time comes from."""

    category = "category"  # the middle one of what tasks of the category took
    class_ = "class"  # of the tasks of its class
    agreed = "agreed"  # a number the rule board amends


class Lasting(NamedTuple):
    """Minutes, where they come from, and how many tasks that was."""

    minutes: float
    by: By
    tasks: int


def lasting(category: str, took: Mapping[str, Sequence[float]], numbers: Mapping[str, float]) -> Lasting:
    """What a task of the category may last; `took` are minutes by category.

    >>> lasting("M06010", {"M06010": [20, 50, 30]}, {"history_tasks": 3, "matter_min": 25, "task_min": 30}).minutes
    30.0
    """
    own = took.get(category, ()) if category else ()
    if own and len(own) >= numbers["history_tasks"]:
        return Lasting(round(float(median(own)), 1), By.category, len(own))
    alike = [one for other, minutes in took.items() if category and other[:CLASS] == category[:CLASS] for one in minutes]
    if alike and len(alike) >= numbers["history_tasks"]:
        return Lasting(round(float(median(alike)), 1), By.class_, len(alike))
    return Lasting(numbers[AGREED.get(category[:1], "task_min")], By.agreed, 0)
