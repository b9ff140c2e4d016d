"""Who may be called, and what an answer must say. Pure."""

from datetime import timedelta

from cityloop.kit.errors import Refused

BLOWN_BY = ("clerk", "dispatcher", "grid_member")
LONGEST = timedelta(days=7)
NEAR_M = 300.0  # whoever says to have arrived farther away than this is shown as far


class NobodyCalled(Refused):
    """A whistle calls at least one duty that somebody holds there, within a week."""

    status = 422


class ThereAlready(Refused):
    """{duty} has arrived already."""


class NotThereYet(Refused):
    """Arrive first, then say what was done."""


class NothingToldDone(Refused):
    """Say what was done."""

    status = 422
