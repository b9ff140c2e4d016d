"""Who may urge whom, and what an answer is. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from cityloop.kit.errors import Refused


class Level(StrEnum):
    urge = "urge"  # 催办
    supervise = "supervise"  # 督办
    leader = "leader"  # 领导督办


MAY: Mapping[Level, tuple[str, ...]] = {  # the duties over the place that may
    Level.urge: ("dispatcher", "shift_leader", "inspector", "leader"),
    Level.supervise: ("shift_leader", "leader"),
    Level.leader: ("leader",),
}


class NobodyNamed(Refused):
    """Name somebody who holds the duty of the case where it is held, or who leads there."""

    status = 422


class NoTime(Refused):
    """An answer is asked for by a time to come, thirty days away at the most."""

    status = 422


class NotAsked(Refused):
    """Only who is named, or who acts for them, answers."""

    status = 403


class AnsweredAlready(Refused):
    """This has been answered already."""


class NothingAnswered(Refused):
    """Say what is being done, and until when."""

    status = 422
