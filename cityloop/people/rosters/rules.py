"""Turns of duty as stretches of time. Pure: instants in, stretches out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from cityloop.kit.errors import NotAllowed, Refused, Unreadable

LONGEST_H = 31 * 24
EARLY = timedelta(hours=2)  # so long before its hour a hand-over may be written
HOUR = timedelta(hours=1)


class Stretch(NamedTuple):
    """From `began` on and before `ended`."""

    began: datetime
    ended: datetime


class Row(NamedTuple):
    """Who takes turns of so many hours in one row of a roster, in this order, from `began` on."""

    rank: int
    began: datetime
    ended: datetime | None
    turn_h: int
    takers: tuple[int, ...]


class Turn(NamedTuple):
    """A member's time on duty; `why` says why nobody is there in it: away, no_post or left. `covers` whose turn it was."""

    rank: int
    member: int
    began: datetime
    ended: datetime
    why: str = ""
    covers: int | None = None


class How(StrEnum):
    """Why somebody is called: it is their turn; the duty has no roster, so everybody is who holds it; it has one, but nobody is
    on turn now."""

    on_turn = "on_turn"
    no_roster = "no_roster"
    nobody_on_turn = "nobody_on_turn"


class NoRotation(Unreadable):
    """A rotation has 1 to 60 members, turns of 1 to 744 hours, and a row from 1 to 9."""


class RotationPast(Refused):
    """A rotation begins in an hour to come, and after the one before it in the same row."""


class RosterThere(Refused):
    """There is a roster of that name for this duty in this area already."""


class NotTheirTurn(Refused):
    """In that stretch the row is not the turn of one member alone, or of neither of you."""


class NotHeld(Refused):
    """{name} does not hold the duty of this roster, or has left."""


class CoverOver(Refused):
    """This has been answered already, or is over."""


class NotYourAnswer(NotAllowed):
    """Only the colleague who was asked can accept this."""


class NoHandover(Refused):
    """There is no hand-over in this row at that hour, or it is too early to write it."""


class NotYourHandover(NotAllowed):
    """The one who goes writes and signs the note, the one who comes signs it after them."""


class SignedAlready(Refused):
    """This has been signed already and stays as it is."""


class FeedGone(Refused):
    """There is no calendar at this address any more."""

    status = 404


def turns(row: Row, since: datetime, until: datetime) -> list[Turn]:
    """The turns of a row that touch the stretch, cut to it.

    The first begins when the row does and each lasts `turn_h` hours, through midnight too; China has no summer time.
    """
    last = min(until, row.ended) if row.ended else until
    first = max(since, row.began)
    if first >= last or not row.takers:
        return []
    each = timedelta(hours=row.turn_h)
    found, number = [], (first - row.began) // each
    while (began := row.began + number * each) < last:
        taker = row.takers[number % len(row.takers)]
        found.append(Turn(row.rank, taker, max(began, first), min(began + each, last)))
        number += 1
    return found


def covered(laid: Iterable[Turn], rank: int, stretch: Stretch, member: int) -> list[Turn]:
    """The turns with a stretch of one row taken over by a member."""
    found = []
    for turn in laid:
        inner = _cut(turn, stretch) if turn.rank == rank else None
        if inner is None:
            found.append(turn)
            continue
        if turn.began < inner.began:
            found.append(turn._replace(ended=inner.began))
        found.append(turn._replace(member=member, began=inner.began, ended=inner.ended, covers=turn.member))
        if inner.ended < turn.ended:
            found.append(turn._replace(began=inner.ended))
    return sorted(found, key=lambda one: (one.rank, one.began))


def without(laid: Iterable[Turn], absent: Mapping[int, Sequence[tuple[Stretch, str]]]) -> list[Turn]:
    """The turns with the stretches marked in which their member is not there, and why."""
    found = []
    for turn in laid:
        pieces = [turn]
        for stretch, why in absent.get(turn.member, ()):
            pieces = [part for piece in pieces for part in _marked(piece, stretch, why)]
        found += pieces
    return found


def gaps(laid: Sequence[Turn], ranks: Iterable[int], since: datetime, until: datetime) -> list[tuple[int, Stretch, str]]:
    """The stretches of each row in which nobody is there, and why: nobody if no turn was laid out."""
    found = []
    for rank in ranks:
        at = since
        for turn in (one for one in laid if one.rank == rank):
            if turn.began > at:
                found.append((rank, Stretch(at, turn.began), "nobody"))
            if turn.why:
                found.append((rank, Stretch(turn.began, turn.ended), turn.why))
            at = max(at, turn.ended)
        if at < until:
            found.append((rank, Stretch(at, until), "nobody"))
    return found


def handovers(laid: Sequence[Turn]) -> list[tuple[Turn, Turn]]:
    """Each time one member goes and another comes in the same row, both there."""
    pairs = pairwise(laid)
    return [
        (one, other)
        for one, other in pairs
        if one.rank == other.rank and one.ended == other.began and one.member != other.member and not (one.why or other.why)
    ]


def _cut(turn: Turn, stretch: Stretch) -> Stretch | None:
    began, ended = max(turn.began, stretch.began), min(turn.ended, stretch.ended)
    return Stretch(began, ended) if began < ended else None


def _marked(turn: Turn, stretch: Stretch, why: str) -> list[Turn]:
    inner = _cut(turn, stretch)
    if inner is None or turn.why:
        return [turn]
    around = [turn._replace(ended=inner.began), turn._replace(began=inner.began, ended=inner.ended, why=why)]
    return [one for one in (*around, turn._replace(began=inner.ended)) if one.began < one.ended]
