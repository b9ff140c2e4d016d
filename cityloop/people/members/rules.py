"""What a member is to the city. Pure."""

import re
from enum import StrEnum

from cityloop.kit.errors import Unreadable

LOGIN = re.compile(r"[\w.@-]{1,64}")
MOBILE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")


class Standing(StrEnum):
    """在岗; 停职: for a time without posts; 离任: for good."""

    active = "active"
    suspended = "suspended"
    left = "left"


def sound(login: str, name: str, mobile: str) -> None:
    """Refuse a member who cannot be written down."""
    if not LOGIN.fullmatch(login):
        raise Unreadable(why=f"A login has letters, digits and . @ - _ only, 64 at the most: {login!r} has others.")
    if not name.strip() or len(name) > 100:
        raise Unreadable(why="A member has a name of at most 100 characters.")
    if mobile and not MOBILE.fullmatch(mobile):
        raise Unreadable(why=f"{mobile} is no telephone number.")
