from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select

from cityloop.kit.work import Work
from cityloop.sense.quarantine.tables import Quarantined, Release


class Heap(NamedTuple):
    """Rows of one source that wait for one reason."""

    source: str
    reason: str
    rows: int
    oldest: datetime
    newest: datetime


def chosen(source: str = "", reason: str = "") -> Select[Quarantined]:
    rows = select(Quarantined)
    if source:
        rows = rows.where(Quarantined.source == source)
    return rows.where(Quarantined.reason == reason) if reason else rows


def waiting(work: Work, source: str = "", reason: str = "", before: int = 0, limit: int = 100) -> Sequence[Quarantined]:
    """The rows that wait, newest first; `before` is the id after which a page goes on."""
    rows = chosen(source, reason)
    if before:
        rows = rows.where(Quarantined.id < before)
    return work.session.scalars(rows.order_by(Quarantined.id.desc()).limit(limit)).all()


def heaps(work: Work) -> list[Heap]:
    counted = select(
        Quarantined.source, Quarantined.reason, func.count(), func.min(Quarantined.id), func.max(Quarantined.id)
    ).group_by(Quarantined.source, Quarantined.reason)
    found = []
    for source, reason, count, first, last in work.session.execute(counted.order_by(func.count().desc())):
        oldest, newest = work.find(Quarantined, first), work.find(Quarantined, last)
        found.append(Heap(source, reason, count, oldest.at, newest.at))
    return found


def releases(work: Work, limit: int = 50) -> Sequence[Release]:
    return work.session.scalars(select(Release).order_by(Release.id.desc()).limit(limit)).all()
