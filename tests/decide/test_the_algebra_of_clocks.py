"""What holds of every clock under every calendar: tried on calendars, limits and pauses drawn at random."""

import itertools
from datetime import date, datetime, timedelta

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cityloop.decide.calendars.rules import LOCAL, Calendar, Kept, Times, calendar, micros
from cityloop.decide.clocks.rules import Pause, Run, columns, due, due_of, spent, used_of, yellow, yellow_of
from cityloop.decide.clocks.stretches import COUNTING, stretches
from cityloop.kernels.worktime import FAR
from cityloop.rulebook.limits import Counting, Limit
from tests.decide.clocks import minutes_worked

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIRST = datetime(2026, 1, 20, tzinfo=LOCAL)
SMALL = 5 * timedelta(microseconds=1)  # what a working day of an odd length is rounded by
LONG_DAY = Times(weekdays=tuple(range(7)), spans=((0, 1440),), holidays_off=False)
FEW = settings(max_examples=60, deadline=None)

spans = st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple((a * 15, b * 15) for a, b in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
days_of_2026 = st.integers(0, 364).map(lambda number: date(2026, 1, 1) + timedelta(days=number))


@st.composite
def calendars(draw: st.DrawFn, next_day: bool = False) -> Calendar:
    """Hours that change now and then, and a city's own days."""
    since = sorted(draw(st.lists(days_of_2026, max_size=2, unique=True)))
    lines = [
        Times("", one, draw(weekdays), draw(spans), next_day=next_day and draw(st.booleans()))
        for one in [date(2010, 1, 1), *since]
    ]
    own = draw(st.dictionaries(days_of_2026, st.booleans(), max_size=8))
    return calendar((Kept("", 2026, False, tuple((day, worked, "") for day, worked in sorted(own.items())), ""),), tuple(lines))


instants = st.integers(0, 60 * 24 * 120).map(lambda minutes: FIRST + minutes * MINUTE)
hours = st.integers(1, 160).map(lambda quarters: Limit(quarters / 4, Counting.working_hours))
limits = st.one_of(
    hours,
    st.integers(1, 20).map(lambda amount: Limit(amount, Counting.working_days)),
    st.integers(1, 90).map(lambda amount: Limit(amount, Counting.urgent_hours)),
    st.integers(1, 9).map(lambda amount: Limit(amount, Counting.urgent_days)),
)
pauses = st.lists(instants, max_size=6, unique=True).map(
    lambda edges: tuple(Pause(a, b) for a, b in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


def ends(of: Calendar, began: datetime, *legs: Limit, stood: tuple[Pause, ...] = ()) -> datetime:
    found = due_of(of, Run(began, legs, stood))
    assert found is not None
    return found


@FEW
@given(calendars(next_day=True), instants, instants, limits, pauses)
def test_who_begins_later_is_never_due_earlier(
    of: Calendar, one: datetime, other: datetime, limit: Limit, stood: tuple[Pause, ...]
) -> None:
    first, second = sorted((one, other))
    assert ends(of, first, limit, stood=stood) <= ends(of, second, limit, stood=stood)


@FEW
@given(calendars(next_day=True), instants, limits, st.integers(1, 40), pauses)
def test_a_longer_limit_never_ends_earlier(
    of: Calendar, began: datetime, limit: Limit, more: int, stood: tuple[Pause, ...]
) -> None:
    longer = Limit(limit.amount + more / 4, limit.unit)
    assert ends(of, began, limit, stood=stood) <= ends(of, began, longer, stood=stood)
    assert ends(of, began, limit, stood=stood) <= ends(of, began, limit, longer, stood=stood)


@FEW
@given(calendars(), instants, hours, hours)
def test_hours_after_hours_are_their_sum(of: Calendar, began: datetime, one: Limit, other: Limit) -> None:
    both = Limit(one.amount + other.amount, one.unit)
    assert ends(of, ends(of, began, one), other) == ends(of, began, both) == ends(of, began, one, other)


@FEW
@given(calendars(), st.lists(instants, min_size=3, max_size=3), limits, pauses)
def test_what_passes_from_a_to_c_passes_from_a_to_b_and_from_b_to_c(
    of: Calendar, three: list[datetime], limit: Limit, stood: tuple[Pause, ...]
) -> None:
    first, second, third = sorted(three)
    whole = used_of(of, Run(first, (limit,), stood), third).spent
    parts = used_of(of, Run(first, (limit,), stood), second).spent + used_of(of, Run(second, (limit,), stood), third).spent
    if limit.unit is not Counting.working_days:
        assert whole == parts
    elif of.times_on(first.date()).day_us == of.times_on(second.date()).day_us:
        assert abs(whole - parts) <= SMALL


@FEW
@given(calendars(next_day=True), instants, limits, st.none() | limits, pauses)
def test_at_its_deadline_a_clock_has_used_its_limit_and_a_moment_before_it_has_not(
    of: Calendar, began: datetime, limit: Limit, more: Limit | None, stood: tuple[Pause, ...]
) -> None:
    run = Run(began, (limit, more) if more else (limit,), stood)
    end = due_of(of, run)
    assert end is not None
    assert abs(used_of(of, run, end).left) <= SMALL
    assert used_of(of, run, end - MINUTE).left > timedelta(0)


@FEW
@given(calendars(), instants, hours, instants, instants)
def test_a_pause_moves_a_deadline_by_just_what_would_have_counted_in_it(
    of: Calendar, began: datetime, limit: Limit, one: datetime, other: datetime
) -> None:
    since, until = sorted((one, other))
    was, now = ends(of, began, limit), ends(of, began, limit, stood=(Pause(since, until),))
    if since < until <= began or since >= was:
        assert now == was
    else:
        stood = of.hours_between(max(since, began), max(until, began))
        assert of.hours_between(was, now) == stood
        assert now >= was


@FEW
@given(
    calendars(next_day=True),
    st.lists(st.tuples(instants, limits, st.none() | limits, pauses, st.booleans()), min_size=1, max_size=30),
)
def test_a_thousand_clocks_are_reckoned_as_each_alone(
    of: Calendar, clocks: list[tuple[datetime, Limit, Limit | None, tuple[Pause, ...], bool]]
) -> None:
    runs = []
    for began, limit, more, stood, stands in clocks:
        stood = (*stood[:-1], Pause(stood[-1].since, None)) if stands and stood else stood
        runs.append(Run(began, (limit, more) if more else (limit,), stood))
    together = columns(of, runs)
    at = FIRST + 50 * timedelta(days=1)
    used, whole = spent(of, together, np.full(len(runs), micros(at), np.int64))
    for row, run in enumerate(runs):
        alone, lamp, mine = due_of(of, run), yellow_of(of, run), used_of(of, run, at)
        assert due(of, together)[row] == (FAR if alone is None else micros(alone))
        assert yellow(of, together)[row] == (FAR if lamp is None else micros(lamp))
        assert (timedelta(microseconds=int(used[row])), timedelta(microseconds=int(whole[row]))) == tuple(mine)


@FEW
@given(instants, st.integers(1, 400), pauses)
def test_where_all_is_worked_working_time_is_time(began: datetime, amount: int, stood: tuple[Pause, ...]) -> None:
    of = calendar((), (LONG_DAY,))
    for worked, urgent in ((Counting.working_hours, Counting.urgent_hours), (Counting.working_days, Counting.urgent_days)):
        assert ends(of, began, Limit(amount, worked), stood=stood) == ends(of, began, Limit(amount, urgent), stood=stood)


@FEW
@given(calendars(), instants, limits, pauses)
def test_the_lamp_turns_yellow_before_the_time_is_over(
    of: Calendar, began: datetime, limit: Limit, stood: tuple[Pause, ...]
) -> None:
    run = Run(began, (limit,), stood)
    turns = yellow_of(of, run)
    assert turns is not None and turns <= ends(of, began, limit, stood=stood)
    assert abs(used_of(of, run, turns).share - of.times_on(began.date()).yellow_share) < 1e-6


@settings(max_examples=25, deadline=None)
@given(calendars(), instants, st.integers(1, 60 * 24 * 9))
def test_a_ruler_counts_what_looking_at_every_minute_counts(of: Calendar, since: datetime, minutes: int) -> None:
    until = since + minutes * MINUTE
    assert of.hours_between(since, until) == minutes_worked(of, since, until) * MINUTE


@settings(max_examples=25, deadline=None)
@given(calendars(), instants, st.integers(1, 40))
def test_a_deadline_is_where_looking_at_every_minute_ends(of: Calendar, began: datetime, quarters: int) -> None:
    end = ends(of, began, Limit(quarters / 4, Counting.working_hours))
    assume(end - began < timedelta(days=25))
    assert minutes_worked(of, began, end) == quarters * 15
    assert minutes_worked(of, began, end - MINUTE) == quarters * 15 - 1


@FEW
@given(calendars(next_day=True), instants, limits, st.none() | limits, pauses)
def test_the_stretches_of_a_clock_follow_one_another_and_add_up_to_its_limit(
    of: Calendar, began: datetime, limit: Limit, more: Limit | None, stood: tuple[Pause, ...]
) -> None:
    run = Run(began, (limit, more) if more else (limit,), stood)
    end = due_of(of, run)
    assert end is not None
    told = stretches(of, run, end)
    assert (told[0].since, told[-1].until) == (began, end)
    assert all(one.until == other.since for one, other in itertools.pairwise(told))
    for number, leg in enumerate(run.legs):
        assert abs(sum(one.counts for one in told if one.leg == number) - leg.amount) < 1e-6
    assert all((one.counts > 0) == (one.why in COUNTING) for one in told)
