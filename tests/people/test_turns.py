"""Turns as stretches of time: what one loses another has."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cityloop.people.rosters import rules
from cityloop.people.rosters.rules import Row, Stretch

START = datetime(2026, 3, 2, tzinfo=UTC)
HOURS = st.integers(0, 400)
COVERS = st.lists(st.tuples(HOURS, st.integers(1, 90), st.integers(5, 7)), max_size=6)


@given(st.integers(1, 200), st.integers(1, 4), COVERS)
def test_no_moment_is_lost_however_turns_are_cut(turn_h: int, takers: int, covers: list[tuple[int, int, int]]) -> None:
    row = Row(1, START - timedelta(hours=77), None, turn_h, tuple(range(takers)))
    until = START + timedelta(hours=300)
    laid = rules.turns(row, START, until)
    for began, lasts, member in covers:
        cut = Stretch(START + timedelta(hours=began), START + timedelta(hours=began + lasts))
        laid = rules.covered(laid, 1, cut, member)
        laid = rules.without(laid, {member: [(cut, "away")]})
    assert laid[0].began == START and laid[-1].ended == until
    assert all(one.ended == other.began for one, other in pairwise(laid))
    assert all(one.began < one.ended for one in laid)


@given(st.integers(1, 200), st.integers(1, 5), st.integers(-500, 500), st.integers(1, 300))
def test_a_window_shows_the_turns_of_the_whole_cut_to_it(turn_h: int, takers: int, since_h: int, lasts_h: int) -> None:
    row = Row(1, START, START + timedelta(hours=450), turn_h, tuple(range(takers)))
    since = START + timedelta(hours=since_h)
    until = since + timedelta(hours=lasts_h)
    whole = rules.turns(row, START - timedelta(days=30), START + timedelta(days=60))
    cut = [one._replace(began=max(one.began, since), ended=min(one.ended, until)) for one in whole]
    assert rules.turns(row, since, until) == [one for one in cut if one.began < one.ended]
