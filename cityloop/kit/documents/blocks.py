"""What a document is made of. Pure values, in the language they are printed in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str
    small: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; the last column takes the room that is left."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Text | Grid


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole document. `at` is its date; `mark` is written across every page, where there is one: a drill's."""

    title: str
    subtitle: str
    at: datetime
    language: str
    blocks: tuple[Block, ...]
    mark: str = ""
