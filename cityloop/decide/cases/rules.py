"""What may happen to a case, and who may do it. Pure: a state in, a state out."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, NamedTuple

from cityloop.kit.errors import Refused
from cityloop.people.duties.rules import Held


class State(StrEnum):
    """待派遣, 已派遣, 处置中, 待核查, 已结案."""

    opened = "opened"
    dispatched = "dispatched"
    at_work = "at_work"
    done = "done"
    closed = "closed"


Move = Literal["dispatch", "take", "finish", "reopen", "close"]

MOVES: dict[Move, tuple[frozenset[State], State]] = {
    "dispatch": (frozenset({State.opened, State.dispatched}), State.dispatched),
    "take": (frozenset({State.dispatched, State.at_work}), State.at_work),
    "finish": (frozenset({State.at_work}), State.done),
    "reopen": (frozenset({State.done}), State.dispatched),
    "close": (frozenset({State.done}), State.closed),
}


class Outcome(StrEnum):
    """What the doers found on the spot: the matter was real and is settled, or nothing was there."""

    settled = "settled"
    nothing_there = "nothing_there"


class NotNow(Refused):
    """A case that is {state} cannot {move}."""


class CaseThere(Refused):
    """There is a case for alert {alert} already."""


class NobodyThere(Refused):
    """Nobody answers for {duty} in area {area}."""


def after(state: State, move: Move) -> State:
    """The state of a case after `move`.

    >>> after(State.done, "close")
    <State.closed: 'closed'>
    """
    starts, end = MOVES[move]
    if state not in starts:
        raise NotNow(state=state, move=move)
    return end


class Matter(NamedTuple):
    """What the rules need to know of a case to say who may do what."""

    state: State
    area: str
    duty: str
    held_at: str | None
    verified_by: str
    doers: frozenset[str]


class Offer(NamedTuple):
    """A thing that could be done with the case; `why_not` is empty for what this person may do now."""

    move: str
    why_not: str


def offers(matter: Matter, by: str, posts: Iterable[Held]) -> list[Offer]:
    """Every move the case's state allows, and for this person why not. The reasons are names of words."""
    posts = tuple(posts)

    def holds(duty: str, area: str | None) -> bool:
        return area is not None and any(post.duty == duty and area.startswith(post.area) for post in posts)

    found = []
    if matter.state in MOVES["dispatch"][0]:
        found.append(Offer("dispatch", "" if holds("dispatcher", matter.area) else "why_not.dispatcher"))
    if matter.state in MOVES["take"][0]:
        found.append(Offer("work", "" if holds(matter.duty, matter.held_at) else "why_not.other_duty"))
    if matter.state is State.done:
        if not holds(matter.verified_by, matter.area):
            why_not = "why_not.inspector"
        else:
            why_not = "why_not.own_work" if by in matter.doers else ""
        found += [Offer("accept", why_not), Offer("reject", why_not)]
    return found
