from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert

from cityloop.decide.facts import EditionAdopted, EditionWithdrawn
from cityloop.decide.standards import queries, rules
from cityloop.decide.standards.rules import Change, EditionHolds, TooEarly
from cityloop.decide.standards.sheets import Read
from cityloop.decide.standards.tables import Edition, Standard
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas.queries import CITY

KEEPER = "rule_board"


class Brought(NamedTuple):
    """What became of a sheet: the edition it made, if it made one, and how that differs from what would hold then."""

    edition: Edition | None
    verdicts: Sequence[tuple[Read, str]]  # new, changed, same, refused
    change: Change


def bring(work: Work, rows: Sequence[Read], *, since: date, title: str, dry_run: bool, by_operator: bool = False) -> Brought:
    """Adopt a sheet as the book from a day on: the whole of it, or nothing while a row of it is refused.

    A sheet that says what holds then anyway makes no edition.
    """
    if not by_operator:
        require(work, KEEPER, CITY)
    alone(work.session, "standards")
    earliest = rules.earliest(work.today, queries.holding(work) is not None)
    if since < earliest:
        raise TooEarly(earliest=earliest)
    if not rows:
        raise Unreadable(why="There is no line in this sheet.")
    said = [one.line for one in rows if one.line]
    change = rules.compared(queries.before(work, since), said)
    brought = Brought(None, _verdicts(rows, change), change)
    if dry_run or len(said) < len(rows) or change.nothing:
        return brought
    return brought._replace(edition=_adopt(work, said, since, title))


def _verdicts(rows: Sequence[Read], change: Change) -> list[tuple[Read, str]]:
    told = dict.fromkeys((line.which for line in change.added), "new")
    told |= dict.fromkeys((line.which for _, line in change.changed), "changed")
    return [(one, told.get(one.line.which, "same") if one.line else "refused") for one in rows]


def _adopt(work: Work, lines: Sequence[rules.Line], since: date, title: str) -> Edition:
    edition = work.keep(Edition(since=since, title=title.strip()[:200], lines=len(lines), by=work.by, at=work.now))
    work.session.execute(insert(Standard), [{"edition_id": edition.id, **line._asdict()} for line in lines])
    work.tell(EditionAdopted(edition=edition.id))
    return edition


def withdraw(work: Work, edition_id: int) -> Edition:
    """Take back an edition before its day."""
    require(work, KEEPER, CITY)
    alone(work.session, "standards")
    edition = queries.edition(work, edition_id)
    if edition.since <= work.today:
        raise EditionHolds(since=edition.since)
    if edition.withdrawn is None:
        edition.withdrawn = work.now
        work.tell(EditionWithdrawn(edition=edition.id))
    return edition
