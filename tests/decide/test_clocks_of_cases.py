"""Clocks of a case in the city: begun, paused, extended, ended, begun anew, and moved by a change of the calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import delete, select, update

from cityloop.cockpit.live.queries import news
from cityloop.decide.calendars import actions as calendars
from cityloop.decide.calendars import queries as kept
from cityloop.decide.calendars.rules import Times
from cityloop.decide.clocks import actions as clocks
from cityloop.decide.clocks import queries, rules
from cityloop.decide.clocks.rules import Again
from cityloop.kit.facts import FactRow
from cityloop.kit.records import Record
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook.limits import Limit
from tests.conftest import BOTH
from tests.decide.clocks import at, said
from tests.stories.moves import FAST
from tests.town import Hands, Town

pytestmark = BOTH
AREA = "500103001"


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-02-12 16:00")  # a Thursday; 14 February is a worked Saturday, 15 to 23 February are off


@pytest.fixture
def case(town: Town) -> int:
    """A case whose own clocks are taken away, so that the story is of those it begins itself."""
    town.drive("渝D·K0001", *FAST)
    with at_work(town) as work:
        work.session.execute(delete(Record.metadata.tables["clock"]))
    return 1


@contextmanager
def at_work(town: Town, by: str = "board") -> Iterator[Work]:
    with town.city.work(by=by) as work:
        yield work


def started(town: Town, case: int, limit: str, stage: str = "handle", area: str = AREA) -> str:
    with at_work(town) as work:
        return said(clocks.start(work, case, stage, Limit.read(limit), area).due)


def due(town: Town, case: int, stage: str = "handle") -> str:
    with at_work(town) as work:
        found = queries.last(work, case, stage)
        assert found is not None
        return said(found.due)


def moves(town: Town, case: int) -> list[tuple[str, str, str, str]]:
    """Every move of the case's deadlines: cause, from, to, and why."""
    with at_work(town) as work:
        told = [one.told for one in queries.moves(work, case)]
    instants = [[said(datetime.fromisoformat(end) if end else None) for end in (one.was, one.now)] for one in told]
    return [(one.cause, was, now, one.why) for one, (was, now) in zip(told, instants, strict=True)]


def test_a_clock_begins_and_ends_in_time_or_late(town: Town, clock: Hands, case: int) -> None:
    assert started(town, case, "4WH") == "2026-02-13 11:00"
    clock.now = at("2026-02-13 11:00")
    with at_work(town) as work:
        clocks.stop(work, case, "handle")
    with at_work(town) as work:
        (ended,) = queries.of_case(work, case)
        assert (ended.late, ended.used) == (False, 1.0)
    assert started(town, case, "1WH") == "2026-02-13 12:00"
    clock.now = at("2026-02-13 14:00")
    with at_work(town) as work:
        clocks.stop(work, case, "handle")
        assert [(one.turn, one.late, one.used) for one in queries.of_case(work, case)] == [(1, False, 1.0), (2, True, 2.0)]
        with pytest.raises(rules.NoClock):
            clocks.stop(work, case, "handle")


def test_one_stage_has_one_clock_at_a_time(town: Town, case: int) -> None:
    started(town, case, "4WH")
    assert started(town, case, "0.5UH", stage="file") == "2026-02-12 16:30"
    with at_work(town) as work, pytest.raises(rules.RunsAlready):
        clocks.start(work, case, "handle", Limit.read("1WD"), AREA)


def test_a_clock_that_stands_still_has_no_deadline(town: Town, clock: Hands, case: int) -> None:
    started(town, case, "4WH")
    clock.now = at("2026-02-12 17:00")
    with at_work(town) as work:
        clocks.pause(work, case, "handle", "等待挖掘许可")
    assert due(town, case) == "none"
    clock.now = at("2026-02-24 10:00")
    with at_work(town) as work:
        assert queries.overdue(work) == []
        with pytest.raises(rules.Still):
            clocks.pause(work, case, "handle", "again")
        assert said(clocks.resume(work, case, "handle")) == "2026-02-24 14:00"
        with pytest.raises(rules.NotStill):
            clocks.resume(work, case, "handle")
    assert moves(town, case) == [("resumed", "2026-02-13 11:00", "2026-02-24 14:00", "等待挖掘许可")]


def test_an_extension_is_added_after_the_limit(town: Town, clock: Hands, case: int) -> None:
    started(town, case, "1WD")
    with at_work(town) as work:
        assert said(clocks.extend(work, case, "handle", Limit.read("1WD"), "材料未到")) == "2026-02-14 16:00"
        assert said(clocks.extend(work, case, "handle", Limit.read("1WD"), "仍未到")) == "2026-02-24 16:00"
        assert said(clocks.change_limit(work, case, "handle", Limit.read("2WD"), "标准修订")) == "2026-02-25 16:00"
    assert [(cause, now) for cause, _, now, _ in moves(town, case)] == [
        ("extension", "2026-02-14 16:00"),
        ("extension", "2026-02-24 16:00"),
        ("limit", "2026-02-25 16:00"),
    ]


def test_work_sent_back_begins_a_new_turn_or_runs_on(town: Town, clock: Hands, case: int) -> None:
    started(town, case, "4WH")
    clock.now = at("2026-02-12 17:00")
    with at_work(town) as work:
        clocks.stop(work, case, "handle")
    clock.now = at("2026-02-13 10:00")
    with at_work(town) as work:
        assert said(clocks.restart(work, case, "handle", Again.runs_on, "核查")) == "2026-02-13 14:00"
        clocks.stop(work, case, "handle")
        assert said(clocks.restart(work, case, "handle")) == "2026-02-13 15:00"
        assert [one.turn for one in queries.of_case(work, case)] == [1, 2]


def test_a_list_of_days_moves_the_deadlines_that_run_and_says_why(town: Town, clock: Hands, case: int) -> None:
    assert started(town, case, "2WD") == "2026-02-14 16:00"
    started(town, case, "2UD", stage="file")
    with at_work(town) as work:
        clocks.start(work, case, "dispatch", Limit.read("1WH"), AREA)
    clock.forward(minutes=30)
    with at_work(town) as work:
        clocks.stop(work, case, "dispatch")
        days = ((date(2026, 2, 13), False, "暴雨停工"),)
        listed = calendars.adopt_days(
            work, area="500103", year=2026, whole=False, days=days, title="停工令", source="渝中府发2号"
        ).id
    town.city.settle()
    assert due(town, case) == "2026-02-24 16:00"
    assert moves(town, case) == [("calendar", "2026-02-14 16:00", "2026-02-24 16:00", "停工令 (渝中府发2号)")]
    with at_work(town) as work:
        calendars.withdraw_days(work, listed, "雨停")
    town.city.settle()
    assert due(town, case) == "2026-02-14 16:00"
    assert moves(town, case)[1:] == [("calendar", "2026-02-24 16:00", "2026-02-14 16:00", "雨停")]


def test_another_streets_days_move_nothing_here(town: Town, case: int) -> None:
    started(town, case, "2WD")
    with at_work(town) as work:
        other = next(code for code in areas.area_map(work).place if len(code) == 9 and code != AREA)
    started(town, case, "2WD", stage="verify", area=other)
    with at_work(town) as work:
        days = ((date(2026, 2, 13), False, "停工"),)
        calendars.adopt_days(work, area=other, year=2026, whole=False, days=days, title="街道停工", source="街道办")
    town.city.settle()
    assert (due(town, case), due(town, case, "verify")) == ("2026-02-14 16:00", "2026-02-24 16:00")


def test_hours_move_deadlines_page_by_page(town: Town, case: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityloop.decide.clocks.reckoning.PAGE", 2)
    for number in range(5):
        started(town, case, "4WH", stage=f"stage{number}")
    with at_work(town) as work:
        calendars.adopt_hours(work, Times("50", date(2026, 2, 13), spans=((600, 720), (840, 1080))), "冬季作息")
    town.city.settle()
    assert {due(town, case, f"stage{number}") for number in range(5)} == {"2026-02-13 12:00"}
    assert len(moves(town, case)) == 5


def test_what_moves_together_is_one_fact_and_stands_in_the_timeline_of_each_case(town: Town, case: int) -> None:
    started(town, case, "4WH")
    started(town, case, "2WD", stage="verify")
    lunch_off(town)
    told = [
        line for line in town.desk("dispatcher").get(f"/api/cases/{case}").json()["timeline"] if line["kind"] == "DeadlineMoved"
    ]
    assert [(line["about"]["stage"], line["about"]["why"]) for line in told] == [("handle", "冬季作息"), ("verify", "冬季作息")]
    assert town.desk("dispatcher").get(f"/api/cases/{case}").json()["case"]["due"].startswith("2026-02-13T04:00")
    with at_work(town) as work:
        (fact,) = work.session.scalars(select(FactRow).where(FactRow.kind == "DeadlinesMoved"))
        assert (fact.about, fact.body["moved"]) == ("area:50", 2)


def test_a_street_hears_that_deadlines_moved_around_it_and_not_how_many(town: Town, case: int) -> None:
    started(town, case, "4WH")
    lunch_off(town, AREA)
    for login, areas_told in (("clerk", [AREA]), ("board", [AREA]), ("stranger", [])):
        with town.city.glance(by=login) as work:
            heard = [line.about for line in news(work, 0).lines if line.kind == "DeadlinesMoved"]
        assert [one["area"] for one in heard] == areas_told
        assert all(set(one) == {"area", "cause", "why"} for one in heard)


def test_a_move_that_was_changed_afterwards_is_found(town: Town, case: int) -> None:
    started(town, case, "4WH")
    lunch_off(town)
    with at_work(town) as work:
        assert list(queries.torn(work)) == []
        moved = Record.metadata.tables["clock_move"]
        work.session.execute(update(moved).values(was=moved.c.due))
        (sentence,) = queries.torn(work)
    assert "DeadlinesMoved" in sentence


def test_a_city_that_died_between_two_pages_goes_on_with_the_next(town: Town, case: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityloop.decide.clocks.reckoning.PAGE", 2)
    stages = [f"stage{number}" for number in range(7)]
    for stage in stages:
        started(town, case, "4WH", stage=stage)
    lunch_off(town, settled=False)
    town.city.hand_over()
    assert 0 < sum(due(town, case, stage) == "2026-02-13 12:00" for stage in stages) < len(stages)
    another = replace(town.city)  # whatever the first one knew beside its database is gone
    another.settle()
    assert {due(town, case, stage) for stage in stages} == {"2026-02-13 12:00"}
    assert len(moves(town, case)) == len(stages)


def lunch_off(town: Town, area: str = "50", settled: bool = True) -> None:
    """The morning begins later: four working hours from Thursday afternoon end later on Friday."""
    with at_work(town) as work:
        calendars.adopt_hours(work, Times(area, date(2026, 2, 13), spans=((600, 720), (840, 1080))), "冬季作息")
    if settled:
        town.city.settle()


def test_a_deadline_in_a_year_without_a_list_is_provisional_until_one_is_adopted(town: Town, clock: Hands, case: int) -> None:
    clock.now = at("2026-12-30 16:00")
    assert started(town, case, "3WD") == "2027-01-05 16:00"
    with at_work(town) as work:
        assert [one.provisional for one in queries.running(work)] == [True]
        days = ((date(2027, 1, 1), False, "元旦"), (date(2027, 1, 3), True, "调休上班"))
        calendars.adopt_days(work, area="50", year=2027, whole=True, days=days, title="2027年放假安排", source="国办通知")
    town.city.settle()
    assert due(town, case) == "2027-01-04 16:00"
    with at_work(town) as work:
        assert [one.provisional for one in queries.running(work)] == [False]


def test_what_is_published_is_kept_once(town: Town, clock: Hands) -> None:
    for _ in range(2):
        town.city.all_rounds()
    with at_work(town) as work:
        assert [(one.year, one.whole, len(one.days)) for one in kept.lists(work)] == [(2026, True, 39)]
