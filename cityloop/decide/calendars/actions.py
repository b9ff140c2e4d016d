from datetime import UTC, datetime
from typing import TypeVar

from cityloop.decide.calendars import queries, rules, years
from cityloop.decide.calendars.rules import Times
from cityloop.decide.calendars.tables import DayList, WorkingHours
from cityloop.decide.facts import CalendarChanged
from cityloop.kit.errors import Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas

KEEPER = "rule_board"  # whose duty it is to say which days are worked

Line = TypeVar("Line", DayList, WorkingHours)


def adopt_days(work: Work, *, area: str, year: int, whole: bool, days: years.Days, title: str, source: str) -> DayList:
    """Adopt a list of days off and days worked. Open deadlines in the area move."""
    drafted = draft_days(work, area=area, year=year, whole=whole, days=days, title=title, source=source)
    return _adopt(work, drafted, f"{drafted.title} ({drafted.source})")


def draft_days(work: Work, *, area: str, year: int, whole: bool, days: years.Days, title: str, source: str) -> DayList:
    """The list as it would be adopted."""
    _may(work, area, title, source)
    rules.admit_days(days, year)
    lines = [[day.isoformat(), worked, name.strip()] for day, worked, name in sorted(days)]
    return DayList(
        area=area, year=year, whole=whole, days=lines, title=title.strip(), source=source.strip(), by=work.by, at=work.now
    )


def adopt_hours(work: Work, times: Times, source: str) -> WorkingHours:
    """Adopt hours from a day on. Open deadlines in the area move."""
    return _adopt(work, draft_hours(work, times, source), source.strip())


def draft_hours(work: Work, times: Times, source: str) -> WorkingHours:
    """The line as it would be adopted. It holds from today at the earliest: what was worked before was worked."""
    _may(work, times.area, source, source)
    rules.admit_times(times)
    if times.since < work.today:
        raise Unreadable(why="Hours hold from today at the earliest: what was worked before was worked.")
    said = times._asdict() | {"weekdays": sorted(set(times.weekdays)), "spans": [list(span) for span in times.spans]}
    return WorkingHours(**said, source=source.strip(), by=work.by, at=work.now)


def withdraw_days(work: Work, list_id: int, why: str) -> DayList:
    """Take a list back: it holds no more, and what was reckoned by it is reckoned again."""
    return _withdraw(work, work.find(DayList, list_id), why)


def withdraw_hours(work: Work, line_id: int, why: str) -> WorkingHours:
    return _withdraw(work, work.find(WorkingHours, line_id), why)


def keep_up(work: Work) -> None:
    """Keep the lists of this year and of those to come as they are published, each from the day it is known here: a
    deadline that was reckoned before its year's list came out moves now."""
    mine = {one.year for one in queries.lists(work) if one.whole and one.area == areas.CITY}
    for year in range(work.today.year, years.KNOWN_TO + 1):
        if year not in mine:
            _publish(work, year)


def _publish(work: Work, year: int) -> None:
    days = [[day.isoformat(), worked, name] for day, worked, name in years.special(year)]
    known_since = min(work.now, datetime(year, 1, 1, tzinfo=UTC))
    title = f"{years.SOURCE} {year}"
    said = DayList(
        area=areas.CITY, year=year, whole=True, days=days, title=title, source=years.SOURCE, by=work.by, at=known_since
    )
    work.keep(said)
    queries.forget(work)
    if year > work.today.year:
        work.tell(CalendarChanged(area=areas.CITY, why=title))


def _may(work: Work, area: str, title: str, source: str) -> None:
    require(work, KEEPER, area)
    areas.get(work, area)
    if not title.strip() or not source.strip():
        raise Unreadable(why="Please say what this is and where it is written.")


def _adopt(work: Work, line: Line, why: str) -> Line:
    kept = work.keep(line)
    queries.forget(work)
    work.tell(CalendarChanged(area=line.area, why=why))
    return kept


def _withdraw(work: Work, line: Line, why: str) -> Line:
    require(work, KEEPER, line.area)
    if not why.strip():
        raise Unreadable(why="Please say why this is taken back.")
    if line.withdrawn is not None:
        raise Unreadable(why="This was taken back before.")
    line.withdrawn, line.withdrawn_by = work.now, work.by
    work.session.flush()
    queries.forget(work)
    work.tell(CalendarChanged(area=line.area, why=why.strip()))
    return line
