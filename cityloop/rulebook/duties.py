"""The duties every city has, and what is done where no scenario says more; scenarios add those of their departments."""

from datetime import timedelta

from cityloop.rulebook.definitions import Category, Duty, Level, Playbook, Step

DUTIES = (
    Duty(name="leader", oversees=True),
    Duty(name="dispatcher", oversees=True),
    Duty(name="inspector", oversees=True),
    Duty(name="clerk", oversees=True),
    Duty(name="rule_board", oversees=True),
    Duty(name="operator"),
)

LOOK_INTO = Playbook(
    name="look_into",
    category=Category(name="look_into_category", code="L9901"),
    duty="dispatcher",
    level=Level.district,
    steps=(Step(name="look_into_step", duty="dispatcher"),),
    finish_within=timedelta(hours=8),
)
