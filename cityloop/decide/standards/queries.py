from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cityloop.decide.standards import rules
from cityloop.decide.standards.rules import Line
from cityloop.decide.standards.suggesting import Index, Suggestion, indexed, suggested
from cityloop.decide.standards.tables import Edition, Standard
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.rulebook.limits import Limit
from cityloop.rulebook.standards import Listed, listed

__all__ = [
    "Edition", "Standard", "as_lines", "before", "categories", "category", "conditions", "edition", "editions", "holding",
    "limit_of", "line", "lines", "retimed", "suggestions",
]  # fmt: skip


def editions(work: Work) -> Sequence[Edition]:
    """Every edition of the book, the newest first, also those withdrawn before their day."""
    return work.session.scalars(select(Edition).order_by(Edition.id.desc())).all()


def edition(work: Work, number: int) -> Edition:
    return work.find(Edition, number)


def holding(work: Work, day: date | None = None) -> Edition | None:
    """The edition that holds on a day, today if none is said."""
    before = select(Edition).where(Edition.withdrawn.is_(None), Edition.since <= (day or work.today))
    return work.session.scalar(before.order_by(Edition.since.desc(), Edition.id.desc()).limit(1))


def lines(work: Work, edition_id: int, prefix: str = "") -> Sequence[Standard]:
    """The lines of an edition in the order of their keys."""
    chosen = select(Standard).where(Standard.edition_id == edition_id)
    if prefix:
        chosen = chosen.where(Standard.key.startswith(prefix, autoescape=True))
    return work.session.scalars(chosen.order_by(Standard.key, Standard.number)).all()


def category(work: Work, key: str) -> Listed:
    """The category of that key, national, local, or of the city's own book."""
    if key in listed():
        return listed()[key]
    own = select(Standard.name).where(Standard.key == key).order_by(Standard.id.desc()).limit(1)
    name = work.session.scalar(own)
    if name is None:
        raise NotFound(kind="category", id=key)
    return Listed(key, name, name, local=True)


def categories(work: Work, prefix: str = "", day: date | None = None) -> Sequence[Listed]:
    """All categories below a key, in its order: those of the lists, and the city's own that the book of the day brings."""
    known = {key: one for key, one in listed().items() if key.startswith(prefix)}
    book = holding(work, day)
    if book and ("L" + prefix[1:]).startswith(prefix):
        own = select(Standard.key, Standard.name).where(Standard.edition_id == book.id, Standard.key.startswith("L")).distinct()
        named = (Listed(key, name, name, local=True) for key, name in work.session.execute(own))
        known |= {one.key: one for one in named if one.key not in known and one.key.startswith(prefix)}
    return [known[key] for key in sorted(known)]


def conditions(work: Work, key: str, day: date | None = None) -> Sequence[Standard]:
    """The lines under which such a matter is filed and closed, in the book of the day, today's if none is said.

    What is wrong with a component is a matter of the same digits: `C01001` has the lines of `M01001`.
    """
    book = holding(work, day)
    if book is None:
        return []
    matter = "M" + key[1:] if key.startswith("C") else key
    chosen = select(Standard).where(Standard.edition_id == book.id, Standard.key == matter)
    return work.session.scalars(chosen.order_by(Standard.number)).all()


def line(work: Work, line_id: int) -> Standard:
    """A line of any edition: a case keeps the one it was filed under."""
    return work.find(Standard, line_id)


def limit_of(work: Work, line_id: int) -> Limit:
    return line(work, line_id).limit


def retimed(work: Work, edition_id: int) -> list[tuple[int, int, Limit]]:
    """The lines of the editions before this one to which it gives another limit: the old line, its own, and that limit."""
    this = edition(work, edition_id)
    was, will, book = aliased(Standard), aliased(Standard), aliased(Edition)
    same = (will.edition_id == this.id) & (will.key == was.key) & (will.number == was.number) & (will.time != was.time)
    before = (book.since < this.since) | ((book.since == this.since) & (book.id < this.id))
    chosen = select(was.id, will.id, will.time).join(will, same).join(book, book.id == was.edition_id).where(before)
    return [(old, new, Limit.read(time)) for old, new, time in work.session.execute(chosen)]


def as_lines(standards: Sequence[Standard]) -> list[Line]:
    return [Line(**{column: getattr(one, column) for column in Line._fields}) for one in standards]


def before(work: Work, since: date) -> list[Line]:
    """The lines that would hold on that day without a new edition."""
    book = rules.holding((one for one in editions(work) if one.withdrawn is None), since)
    return as_lines(lines(work, book.id)) if book else []


@lru_cache(maxsize=4)
def _index(entries: tuple[tuple[str, str, str, str], ...]) -> Index:
    names = {key: (zh, en) for key, zh, en, _ in entries}
    return indexed(names, {key: (said,) for key, _, _, said in entries})


def suggestions(work: Work, text: str) -> list[Suggestion]:
    """The three matters the text is most like, by their names and the conditions of today's book, with why."""
    book = holding(work)
    said: dict[str, str] = {}
    for one in lines(work, book.id) if book else ():
        said[one.key] = f"{said.get(one.key, '')} {one.filing} {one.filing_en}"
    matters = [one for one in categories(work) if one.key[0] != "C"]
    return suggested(_index(tuple((one.key, one.zh, one.en, said.get(one.key, "")) for one in matters)), text)
