"""Hands to try clocks with: instants as the city says them, and a slow way to reckon that looks at every minute."""

from datetime import datetime, timedelta

from cityloop.decide.calendars.rules import LOCAL, Calendar
from cityloop.decide.clocks.rules import Pause, Run, due_of
from cityloop.rulebook.limits import Limit


def at(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=LOCAL)


def said(instant: datetime | None) -> str:
    return instant.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if instant else "none"


def due(calendar: Calendar, began: str, *limits: str, pauses: tuple[tuple[str, str], ...] = ()) -> str:
    stood = tuple(Pause(at(since), at(until)) for since, until in pauses)
    return said(due_of(calendar, Run(at(began), tuple(map(Limit.read, limits)), stood)))


def minutes_worked(calendar: Calendar, since: datetime, until: datetime) -> int:
    """Every minute looked at one by one, from the calendar's days and hours alone."""
    count, minute = 0, since
    while minute < until:
        local = minute.astimezone(LOCAL)
        of_day = local.hour * 60 + local.minute
        if calendar.of(local.date()).working:
            count += any(begin <= of_day < end for begin, end in calendar.times_on(local.date()).spans)
        minute += timedelta(minutes=1)
    return count


def local(instant: str | None) -> str:
    """An instant as the API says it, in the city's time."""
    return said(datetime.fromisoformat(instant)) if instant else "none"
