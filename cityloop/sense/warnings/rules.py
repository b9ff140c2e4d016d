"""Where a message from outside stands, and what it is about. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

ANSWERED = ("Alert", "Update", "Cancel")
EXPIRED = "Expired"  # said by the city itself when the time of a message has run out
SUBJECT = 120  # characters of a name


class Received(Protocol):
    sender: str
    root: str
    kind: str
    level: int
    event: str
    headline: str
    expires: datetime | None


class Stand(StrEnum):
    """Where a message stands: only one of a chain is in force."""

    in_force = "in_force"
    replaced = "replaced"  # a later message of its chain holds instead
    over = "over"  # cancelled, or its time has run out
    not_real = "not_real"  # a test, an exercise, an acknowledgement: kept, and nobody is called


def subject_of(message: Received) -> str:
    """Under what name the city knows what a chain of messages warns of."""
    return f"{message.event or message.headline} {message.root}"[:SUBJECT]


def stands(newest_first: Iterable[Received], now: datetime) -> list[Stand]:
    """Where each of these messages stands; all later ones of a chain are among them."""
    followed: set[tuple[str, str]] = set()
    found = []
    for one in newest_first:
        chain = (one.sender, one.root)
        if one.kind not in (*ANSWERED, EXPIRED):
            found.append(Stand.not_real)
        elif chain in followed:
            found.append(Stand.replaced)
        else:
            followed.add(chain)
            lasts = one.level > 0 and (one.expires is None or one.expires > now)
            found.append(Stand.in_force if lasts else Stand.over)
    return found
