"""The rows a brief counts, read once: the cases of an area as they stood at an instant, by columns that do not forget."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import or_, select

from cityloop.decide.cases.queries import Case as Case
from cityloop.kit.records import within
from cityloop.kit.work import CITY_TIME, Work

Between = tuple[datetime, datetime]


class Row(NamedTuple):
    """A case as far as a brief counts it; drills and merged cases are not among them."""

    id: int
    number: str
    subject: str
    detector: str
    category_code: str
    area: str
    duty: str
    warning: int
    opened: datetime
    filed: datetime | None
    dispatched: datetime | None
    done: datetime | None
    closed: datetime | None
    voided: datetime | None
    due: datetime
    rework: int
    suspended_until: datetime | None

    @property
    def kind(self) -> str:
        """What it is about, as a name words are found for."""
        return self.category_code or self.detector

    def open_at(self, at: datetime) -> bool:
        return self.opened < at and not _by(self.closed, at) and not _by(self.voided, at)

    def overdue_at(self, at: datetime) -> bool:
        return self.open_at(at) and self.due < at and not _by(self.done, at) and self.suspended_until is None

    @property
    def late(self) -> bool:
        return self.done is not None and self.done > self.due


def _by(then: datetime | None, at: datetime) -> bool:
    return then is not None and then < at


def rows(work: Work, area: str, since: datetime) -> Sequence[Row]:
    """The cases of the area that were open at or after that instant, oldest first."""
    columns = [getattr(Case, name) for name in Row._fields]
    lasting = or_(Case.closed.is_(None), Case.closed >= since) & or_(Case.voided.is_(None), Case.voided >= since)
    chosen = select(*columns).where(within(Case.area, area), lasting, Case.drill.is_(False), Case.merged_into.is_(None))
    return [Row(*one) for one in work.session.execute(chosen.order_by(Case.id))]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def inside(at: datetime | None, between: Between) -> bool:
    return at is not None and between[0] <= at < between[1]


def days(between: Between) -> list[Between]:
    """The days of a stretch of whole days."""
    count = (between[1] - between[0]).days
    return [(between[0] + timedelta(days=n), between[0] + timedelta(days=n + 1)) for n in range(count)]


def count(rows: Sequence[Row], test: Callable[[Row], bool]) -> int:
    return sum(map(test, rows))


def hours(rows: Sequence[Row], between: Between) -> tuple[float | None, int]:
    """The median hours from first hearing of it to done, of what was done in the stretch, and of how many."""
    took = [(row.done - row.opened).total_seconds() / 3600 for row in rows if row.done and inside(row.done, between)]
    return (round(median(took), 1) if took else None), len(took)
