"""When one may appeal against having been late, and who decides. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from cityloop.kit.errors import NotAllowed, Refused

WITHIN = timedelta(days=15)  # after closing
REVIEWERS = ("dispatcher", "leader")  # whose duty the first and the second look are


class State(StrEnum):
    made = "made"
    first_granted = "first_granted"
    granted = "granted"
    refused = "refused"

    @property
    def ends(self) -> bool:
        return self in (State.granted, State.refused)


class NotLate(Refused):
    """Only a case that was closed late can be appealed for."""


class AppealedBefore(Refused):
    """There has been an appeal for case {case}; there is one for each case."""


class TooLate(Refused):
    """An appeal is made within {days} days after closing."""


class Decided(Refused):
    """This appeal is decided already."""


class OtherPerson(NotAllowed):
    """Who appealed, worked on the case or gave the first look cannot decide: someone else must."""


def judge(*, late: bool, closed: datetime | None, now: datetime) -> None:
    """Refuse an appeal there is no ground for."""
    if closed is None or not late:
        raise NotLate
    if now - closed > WITHIN:
        raise TooLate(days=WITHIN.days)


def after(state: State, granted: bool) -> State:
    """The state after the look that is due. A refusal ends it; two grants end it.

    >>> after(State.made, True), after(State.first_granted, True)
    (<State.first_granted: 'first_granted'>, <State.granted: 'granted'>)
    """
    if state.ends:
        raise Decided
    if not granted:
        return State.refused
    return State.granted if state is State.first_granted else State.first_granted


def reviewer(state: State) -> str:
    """Whose duty the next look is."""
    if state.ends:
        raise Decided
    return REVIEWERS[state is State.first_granted]


def judge_reviewer(by: str, others: Collection[str]) -> None:
    if by in others:
        raise OtherPerson
