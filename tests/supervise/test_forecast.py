"""What will be late tomorrow: said before it is, with a reason a line, and held against what came."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from cityloop.decide.cases.tables import Case
from cityloop.decide.clocks.tables import Clock
from cityloop.kit.work import CITY_TIME, Work
from cityloop.rulebook.cycles import Stage
from cityloop.rulebook.limits import Counting
from tests.conftest import BOTH
from tests.town import DISTRICT, Desk, Hands, Town

SLOW, QUICK = "M06010", "M01001"


@pytest.fixture
def clock() -> Hands:
    return Hands.at("2026-03-06 18:30")  # a Friday after work


def local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=CITY_TIME)


def planted(work: Work, key: str, began: str, due: str, ended: str = "", used: float | None = None) -> int:
    """A case with one clock of its handling, running or ended."""
    about: dict[str, Any] = {
        "category": "",
        "category_code": key,
        "warning": 4,
        "lon": None,
        "lat": None,
        "duty": "water_utility",
    }
    case = work.keep(
        Case(
            subject=key,
            area=f"{DISTRICT}001",
            held_at=DISTRICT,
            opened=local(began),
            due=local(due),
            stage=Stage.handle,
            **about,
        )
    )
    whole = (local(due) - local(began)) / timedelta(hours=1)
    clock = Clock(
        case_id=case.id, stage="handle", turn=1, area=case.area, amount=whole, unit=Counting.urgent_hours, began=local(began)
    )
    clock.duty, clock.category, clock.due, clock.yellow = "water_utility", key, local(due), local(due)
    clock.ended, clock.used, clock.late = local(ended) if ended else None, used, bool(used and used > 1)
    work.keep(clock)
    return case.id


def history(work: Work) -> None:
    """A month ago the one kind was late nine times of ten, the other once."""
    for number in range(10):
        late = number > 0
        for key, used in ((SLOW, 1.4 if late else 0.9), (QUICK, 0.9 if late else 1.4)):
            planted(work, key, "2026-02-05 08:00", "2026-02-05 12:00", "2026-02-05 13:36", used)


@BOTH
def test_what_was_late_before_is_expected_to_be_and_the_line_says_why(town: Town) -> None:
    with town.city.work(by="founder") as work:
        history(work)
        slow = planted(work, SLOW, "2026-03-06 08:00", "2026-03-07 20:00")
        quick = planted(work, QUICK, "2026-03-06 08:00", "2026-03-07 20:00")
        planted(work, SLOW, "2026-03-06 08:00", "2026-03-20 20:00")  # not due until the next working day ends
        planted(work, SLOW, "2026-03-05 08:00", "2026-03-06 12:00")  # late already: nothing to expect
    found = town.desk("dispatcher").get("/api/deadlines/forecast").json()
    assert [one["case"] for one in found["expected"]] == [slow, quick]
    assert [(one["late"], one["of"], one["like"]) for one in found["expected"]] == [(9, 10, "duty"), (1, 10, "duty")]
    first, second = (one["chance"] for one in found["expected"])
    assert first > 0.75 and second < 0.35
    assert town.desk("stranger").get("/api/deadlines/forecast").json()["expected"] == []


@BOTH
def test_how_often_it_was_right_is_counted_and_not_claimed(town: Town) -> None:
    with town.city.work(by="founder") as work:
        history(work)
        for key, ended, used in (
            (SLOW, "2026-03-06 16:00", 1.2),  # said, and came
            (SLOW, "2026-03-06 11:00", 0.9),  # said, and did not come
            (QUICK, "2026-03-06 11:00", 0.9),  # not said, and did not come
            (QUICK, "2026-03-06 16:00", 1.2),  # not said, and came
        ):
            planted(work, key, "2026-03-05 08:00", "2026-03-06 12:00", ended, used)
    held = town.desk("dispatcher").get("/api/deadlines/forecast").json()["held"]
    assert (held["clocks"], held["called"], held["hits"], held["late"], held["came"]) == (4, 2, 1, 2, 0.5)


def test_without_a_past_nothing_is_claimed(town: Town) -> None:
    desk: Desk = town.desk("dispatcher")
    assert desk.get("/api/deadlines/forecast").json()["held"] is None


@BOTH
def test_the_list_shows_each_lamp_and_is_asked_for_by_lamp_and_in_order(town: Town, clock: Hands) -> None:
    with town.city.work(by="founder") as work:
        green = planted(work, SLOW, "2026-03-06 08:00", "2026-03-09 12:00")
        red = planted(work, SLOW, "2026-03-05 08:00", "2026-03-06 12:00")
        yellow = planted(work, SLOW, "2026-03-05 08:00", "2026-03-06 20:00")
        work.session.query(Clock).filter_by(case_id=yellow).one().yellow = local("2026-03-06 17:00")
        rests = planted(work, SLOW, "2026-03-04 08:00", "2026-03-06 09:00")
        standing = work.session.query(Clock).filter_by(case_id=rests).one()
        standing.due = standing.yellow = None
    desk = town.desk("dispatcher")
    lamps = {one["id"]: one["lamp"] for one in desk.get("/api/cases").json()}
    assert lamps == {green: "green", red: "red", yellow: "yellow", rests: None}
    for lamp, case in (("green", green), ("red", red), ("yellow", yellow)):
        assert [one["id"] for one in desk.get("/api/cases", lamp=lamp).json()] == [case], lamp
    assert [one["id"] for one in desk.get("/api/cases", lamp=["red", "yellow"]).json()] == [red, yellow]
    due = [one["id"] for one in desk.get("/api/cases").json()]
    assert due == [rests, red, yellow, green]
    assert [one["id"] for one in desk.get("/api/cases", order="due_last").json()] == due[::-1]
    clock.forward(hours=2)
    assert [one["id"] for one in town.desk("dispatcher").get("/api/cases", lamp="red").json()] == [red, yellow]
