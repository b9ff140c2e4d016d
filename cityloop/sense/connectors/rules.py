"""What a connector may be called and what is refused of one. Pure."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cityloop.kit.errors import Refused, Unreadable

NAME = re.compile(r"[a-z][a-z0-9_-]{1,47}")

M = TypeVar("M", bound=BaseModel)


class NameTaken(Refused):
    """Somebody brings readings under the name {name} already; choose another."""


class WhyMissing(Refused):
    """Say why: a mapping is not published without a reason."""

    status = 422


class SameMapping(Refused):
    """This is the mapping that is in force; nothing was published."""


def good_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Unreadable(why="A connector is called like water-works: 2 to 48 small letters, digits, - and _.")
    return name


def formed(form: type[M], said: Mapping[str, Any], what: str) -> M:
    """What was said, as the form wants it; or the first few faults in a sentence."""
    try:
        return form.model_validate(said)
    except ValidationError as fault:
        faults = "; ".join(f"{'.'.join(map(str, one['loc'])) or what}: {one['msg']}" for one in fault.errors()[:5])
        raise Unreadable(why=f"The {what} cannot be used: {faults}.") from None
