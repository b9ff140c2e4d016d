"""Plans: what a city does in an emergency, by four colours, as data. Each colour is a response with steps, groups and a view.

Ⅰ red 特别重大, Ⅱ orange 重大, Ⅲ yellow 较大, Ⅳ blue 一般, as the law on responding to emergencies counts them.
"""

from cityloop.rulebook.plans.plan import Party, Plan, Response, Seat, View
from cityloop.rulebook.plans.reading import COLOURS, LAYERS, NotAPlan, faults, read_body, shipped, words

__all__ = [
    "COLOURS",
    "LAYERS",
    "NotAPlan",
    "Party",
    "Plan",
    "Response",
    "Seat",
    "View",
    "faults",
    "read_body",
    "shipped",
    "words",
]
