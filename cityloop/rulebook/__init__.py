"""规则册 What the city has agreed to watch, to do and to expect. Pure values, dated."""

from cityloop.rulebook.definitions import (
    Category,
    Demo,
    Detector,
    Duty,
    Hung,
    Indicator,
    Keep,
    Layer,
    Level,
    Playbook,
    Played,
    Scenario,
    Scorecard,
    Signal,
    Step,
    Warning,
)
from cityloop.rulebook.inner import COUNTS, EXPECTS, HEARD, TICK, WARNED
from cityloop.rulebook.parameters import Dated, Parameter
from cityloop.rulebook.rulebook import OWN, Rulebook

__all__ = [
    "COUNTS",
    "EXPECTS",
    "HEARD",
    "OWN",
    "TICK",
    "WARNED",
    "Category",
    "Dated",
    "Demo",
    "Detector",
    "Duty",
    "Hung",
    "Indicator",
    "Keep",
    "Layer",
    "Level",
    "Parameter",
    "Playbook",
    "Played",
    "Rulebook",
    "Scenario",
    "Scorecard",
    "Signal",
    "Step",
    "Warning",
]
