"""The kinds of channels there are: those below, and what installed packages name in their entry points `cityloop.channels`.
Each keeps the protocol `Channel`."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from cityloop.kit.errors import NotFound
from cityloop.people.channels.mail import Mail
from cityloop.people.channels.push import Push
from cityloop.people.channels.relays import Im, Sms, Voice
from cityloop.people.channels.webhook import Webhook

GROUP = "cityloop.channels"
OWN: Mapping[str, type[Any]] = {
    "push": Push,
    "mail": Mail,
    "webhook": Webhook,
    "sms": Sms,
    "voice": Voice,
    "im": Im,
}


@cache
def kinds() -> Mapping[str, type[Any]]:
    """By name; one of the house is not replaced by a package."""
    brought: dict[str, type[Any]] = {found.name: found.load() for found in entry_points(group=GROUP)}
    return brought | dict(OWN)


def kind_of(name: str) -> type[Any]:
    if name not in kinds():
        raise NotFound(kind="kind of channel", id=name)
    return kinds()[name]
