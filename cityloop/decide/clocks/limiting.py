"""Running clocks by the hundred thousand are given other limits, a page a transaction, as `reckoning` does for calendars."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from cityloop.decide.clocks import reckoning
from cityloop.decide.clocks.actions import former
from cityloop.decide.clocks.reckoning import CLOCKS, COLUMNS, Counted, Effect, Reckoned
from cityloop.decide.clocks.rules import Cause, Given
from cityloop.decide.clocks.tables import Clock
from cityloop.kit import bulk
from cityloop.kit.work import Work

Limits = Mapping[tuple[str, str], Given]  # by the source of the limit a clock has, and its stage


class Page(NamedTuple):
    """What became of a page: the last clock it came to, how many were given another limit, how many deadlines moved; after
    the last page there is no clock to go on from."""

    last: int | None
    given: int
    moved: int


def give(work: Work, area: str, limits: Limits, beginning: str, why: str, after: int) -> Page:
    """Give the next page of running clocks, of those whose source begins so, the limits meant for them."""
    rows = _page(work, beginning, after)
    changed = _reckoned(work, rows, limits)
    if changed:
        bulk.change(work.session, CLOCKS, "id", {**reckoning.columns(changed, work.now), **_limits(work, changed)})
    moved = reckoning.tell_moved(work, area, Cause.limit, why, changed)
    return Page(rows[-1].id if len(rows) == reckoning.PAGE else None, len(changed), moved)


def effect(work: Work, limits: Limits, beginning: str) -> Effect:
    """What would move if running clocks were given these limits now; nothing does. Counted are those given another."""
    counts, after = Counted(work.now), 0
    while rows := _page(work, beginning, after):
        changed = _reckoned(work, rows, limits)
        counts.running, after = counts.running + len(changed), rows[-1].id
        counts.add(changed)
    return counts.effect


def _page(work: Work, beginning: str, after: int) -> Sequence[Row[Any]]:
    begins = Clock.source.startswith(beginning, autoescape=True)
    chosen = select(*COLUMNS).where(Clock.ended.is_(None), Clock.id > after, begins)
    return work.session.connection().execute(chosen.order_by(Clock.id).limit(reckoning.PAGE)).all()


def _reckoned(work: Work, rows: Sequence[Row[Any]], limits: Limits) -> list[Reckoned]:
    told = [(row, limits[row.source, row.stage]) for row in rows if (row.source, row.stage) in limits]
    return list(reckoning.by_calendar(work, told))


def _limits(work: Work, changed: Sequence[Reckoned]) -> bulk.Columns:
    """What they are given, and what they had kept beside it."""
    told = [(one.row, one.given) for one in changed if one.given]
    return {
        "amount": [given.limit.amount for _, given in told],
        "unit": [given.limit.unit for _, given in told],
        "source": [given.source for _, given in told],
        "former": [[*row.former, former(row.amount, row.unit, row.source, given.why, given.by, work.now)] for row, given in told],
    }
