import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from cityloop.kit import signing
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.rulebook.scoring import Book, read
from cityloop.supervise.periods import rules
from cityloop.supervise.periods.rules import Changed, Numbers
from cityloop.supervise.periods.tables import Correction as Correction  # a record may be handed on, its table not
from cityloop.supervise.periods.tables import Period as Period
from cityloop.supervise.yardsticks import counting
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.queries import Tables
from cityloop.supervise.yardsticks.rules import Stretch, stretch

MOST = 1000  # periods listed


class Frozen(NamedTuple):
    """What a period was counted from and what it came to, read back from its files."""

    book: Book
    tables: Tables
    numbers: Numbers


class Compared(NamedTuple):
    """What today's records say otherwise of a frozen period."""

    cases: Sequence[Changed]
    numbers: dict[str, Any]


def seen(work: Work) -> Sequence[Period]:
    """The newest thousand frozen periods of areas the one who works may see whole, newest first."""
    chosen = select(Period).where(scope_of(work).where(Period.area))
    return work.session.scalars(chosen.order_by(Period.first.desc(), Period.id.desc()).limit(MOST)).all()


def get(work: Work, period_id: int) -> Period:
    period = work.session.get(Period, period_id)
    if period is None or not scope_of(work).covers(period.area):
        raise NotFound(kind="period", id=period_id)
    return period


def found(work: Work, period_id: int) -> Period:
    """The period, for the city's own use."""
    return work.find(Period, period_id)


def of(work: Work, area: str, asked: Stretch) -> Period | None:
    chosen = select(Period).where(Period.area == area, Period.kind == asked.kind, Period.first == asked.first)
    return work.session.scalar(chosen)


def corrections(work: Work, period_id: int) -> Sequence[Correction]:
    """What was added to a period since it was frozen, oldest first."""
    chosen = select(Correction).where(Correction.period_id == period_id).order_by(Correction.id)
    return work.session.scalars(chosen).all()


def counted(book: Book, kept: Tables, asked: Stretch, period_as_of: Any) -> Numbers:
    """Every count for every group that is frozen."""
    framed = yardsticks.framed(kept, asked, period_as_of)
    found = {}
    for by in rules.GROUPS:
        one = counting.count(book, framed, by)
        found[by.value] = {group: one.row(group) for group in one.groups}
    return found


def thawed(work: Work, period: Period) -> Frozen:
    """What was frozen, if it is what was signed. Raises Broken."""
    content = work.files.read(period.manifest)
    key = work.session.get(signing.SigningKey, period.key_id)
    if key is None or not signing.holds(key.public, content, period.signed):
        raise rules.Broken(what="the signature does not hold")
    manifest = json.loads(content)
    about = (manifest["area"], manifest["kind"], manifest["first"], manifest["as_of"])
    if about != (period.area, period.kind.value, period.first.isoformat(), period.as_of.isoformat()):
        raise rules.Broken(what="the manifest is that of another period")
    files = {name: work.files.read(manifest["files"][name]) for name in rules.FILES}
    for name, one in files.items():
        if work.files.keep(one) != manifest["files"][name]:
            raise rules.Broken(what=f"{name} was changed")
    book = read([(kind, body) for kind, body in json.loads(files["book"])])
    kept = Tables(rules.from_parquet(files["cases"]), rules.from_parquet(files["looks"]))
    return Frozen(book, kept, json.loads(files["numbers"]))


def again(work: Work, period: Period) -> bool:
    """Whether what was frozen, counted again today, gives the same numbers. Raises Broken."""
    frozen = thawed(work, period)
    asked = stretch(period.kind, period.first)
    return not rules.differences(frozen.numbers, counted(frozen.book, frozen.tables, asked, period.as_of))


def compared(work: Work, period: Period) -> Compared:
    """Today's records, as of when it was frozen and by the definitions of then, beside what was frozen."""
    frozen, asked = thawed(work, period), stretch(period.kind, period.first)
    today = yardsticks.tables(work, period.area, asked, period.as_of, whole=True, people=True)
    appealed = yardsticks.excused_now(work, period.area, today)
    columns = [name for name in frozen.tables.cases.column_names if name != "id"]
    numbers = counted(frozen.book, appealed, asked, period.as_of)
    return Compared(rules.changed(frozen.tables.cases, appealed.cases, columns), rules.differences(frozen.numbers, numbers))
