"""The duties every city has, and what is done where no scenario says more; scenarios add those of their departments."""

from datetime import timedelta

from cityloop.rulebook.definitions import Category, Duty, Level, Playbook, Step

DUTIES = (
    Duty(name="leader", oversees=True),
    Duty(name="dispatcher", oversees=True),
    Duty(name="inspector", oversees=True),
    Duty(name="acceptor", oversees=True),
    Duty(name="shift_leader", oversees=True),
    Duty(name="grid_member", oversees=True),
    Duty(name="clerk", oversees=True),
    Duty(name="rule_board", oversees=True),
    Duty(name="operator"),
    Duty(name="personnel"),
    Duty(name="access_admin"),
)

LOOK_INTO = Playbook(
    name="look_into",
    category=Category(name="look_into_category", code="L9901"),
    duty="dispatcher",
    level=Level.district,
    steps=(Step(name="look_into_step", duty="dispatcher"),),
    finish_within=timedelta(hours=8),
)


def handling(duty: str) -> Playbook:
    """What is done for a matter that people reported and no detector watches: one step by the duty it was given to."""
    return Playbook(
        name="handling",
        category=LOOK_INTO.category,
        duty=duty,
        level=Level.grid,
        steps=(Step(name="handling_step", duty=duty, photo=True),),
        finish_within=timedelta(days=3),
    )
