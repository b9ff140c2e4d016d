from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from cityloop.decide.dispatch import queries as dispatches
from cityloop.decide.matrix import queries as matrix
from cityloop.decide.routing import rules, shadows
from cityloop.decide.routing.rules import Described, Line, Passed, Probe
from cityloop.decide.routing.tables import Routing as Routing  # a record may be handed on, its table not
from cityloop.decide.standards import queries as standards
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level

CITY = "50"


class Fallback(NamedTuple):
    """Where a matter goes that no line sends elsewhere: where the matrix says, if it is asked, then to the duty of its line in
    the standards book, then to that of its playbook."""

    matrix: bool = True
    standard: str = ""
    playbook: str = ""
    level: Level = Level.grid


class Tried(NamedTuple):
    """A duty that was thought of, by whom (line, matrix, standard or playbook); where it is held, and where it was looked for
    in vain below."""

    source: str
    duty: str
    area: str | None
    vain: tuple[str, ...]


class Found(NamedTuple):
    """Where a matter goes and why: the last of `tried` is who answers, unless nobody does. `line` is the place of the line
    that took it, in `book`."""

    tried: tuple[Tried, ...]
    line: int | None
    passed: tuple[Passed, ...]
    book: int | None
    assisting: tuple[str, ...]
    urgent: bool

    @property
    def goes(self) -> Tried | None:
        """Who answers; of those whom nobody holds, the first that was thought of."""
        held = next((one for one in self.tried if one.area is not None), None)
        return held or next(iter(self.tried), None)


# books ---------------------------------------------------------------------------------------------------------------


def books(work: Work) -> Sequence[Routing]:
    """Every version, the newest first."""
    return work.session.scalars(select(Routing).order_by(Routing.id.desc())).all()


def holding(work: Work, day: date | None = None) -> Routing | None:
    """The version that holds on a day, today if none is said."""
    begun = select(Routing).where(Routing.since <= (day or work.today))
    return work.session.scalar(begun.order_by(Routing.since.desc(), Routing.id.desc()).limit(1))


def lines_of(book: Routing | None) -> list[Line]:
    return [Line.read(body) for body in book.lines] if book else []


def probe_of(body: dict[str, Any]) -> Probe:
    """A probe as it is kept."""
    about = body["matter"]
    at = datetime.fromisoformat(about["at"]).astimezone(CITY_TIME)
    return Probe(name=body["name"], matter=Described(**{**about, "at": at}), duty=body["duty"], area=body["area"])


# one matter ----------------------------------------------------------------------------------------------------------


def find(work: Work, matter: Described, fallback: Fallback) -> Found:
    """Where a matter goes by the book of its day."""
    book = holding(work, matter.at.date())
    return among(work, lines_of(book), matter, fallback, book.id if book else None)


def among(work: Work, lines: Sequence[Line], matter: Described, fallback: Fallback, book: int | None = None) -> Found:
    """Where it goes by these lines. A duty nobody holds is passed over for the next that is thought of."""
    place, passed = rules.first(lines, matter)
    line = lines[place] if place is not None else None
    tried: list[Tried] = []
    for one in _thought_of(work, line, matter, fallback):
        tried.append(one)
        if one.area is not None:
            break
    return Found(tuple(tried), place, tuple(passed), book, line.assisting if line else (), bool(line and line.urgent))


def _thought_of(work: Work, line: Line | None, matter: Described, fallback: Fallback) -> Iterator[Tried]:
    if line and line.duty:
        yield _held(work, "line", line.duty, matter.area, Level(line.level))
    if line or fallback.matrix:
        lead = matrix.lead(work, matter.category, matter.area, matter.at)
        if lead:
            yield _held(work, "matrix", lead.duty, matter.area, Level(lead.level))
    if fallback.standard:
        yield _held(work, "standard", fallback.standard, matter.area, Level.grid)
    if fallback.playbook:
        yield _held(work, "playbook", fallback.playbook, matter.area, fallback.level)


def _held(work: Work, source: str, duty: str, area: str, level: Level) -> Tried:
    route = dispatches.route(work, duty, area, level)
    return Tried(source, duty, route.area, route.vain)


def usual(work: Work, matter: Described) -> Fallback:
    """Where such a matter goes without a line: one that is sensed by its playbook, which a description does not name."""
    if matter.origin == rules.SENSED:
        return Fallback(matrix=False)
    named = {one.duty for one in standards.conditions(work, matter.category, matter.at.date())} & work.rulebook.duties.keys()
    return Fallback(standard=next(iter(named)) if len(named) == 1 else "")


# the whole -----------------------------------------------------------------------------------------------------------


def findings(work: Work, lines: Sequence[Line], day: date) -> list[shadows.Finding]:
    """What is wrong with lines in their order, on the map and in the categories of a day."""
    here = areas.area_map(work, day)
    own = (detector.playbook.category.code for detector in work.rulebook.detectors.values())
    keys = {"", *(one.key for one in standards.categories(work, day=day)), *(_key(code) for code in own)}
    return shadows.findings(lines, shadows.Ground(keys, (CITY, *here.place)))


def _key(code: str) -> str:
    return code if code[:1].isalpha() else f"M{code}"
