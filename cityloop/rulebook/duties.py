"""The duties every city has; scenarios add those of the departments they call on."""

from cityloop.rulebook.definitions import Duty

DUTIES = (
    Duty(name="leader", oversees=True),
    Duty(name="dispatcher", oversees=True),
    Duty(name="inspector", oversees=True),
    Duty(name="clerk", oversees=True),
    Duty(name="rule_board", oversees=True),
    Duty(name="operator"),
)
