from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.decide.calendars import actions as calendars
from cityloop.decide.calendars import queries, years
from cityloop.decide.calendars.queries import DayList, Draft, WorkingHours
from cityloop.decide.calendars.rules import Times
from cityloop.decide.clocks import reckoning
from cityloop.decide.clocks.schemas import DayListIn, DayListOut, DayOut, HoursIn, HoursOut, MovingOut, WhyIn, YearOut
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas

router = APIRouter(prefix="/api/calendars", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
Year = Annotated[int, InPath(ge=years.FIRST, le=years.LAST)]
Code = Annotated[str, Query(max_length=15)]


@router.get("/{year}")
def calendar(work: Desk, year: Year, area: Code = areas.CITY) -> YearOut:
    """The days of a year that are not as their weekday says, the hours in force, and every list and line there was."""
    areas.get(work, area)
    found, first = queries.of(work, area), date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    kinds = [(day, found.of(day)) for day in days]
    lists = [one for one in queries.lists(work) if one.year == year and _meets(one.area, area)]
    whole = next((one for one in lists if one.whole and not one.withdrawn), None)
    return YearOut(
        year=year,
        area=area,
        area_name=areas.title(work, area),
        published=year not in found.unpublished,
        source=whole.source if whole else years.SOURCE if years.published(year) else "",
        working_days=sum(kind.working for _, kind in kinds),
        special=[DayOut(day=day, working=kind.working, name=kind.name) for day, kind in kinds if kind.name],
        today=_times(work, found.times_on(work.today)),
        lists=[_list(work, one) for one in lists],
        hours=[_hours(work, one) for one in queries.lines(work) if _meets(one.area, area)],
    )


def _meets(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@router.post("/days")
def adopt_days(work: Desk, said: DayListIn) -> DayListOut:
    """Adopt a list of days off and days worked; deadlines in the area move, each with the reason in the log."""
    return _list(work, calendars.adopt_days(work, **_days(said)))


@router.post("/days/try")
def try_days(work: Desk, said: DayListIn) -> MovingOut:
    """What adopting this list would move."""
    draft = calendars.draft_days(work, **_days(said))
    return MovingOut.model_validate(reckoning.effect(work, said.area, Draft(lists=[draft])))


@router.post("/days/{list_id}/withdraw")
def withdraw_days(work: Desk, list_id: Id, said: WhyIn) -> DayListOut:
    """Take a list back; it stays in the history, and closed clocks stay as they were."""
    return _list(work, calendars.withdraw_days(work, list_id, said.why))


@router.post("/hours")
def adopt_hours(work: Desk, said: HoursIn) -> HoursOut:
    """Adopt hours from a day on; deadlines in the area move, each with the reason in the log."""
    return _hours(work, calendars.adopt_hours(work, _said(said), said.source))


@router.post("/hours/try")
def try_hours(work: Desk, said: HoursIn) -> MovingOut:
    """What adopting these hours would move."""
    draft = calendars.draft_hours(work, _said(said), said.source)
    return MovingOut.model_validate(reckoning.effect(work, said.area, Draft(lines=[draft])))


@router.post("/hours/{line_id}/withdraw")
def withdraw_hours(work: Desk, line_id: Id, said: WhyIn) -> HoursOut:
    """Take hours back; they stay in the history, and closed clocks stay as they were."""
    return _hours(work, calendars.withdraw_hours(work, line_id, said.why))


def _days(said: DayListIn) -> dict[str, Any]:
    days = tuple((one.day, one.working, one.name) for one in said.days)
    return said.model_dump(exclude={"days"}) | {"days": days}


def _said(said: HoursIn) -> Times:
    spans, weekdays = tuple(said.spans), tuple(sorted(set(said.weekdays)))
    return Times(said.area, said.since, weekdays, spans, said.holidays_off, said.next_day, said.yellow_share)


def _list(work: Work, one: DayList) -> DayListOut:
    days = [DayOut(day=day, working=working, name=name) for day, working, name in queries.kept(one).days]
    about = {name: getattr(one, name) for name in DayListOut.model_fields if name not in ("days", "area_name")}
    return DayListOut(**about, area_name=areas.title(work, one.area), days=days)


def _hours(work: Work, one: WorkingHours) -> HoursOut:
    about = {name: getattr(one, name) for name in HoursOut.model_fields if name != "area_name"}
    return HoursOut(**about, area_name=areas.title(work, one.area))


def _times(work: Work, one: Times) -> HoursOut:
    """The hours in force, where no line was adopted those that are usual."""
    rest = {"id": None, "by": "", "at": None, "withdrawn": None, "withdrawn_by": None, "source": ""}
    area = one.area or areas.CITY
    return HoursOut(**{**one._asdict(), **rest, "area": area, "area_name": areas.title(work, area)})
