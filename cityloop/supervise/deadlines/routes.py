from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.decide.adjustments import queries as adjustments
from cityloop.decide.calendars.rules import LOCAL
from cityloop.decide.cases import queries as cases
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.clocks.queries import Clock, Explained, Moved, moment
from cityloop.decide.clocks.rules import Lamp, lamp
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.supervise.deadlines import queries
from cityloop.supervise.deadlines.queries import Line
from cityloop.supervise.deadlines.schemas import (
    ClockOut,
    ExpectedOut,
    ForecastOut,
    FormerOut,
    HeldOut,
    LegOut,
    MoveOut,
    PauseOut,
    RunningOut,
    StretchOut,
)

router = APIRouter(prefix="/api", tags=["supervise"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
AHEAD = timedelta(days=30)


@router.get("/cases/{case_id}/clocks")
def clocks_of_case(work: Desk, case_id: Id) -> list[ClockOut]:
    """Why the deadlines of the case are what they are: limits, what counted and what did not, and what moved them."""
    cases.visible(work, case_id)
    return [_clock(work, one) for one in clocks.explained(work, case_id, partial(adjustments.given, work))]


@router.get("/deadlines")
def deadlines(work: Desk, lamp: Lamp | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 200) -> list[RunningOut]:
    """The running clocks of cases this person may see that are due within a month, least time left first."""
    found = [_line(work, one) for one in queries.pressing(work, work.now + AHEAD, limit)]
    return sorted((one for one in found if lamp in (None, one.lamp)), key=lambda one: one.left_s)


@router.get("/deadlines/forecast")
def forecast(work: Desk) -> ForecastOut:
    """What is due until the end of the next working day and will likely be late, and how such forecasts held."""
    found = queries.forecast(work)
    return ForecastOut(
        until=found.until,
        expected=[
            ExpectedOut(**_line(work, one.line).model_dump(), **{**one.seen._asdict(), "chance": round(one.seen.chance, 4)})
            for one in found.expected
        ],
        held=HeldOut(**found.held._asdict()) if found.held else None,
    )


def _line(work: Work, line: Line) -> RunningOut:
    clock, case = line.clock, line.case
    return RunningOut(
        case=case.id,
        number=case.number,
        subject=case.subject,
        stage=clock.stage,
        area=case.area,
        area_name=areas.title(work, case.area),
        duty=case.duty,
        category_code=case.category_code,
        due=clock.due or work.now,
        lamp=_lamp(work, clock),
        left_s=line.used.left.total_seconds(),
        share=round(line.used.share, 4),
        provisional=clock.provisional,
    )


def _lamp(work: Work, clock: Clock) -> Lamp:
    return lamp(clock.yellow, clock.due, clock.ended or work.now)


def _clock(work: Work, one: Explained) -> ClockOut:
    clock = one.clock
    kept = (
        "stage", "turn", "area", "source", "began", "due", "yellow", "ended", "late", "paused_since", "provisional"
    )  # fmt: skip
    return ClockOut(
        **{name: getattr(clock, name) for name in kept},
        area_name=areas.title(work, clock.area),
        legs=_legs(clock),
        lamp=_lamp(work, clock),
        next_day=one.calendar.times_on(clock.began.astimezone(LOCAL).date()).next_day,
        today=one.today,
        given=LegOut(amount=one.given.limit.amount, unit=one.given.limit.unit.value, why=one.given.why, by=one.given.by, at=None)
        if one.given
        else None,
        former=[FormerOut(**said) for said in clock.former],
        spent_s=one.used.spent.total_seconds(),
        whole_s=one.used.whole.total_seconds(),
        stretches=[StretchOut(**stretch._asdict()) for stretch in one.stretches],
        pauses=[PauseOut(**said) for said in clock.pauses],
        moves=[_move(moved) for moved in one.moves],
    )


def _move(moved: Moved) -> MoveOut:
    row, told = moved
    return MoveOut(at=row.at, by=row.by, was=_at(told.was), now=_at(told.now), cause=told.cause, why=told.why)


def _legs(clock: Clock) -> list[LegOut]:
    limit = LegOut(amount=clock.amount, unit=clock.unit.value, why="", by="", at=None)
    return [limit, *(LegOut(**said) for said in clock.added)]


def _at(said: str) -> datetime | None:
    return moment(said) if said else None
