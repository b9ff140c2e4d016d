"""What a post is. Pure."""

from typing import NamedTuple


class Held(NamedTuple):
    """A duty and the area it is held in."""

    duty: str
    area: str
