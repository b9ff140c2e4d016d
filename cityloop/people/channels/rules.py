"""How a channel is set up. Pure."""

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from cityloop.kit.errors import Refused, Unreadable

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
MOST_A_MINUTE = 100_000

Said = TypeVar("Said", bound=BaseModel)


class ChannelThere(Refused):
    """There is a channel {name} already; please choose another name."""


def good_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Unreadable(why="A channel's name is a small letter, then small letters, digits, - or _, at most 40 together.")
    return name


def formed(form: type[Said], said: object, what: str) -> Said:
    """What was said, as the form asks for it; else a sentence of what is wrong in it. Secrets are not repeated."""
    try:
        return form.model_validate(said)
    except ValidationError as fault:
        faults = "; ".join(f"{'.'.join(map(str, one['loc'])) or what}: {one['msg']}" for one in fault.errors()[:5])
        raise Unreadable(why=f"The {what} do not fit: {faults}") from None
