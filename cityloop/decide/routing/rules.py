"""Which line of the routing book takes a matter, and on which condition it passed over the others. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cityloop.decide.policies.rules import within
from cityloop.kit.errors import Refused
from cityloop.sense.reports.rules import Kind

SENSED = "sensed"
ORIGINS = (SENSED, *(kind.value for kind in Kind))
CONDITIONS = ("category", "area", "warning", "origin", "urgent", "hours", "weekdays", "words")


class StrangeLine(Refused):
    """Line {line}: {why}"""

    status = 422


class ProbeFails(Refused):
    """Not saved: "{name}" should go to {wanted}, and would go to {found}. {more} probes fail in all."""


class Described(NamedTuple):
    """A matter as routing looks at it. `origin` is one of ORIGINS, or empty where nobody knows; `at` shows the city's own hour;
    `text` is all that was said."""

    category: str
    area: str
    warning: int
    origin: str
    at: datetime
    text: str
    urgent: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """When all of its conditions hold, the matter goes to the duty, at `level` or the next above at which somebody holds it;
    without a duty it goes where the matrix says. An empty condition asks for nothing; of several values one is enough. Hours
    are those of the city's day, over midnight where `to_h` is the smaller; weekdays are 1 to 7 from Monday."""

    name: str
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    warnings: tuple[int, ...] = ()
    origins: tuple[str, ...] = ()
    if_urgent: bool | None = None
    from_h: float = 0
    to_h: float = 24
    weekdays: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    duty: str = ""
    level: str = "grid"
    assisting: tuple[str, ...] = ()
    urgent: bool = False

    @classmethod
    def read(cls, body: dict[str, object]) -> "Line":
        """A line as it is kept."""
        return cls(**{key: tuple(said) if isinstance(said, list) else said for key, said in body.items()})  # type: ignore[arg-type]

    def fails(self, matter: Described) -> str:
        """The first condition the matter does not meet, by its name in CONDITIONS; empty if it meets them all.

        >>> night = Described("M06010", "500103001", 2, "hotline", datetime.fromisoformat("2026-03-01T22:00+08"), "水管", False)
        >>> Line(name="by day", categories=("M06",), from_h=8, to_h=18).fails(night)
        'hours'
        """
        holds = (
            not self.categories or matter.category.startswith(self.categories),
            not self.areas or matter.area.startswith(self.areas),
            not self.warnings or matter.warning in self.warnings,
            not self.origins or matter.origin in self.origins,
            self.if_urgent is None or matter.urgent is self.if_urgent,
            within(matter.at.hour + matter.at.minute / 60, self.from_h, self.to_h),
            not self.weekdays or matter.at.isoweekday() in self.weekdays,
            not self.words or any(word.casefold() in matter.text.casefold() for word in self.words),
        )
        return next((name for name, met in zip(CONDITIONS, holds, strict=True) if not met), "")


class Passed(NamedTuple):
    """A line that was passed over, by its place from 0, and the first condition that was not met."""

    line: int
    condition: str


def first(lines: Iterable[Line], matter: Described) -> tuple[int | None, list[Passed]]:
    """The place of the first line that takes the matter, none if no line does, and those before it."""
    passed: list[Passed] = []
    for place, line in enumerate(lines):
        condition = line.fails(matter)
        if not condition:
            return place, passed
        passed.append(Passed(place, condition))
    return None, passed


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A matter described in words, and the duty and the area it should come to; an empty area says nothing of it."""

    name: str
    matter: Described
    duty: str
    area: str = ""
