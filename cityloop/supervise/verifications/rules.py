"""When somebody looks on the spot. Pure."""

from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import Refused


class Kind(StrEnum):
    """Cities use 核实 and 核查 the one for the other: here a look is called by when it happens."""

    before_filing = "before_filing"
    before_closing = "before_closing"


class PresenceMissing(Refused):
    """Who looks on the spot shows a picture taken there."""

    status = 422


class Seen(NamedTuple):
    """What somebody who looked says: a note, pictures by name, and where they stood, in degrees."""

    note: str = ""
    photos: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
