"""What a connector is: it goes out or lets in, and hands on what it hears. All else is done for it.

It need not know of signals, subjects, the disk or the database: a mapping makes readings of what it brings, and `bring`
returns when they are on disk. It ends by being cancelled; if the outside is away it raises `Unreachable` and is begun
again later, with more patience each time; any other error is shown and tried again, too.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from cityloop.kit.errors import Unreachable
from cityloop.kit.work import Work

Cursor = Mapping[str, Any]


class Away(Unreachable):
    """The outside is away; the sentence says what it said."""


class Form(BaseModel):
    """Settings that a form can be made of. What is not named in it is refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Paper(NamedTuple):
    """One document as it came, and what is known about it: a topic, the name of a file."""

    body: bytes
    about: Mapping[str, str]


class Odd(NamedTuple):
    """A line that is no row, by its number as people count: refused whatever the mapping says, and counted like a row."""

    line: int
    why: str
    said: str


class Parcel(NamedTuple):
    """What came in one go: papers to be opened, or a table of columns and what is known about all of it; and the lines that
    are no rows, whose places in the parcel are those after the last row."""

    papers: Sequence[Paper] = ()
    table: pa.Table | None = None
    about: Mapping[str, str] = {}
    odd: Sequence[Odd] = ()


class Brought(NamedTuple):
    """What became of a parcel, in rows; `reasons` says of the first refused rows why, by their place in the parcel."""

    read: int = 0
    stored: int = 0
    late: int = 0
    doubled: int = 0
    refused: int = 0
    left: int = 0  # rows the mapping leaves out on purpose
    reasons: Sequence[tuple[int, str]] = ()

    def plus(self, more: "Brought") -> "Brought":
        """Both together, without reasons."""
        return Brought(
            self.read + more.read,
            self.stored + more.stored,
            self.late + more.late,
            self.doubled + more.doubled,
            self.refused + more.refused,
            self.left + more.left,
        )


class Bring(Protocol):
    """Hands a parcel on and returns when its readings are on disk and the cursor, if `then` gives one, is kept."""

    cursor: Cursor  # as it was kept last

    async def __call__(self, parcel: Parcel, then: Callable[[Brought], Cursor] | None = None) -> Brought: ...

    def well(self, lag_s: float | None = None) -> None:
        """Say that the outside is there, and how far what was brought last lies behind it."""


class Stranger(Exception):
    """Who knocked could not show who they are. Nothing more is said."""


Knock = Callable[[Mapping[str, str], bytes], Awaitable[Brought]]


@dataclass(frozen=True)
class Place:
    """Where a connector lives: its number and name, a folder of its own, the city's database, and the hooks it may answer."""

    id: int
    name: str
    folder: Path
    glance: Callable[[], AbstractContextManager[Work]]
    work: Callable[[], AbstractContextManager[Work]]
    now: Callable[[], float]  # seconds since 1970
    hooks: dict[str, Knock] = field(default_factory=dict)


class Connector(Protocol):
    """One kind of connector. `Settings` and `Secrets` are forms; a secret is never shown again. `mapping` is what a new
    one begins with, as data (see `mapping.py`)."""

    Settings: ClassVar[type[Form]]
    Secrets: ClassVar[type[Form]]
    mapping: ClassVar[Mapping[str, Any]]

    def __init__(self, settings: Any, secrets: Any, place: Place) -> None: ...

    async def run(self, bring: Bring) -> None: ...
