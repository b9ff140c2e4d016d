"""What may be asked for, and who grants it. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import NotAllowed, Refused
from cityloop.rulebook.cycles import Stage

MOST_EXTENSIONS = 2
LONGEST = timedelta(days=366)


class Kind(StrEnum):
    extension = "extension"  # 延期: one more time the original limit
    suspension = "suspension"  # 挂账: the clock stands still until a day
    across = "across"  # 跨区县协同: a duty of another district helps


class State(StrEnum):
    asked = "asked"
    seconded = "seconded"  # the department has approved; the dispatcher has still to
    granted = "granted"
    refused = "refused"


class TooLate(Refused):
    """Its time has run out: more time is asked for before that."""


class NotBeingHandled(Refused):
    """Only of a case that is being handled something can be asked for."""


class AskedAlready(Refused):
    """Something is asked for this case already, and is still to be answered."""


class NoMore(Refused):
    """A case is extended {most} times and suspended once, and no more."""


class TooLong(Refused):
    """A case is suspended until a day to come, a year away at the most."""

    status = 422


class Answered(Refused):
    """This request has been answered already."""


class SecondPerson(NotAllowed):
    """Who asked, and who approved before, cannot approve: a second person must."""


def may_ask(kind: Kind, *, stage: Stage, late: bool, granted: int, waiting: bool) -> None:
    """Refuse what may not be asked for; `granted` says how often the same was granted before."""
    if stage is not Stage.handle:
        raise NotBeingHandled
    if waiting:
        raise AskedAlready
    if late and kind is not Kind.across:
        raise TooLate
    if (kind is Kind.extension and granted >= MOST_EXTENSIONS) or (kind is Kind.suspension and granted):
        raise NoMore(most=MOST_EXTENSIONS)


class Place(NamedTuple):
    """What the rules need to know of a case to say who asks and who grants."""

    duty: str
    area: str
    held_at: str


def asked_by(kind: Kind, case: Place) -> tuple[tuple[str, ...], str]:
    """The duties whose holder may ask, and the area over which."""
    return ((case.duty, "dispatcher") if kind is Kind.across else (case.duty,)), case.held_at


def granted_by(kind: Kind, state: State, case: Place, asked_of: str) -> tuple[tuple[str, ...], str]:
    """The duties whose holder approves next, and the area over which: the department first (for help from elsewhere the own
    dispatcher), then the dispatcher (of where the help is asked for)."""
    if state is not State.asked:
        return ("dispatcher",), asked_of if kind is Kind.across else case.area
    return (("dispatcher",), case.area) if kind is Kind.across else ((case.duty, "leader"), case.held_at)


def refused_by(kind: Kind, state: State, case: Place, asked_of: str) -> tuple[tuple[str, ...], str]:
    """Who approves next may refuse as well, and so may the dispatcher."""
    duties, area = granted_by(kind, state, case, asked_of)
    return tuple(dict.fromkeys((*duties, "dispatcher"))), area


def may_rest(until: datetime | None, now: datetime) -> datetime:
    """The day until which a case may be suspended, if it may."""
    if until is None or not now < until <= now + LONGEST:
        raise TooLong
    return until
