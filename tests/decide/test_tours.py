"""A day of tasks over several crews, within hours, deadlines and duties; what nobody can do says why."""

import random
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from cityloop.decide.tours.lasting import By, lasting
from cityloop.decide.tours.rules import Day, Errand, Lunch, Party, Roads, Tour, Why, nearest_first, timed
from cityloop.decide.tours.solving import solve
from tests.stories.test_the_national_cycle import move, reported
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

pytest.importorskip("ortools", reason="the extra `tours` is not installed")

ROADS = Roads(1.35, 22)
ALL = frozenset({0, 1, 2})


def place(rand: random.Random) -> tuple[float, float]:
    return 106.5 + rand.random() * 0.1, 29.5 + rand.random() * 0.07


def day_of(seed: int, tasks: int = 24) -> tuple[list[Errand], list[Party]]:
    rand = random.Random(seed)
    crews = [Party(f"c{number}", place(rand), place(rand), 540, 1080) for number in range(3)]
    errands = []
    for one in range(tasks):
        due = rand.choice((None, None, 720.0, 900.0))
        errands.append(Errand(one, place(rand), 30, due, ALL if one % 3 else frozenset({one % 2})))
    return errands, crews


def keeps_its_word(day: Day, errands: list[Errand], crews: list[Party]) -> None:
    known = {errand.task: errand for errand in errands}
    for number, (tour, crew) in enumerate(zip(day.tours, crews, strict=True)):
        at, here = crew.begins, crew.start
        for stop in tour.stops:
            errand = known[stop.task]
            assert errand.place is not None and number in errand.crews
            assert stop.arrives >= at + ROADS.minutes(here, errand.place) - 0.01
            assert stop.leaves == stop.arrives + errand.minutes and (errand.due is None or stop.leaves <= errand.due + 0.01)
            at, here = stop.leaves, errand.place
        assert tour.home <= crew.ends + 0.01
    done = [stop.task for tour in day.tours for stop in tour.stops]
    assert sorted([*done, *(task for task, _ in day.undone)]) == sorted(known)


@pytest.mark.parametrize("seed", range(3))
def test_every_tour_keeps_hours_deadlines_and_duties_and_is_shorter_than_going_to_the_nearest(seed: int) -> None:
    errands, crews = day_of(seed)
    found, plain = solve(errands, crews, ROADS), nearest_first(errands, crews, ROADS)
    keeps_its_word(found.day, errands, crews)
    keeps_its_word(plain, errands, crews)
    assert len(found.day.undone) <= len(plain.undone)
    assert len(found.day.undone) < len(plain.undone) or found.day.metres < plain.metres


def test_the_same_day_is_laid_out_the_same_twice() -> None:
    errands, crews = day_of(7)
    first, second = solve(errands, crews, ROADS), solve(errands, crews, ROADS)
    assert first == second and not first.cut_off


def test_what_nobody_can_do_says_why() -> None:
    crews = [Party("a", CENTRE, CENTRE, 540, 600)]
    here, mine = CENTRE, frozenset({0})
    far = (CENTRE[0] + 1, CENTRE[1])
    errands = [
        Errand(1, None, 30, None, mine),
        Errand(2, here, 30, None, frozenset()),
        Errand(3, here, 30, 550, mine),
        Errand(4, far, 30, None, mine),
        Errand(5, here, 40, None, mine),
        Errand(6, here, 40, None, mine),
    ]
    why = dict(solve(errands, crews, ROADS).day.undone)
    assert [why.pop(one) for one in (1, 2, 3, 4)] == [Why.place, Why.skill, Why.deadline, Why.hours]
    assert list(why.values()) == [Why.room]


def test_a_day_is_laid_out_by_the_dispatcher_and_adopted_in_order(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    numbers = []
    for number in range(4):
        case = reported(town, staff["grid"], lon=CENTRE[0] + 0.002 * number, photos=[staff["grid"].photo()])
        assert move(staff["acceptor"], case, "file").status_code == 200
        assert move(staff["dispatcher"], case, "dispatch", area=DISTRICT, duty="water_utility").status_code == 200
        numbers.append(case)
    town.hire("second", "water_utility", DISTRICT)
    asked: dict[str, Any] = {"area": DISTRICT, "day": "2026-03-03"}
    assert staff["grid"].post("/api/tours/try", **asked).status_code == 403
    laid = staff["dispatcher"].post("/api/tours/try", **asked).json()
    stops = [(tour["login"], stop) for tour in laid["tours"] for stop in tour["stops"]]
    assert sorted(stop["case"] for _, stop in stops) == numbers and laid["undone"] == []
    assert laid["metres"] <= laid["plain_metres"] and laid["detour"] == 1.35
    adopted = [{"case": s["case"], "task": s["task"], "login": login, "arrives": s["arrives"]} for login, s in stops]
    assert staff["grid"].post("/api/tours/adopt", stops=adopted).status_code in (403, 404)
    assert staff["dispatcher"].post("/api/tours/adopt", stops=adopted).json() == 4
    task = staff["dispatcher"].case(numbers[0])["tasks"][0]
    assert task["meant_for"] in {"crew", "second", "water"} and task["meant_at"].startswith("2026-03-03")
    wrong = {**asked, "day": (clock() + timedelta(days=40)).date().isoformat()}
    assert staff["dispatcher"].post("/api/tours/try", **wrong).status_code == 422
    assert staff["dispatcher"].post("/api/tours/try", **{**asked, "area": "500104"}).status_code == 403


def test_an_area_without_work_says_so(town: Town, staff: dict[str, Desk]) -> None:
    answer = staff["dispatcher"].post("/api/tours/try", area=DISTRICT, day="2026-03-03")
    assert (answer.status_code, answer.json()["error"]) == (422, "NoTours")


def with_lunch(crews: list[Party]) -> list[Party]:
    return [crew._replace(lunch=Lunch(60, 660, 840)) for crew in crews]


@pytest.mark.parametrize("seed", range(3))
def test_who_works_through_noon_eats_between_two_tasks_within_the_hours_of_lunch(seed: int) -> None:
    errands, crews = day_of(seed)
    crews = with_lunch(crews)
    found, plain = solve(errands, crews, ROADS), nearest_first(errands, crews, ROADS)
    for day in (found.day, plain):
        keeps_its_word(day, errands, crews)
        for tour in (tour for tour in day.tours if tour.stops):
            assert tour.lunch is not None and 660 - 0.01 <= tour.lunch <= 780 + 0.03
            assert not [stop for stop in tour.stops if stop.arrives < tour.lunch + 59.99 and stop.leaves > tour.lunch + 0.01]
            way = sum(ROADS.minutes(*leg) for leg in pairwise(places(tour, errands, crews)))
            worked = sum(stop.leaves - stop.arrives for stop in tour.stops)
            assert (
                tour.home - next(crew.begins for crew in crews if crew.login == tour.login)
                >= way + worked + 60 * (tour.home > tour.lunch + 0.01) - 0.1
            )
    assert len(found.day.undone) <= len(plain.undone)
    assert len(found.day.undone) < len(plain.undone) or found.day.metres < plain.metres


def places(tour: Tour, errands: list[Errand], crews: list[Party]) -> list[tuple[float, float]]:
    crew = next(crew for crew in crews if crew.login == tour.login)
    there = {errand.task: errand.place for errand in errands}
    return [crew.start, *(place for stop in tour.stops if (place := there[stop.task])), crew.end]


def test_lunch_is_eaten_where_one_is_back_first_and_at_home_if_the_work_is_done() -> None:
    crew = Party("a", CENTRE, CENTRE, 540, 1080, Lunch(60, 660, 840))
    morning = timed(crew, [Errand(1, CENTRE, 60, None, ALL)], ROADS)
    assert morning and (morning.home, morning.lunch) == (600, 660)
    through = timed(crew, [Errand(1, CENTRE, 100, None, ALL), Errand(2, CENTRE, 100, None, ALL)], ROADS)
    assert through and ([stop.arrives for stop in through.stops], through.home, through.lunch) == ([540, 640], 740, 740)
    late = timed(crew, [Errand(1, CENTRE, 100, None, ALL), Errand(2, CENTRE, 200, None, ALL)], ROADS)
    assert late and ([stop.arrives for stop in late.stops], late.lunch) == ([540, 720], 660)
    assert timed(crew, [Errand(1, CENTRE, 400, None, ALL), Errand(2, CENTRE, 20, 1080, ALL)], ROADS) is None


def test_how_long_a_task_lasts_is_measured_where_it_can_be_and_agreed_elsewhere() -> None:
    numbers = {"history_tasks": 3, "component_min": 40, "matter_min": 25, "task_min": 30}
    took = {"M06010": [10.0, 50.0, 30.0], "M06020": [12.0], "C01001": [5.0]}
    assert lasting("M06010", took, numbers) == (30.0, By.category, 3)
    assert lasting("M06030", took, numbers) == (21.0, By.class_, 4)
    assert lasting("C01002", took, numbers) == (40, By.agreed, 0)
    assert lasting("", took, numbers) == (30, By.agreed, 0)


def test_those_with_a_turn_go_in_the_hours_of_it_and_the_page_may_choose_others(
    town: Town, staff: dict[str, Desk], clock: Hands
) -> None:
    case = reported(town, staff["grid"], lon=CENTRE[0], photos=[staff["grid"].photo()])
    assert move(staff["acceptor"], case, "file").status_code == 200
    assert move(staff["dispatcher"], case, "dispatch", area=DISTRICT, duty="water_utility").status_code == 200
    town.hire("second", "water_utility", DISTRICT)
    asked: dict[str, Any] = {"area": DISTRICT, "day": "2026-03-03"}
    could = {one["login"]: one for one in staff["dispatcher"].post("/api/tours/crews", **asked).json()}
    assert {"crew", "second", "water"} <= could.keys() or {"second", "water"} <= could.keys()
    assert all(one["chosen"] and one["roster"] is None for one in could.values())
    assert {(one["begins"], one["ends"]) for one in could.values()} == {(540, 1080)}
    assert staff["grid"].post("/api/tours/crews", **asked).status_code == 403
    keeper = town.hire("keeper", "personnel", "50")
    made = keeper.post("/api/rosters", area=DISTRICT, duty="water_utility", name="Pipes").json()["id"]
    turn = {"rank": 1, "title": "A", "since": "2026-03-03", "hand_off": "10:00", "turn_h": 6, "logins": ["second"]}
    assert keeper.post(f"/api/rosters/one/{made}/rotations", **turn).status_code == 200
    could = {one["login"]: one for one in staff["dispatcher"].post("/api/tours/crews", **asked).json()}
    assert {login for login, one in could.items() if one["chosen"]} == {"second"}
    assert could["water"]["roster"] is False and could["second"]["roster"] is True
    (only,) = staff["dispatcher"].post("/api/tours/try", **asked).json()["tours"]
    assert only["login"] == "second" and only["stops"][0]["arrives"] >= "2026-03-03T10:00"
    chosen = [{"login": "water", "begins": 840, "ends": 900}]
    (other,) = staff["dispatcher"].post("/api/tours/try", **asked, crews=chosen).json()["tours"]
    assert other["login"] == "water" and other["stops"][0]["arrives"] >= "2026-03-03T14:00" and other["lunch"] is None
