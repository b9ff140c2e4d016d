"""What may happen to a case, and who may do it. Pure: the case type says the ways, this says whether somebody may go them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import Refused
from cityloop.people.duties.rules import Held, under
from cityloop.rulebook.cycles import Ask, Cycle, Move

OWN_DOORS = {"take": "tasks", "finish": "tasks", "accept": "verifications", "reject": "verifications"}
FLAGGED_BY = ("dispatcher", "shift_leader", "acceptor")
SPLIT_BY = ("dispatcher",)
MERGED_BY = ("acceptor", "dispatcher")
ASSISTED_IN = ("dispatched", "at_work")  # the states in which another duty can be asked to help
PULLED_IN_AT = 3  # the return that pulls in who is responsible


class Outcome(StrEnum):
    """What the doers found on the spot: the matter was real and is settled, or nothing was there."""

    settled = "settled"
    nothing_there = "nothing_there"


class Order(StrEnum):
    """In which order open cases are listed."""

    due = "due"  # the most urgent first
    due_last = "due_last"
    newest = "newest"


class NotNow(Refused):
    """A case that is {state} cannot {move}."""


class CaseThere(Refused):
    """There is a case for alert {alert} already."""


class NobodyThere(Refused):
    """Nobody answers for {duty} in area {area}."""


class PartsOpen(Refused):
    """It was split, and {count} of its parts are still open."""


class LineMissing(Refused):
    """The book has conditions for {key}: say under which line the case is filed."""

    status = 422


class NotItsLine(Refused):
    """That is no line of the book for {key}."""

    status = 422


class FieldMissing(Refused):
    """To {move} a case, say {field}."""

    status = 422


class NotYours(Refused):
    """To {move} this case one must be {who}."""

    status = 403


class Matter(NamedTuple):
    """What the rules need to know of a case to say who may do what."""

    type: Cycle
    state: str
    area: str
    duty: str
    held_at: str | None
    verified_by: str
    doers: frozenset[str]
    reporter: str


class Offer(NamedTuple):
    """A thing that could be done with the case; `why_not` is empty for what this person may do now."""

    move: str
    why_not: str
    asks: tuple[Ask, ...] = ()


def move_of(one: Cycle, state: str, name: str) -> Move:
    """The move, if the case type knows it from there."""
    move = one.move(state, name)
    if move is None:
        raise NotNow(state=state, move=name)
    return move


def missing(move: Move, said: Mapping[str, str]) -> str | None:
    """The first field of the move's form that is asked for and was not said."""
    return next((ask.name for ask in move.asks if ask.required and not said.get(ask.name, "").strip()), None)


def unknown_choice(move: Move, said: Mapping[str, str]) -> str | None:
    """The first field of which something was chosen that is not offered."""
    chosen = ((ask, said.get(ask.name, "")) for ask in move.asks if ask.options)
    return next((ask.name for ask, one in chosen if one and one not in ask.options), None)


def why_not(matter: Matter, move: Move, by: str, posts: Iterable[Held]) -> str:
    """Why this person may not make the move, as the name of words; empty if they may."""
    posts = tuple(posts)
    reasons = [_why_not(matter, role, by, posts) for role in move.by]
    return "" if "" in reasons else reasons[0]


def colleague(matter: Matter, move: Move, by: str, posts: Iterable[Held]) -> str:
    """In whose post this person makes a move they may make; empty if one of their own allows it."""
    posts = tuple(posts)
    own = [post for post in posts if not post.acting_for]
    named = dict.fromkeys(("", *(post.acting_for for post in posts)))
    may = (one for one in named if not why_not(matter, move, by, [*own, *(post for post in posts if post.acting_for == one)]))
    return next(may, "")


def _why_not(matter: Matter, role: str, by: str, posts: tuple[Held, ...]) -> str:
    def holds(duty: str, area: str | None) -> bool:
        return area is not None and under(posts, (duty,), area) is not None

    if role == "holder":
        return "" if holds(matter.duty, matter.held_at) else "why_not.other_duty"
    if role == "verifier":
        post = under(posts, (matter.verified_by,), matter.area)
        if post is None:
            return "why_not.inspector"
        return "why_not.own_work" if {by, post.acting_for} & matter.doers else ""
    if role == "reporter":
        return "" if by == matter.reporter else "why_not.reporter"
    if role == "system":
        return "why_not.system"
    return "" if holds(role, matter.area) else f"why_not.{role}"


def offers(matter: Matter, by: str, posts: Iterable[Held]) -> list[Offer]:
    """Every move the case's state allows, and for this person why not. To take a task is to `work`."""
    posts = tuple(posts)
    found = []
    for move in matter.type.by_start.get(matter.state, ()):
        if move.name == "finish" or move.by == ("system",):
            continue
        name = "work" if move.name == "take" else move.name
        found.append(Offer(name, why_not(matter, move, by, posts), move.asks))
    return found
