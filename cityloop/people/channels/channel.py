"""What a channel is: something that tells one address one thing, and says what became of it.

A new kind is a class that keeps to `Channel`, named in the entry points `cityloop.channels` of its package or in
`kinds.py`. What it is set up with are two forms, `Settings` and `Secrets`; the page that asks for them is made of these.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from cityloop.kit.outside import Networks


class Form(BaseModel):
    """What is asked for when a channel is set up; anything else is refused."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is told, in the words of whoever is told. `urgent` breaks through quiet hours; `url` leads to the matter, `ack`
    to where it is acknowledged without logging in; `said` is for machines."""

    title: str
    text: str
    url: str
    ack: str
    token: str
    language: str
    occasion: str
    about: str
    at: datetime
    urgent: bool = False
    said: dict[str, Any]

    @property
    def link(self) -> str:
        """The same for those outside the city's own pages; nothing while the city does not know its own address."""
        return self.url if self.url.startswith("http") else ""


class Became(StrEnum):
    """What became of it."""

    sent = "sent"  # taken by what carries it on
    delivered = "delivered"  # heard by whom it was meant for
    later = "later"  # not now; to be tried again
    never = "never"  # refused for good
    gone = "gone"  # the address is no more
    doubtful = "doubtful"  # said, and the connection broke: nobody knows


class Outcome(NamedTuple):
    """What became of it; `ref` is what the other side calls it, `after_s` how long it asks to be left alone."""

    became: Became
    why: str = ""
    ref: str = ""
    after_s: float = 0.0


class PushKey(NamedTuple):
    """A key pair of this city, by which push services know it: the private half as PEM, the public as URL-safe base64."""

    public: str
    private: str


@dataclass(frozen=True)
class Ground:
    """Where a channel stands: the clock, the networks inside that it may call, and the city's own push keys."""

    now: Callable[[], datetime]
    inner: Networks
    push_key: Callable[[str], PushKey | None]


class Channel(Protocol):
    """`reaches` names the kind of address it needs of a member, or nothing if it has one of its own. `keyed` says that who
    receives twice under one key tells once: only then is it sent again when nobody knows whether it was heard.
    `gathers` says that several things may be told as one, for those who like a digest."""

    Settings: ClassVar[type[Form]]
    Secrets: ClassVar[type[Form]]
    reaches: ClassVar[str]
    gathers: ClassVar[bool]

    def __init__(self, settings: Any, secrets: Any, ground: Ground) -> None: ...

    @property
    def keyed(self) -> bool: ...

    def send(self, to: str, letter: Letter, key: str) -> Outcome:
        """Tell it once. Raises Unreachable where nothing was heard; any other way it ends is an Outcome."""
        ...
