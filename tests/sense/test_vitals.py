"""Vital signs through the front door: a reading in a street, and the lamps of the district and the city."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cityloop.rulebook import Scenario
from tests.conftest import BOTH
from tests.sense.vitals import BINS, FULL, LEVEL, ratio, say, scenario, vital, with_lamp
from tests.town import CENTRE, Desk, Hands, Town

DEPTH, RATIO = "facility.drainage.depth", "facility.drainage.full"
STREET, OTHER, DISTRICT, CITY = "500103001", "500103003", "500103", "50"
TEN_DAYS = timedelta(days=10)


def opened(tmp_path: Path, town_map: Path, clock: Hands, database: str = "", also: Scenario | None = None) -> Any:
    return Town.founded(tmp_path / "city", town_map, clock, database, also=(also or scenario(),))


@pytest.fixture
def flood(tmp_path: Path, town_map: Path, clock: Hands, database: str) -> Iterator[Town]:
    with opened(tmp_path, town_map, clock, database) as town:
        yield town


def leader(town: Town, area: str = CITY) -> Desk:
    return town.hire(f"leader{area}", "leader", area)


def beat(desk: Desk, area: str, name: str = DEPTH) -> Any:
    answer = desk.get("/api/vitals", area=area)
    assert answer.status_code == 200, answer.text
    return next((one for one in answer.json() if one["name"] == name), None)


def lamps(desk: Desk, name: str = DEPTH) -> list[int]:
    return [beat(desk, area, name)["warning"] for area in (STREET, DISTRICT, CITY)]


@BOTH
def test_a_reading_in_a_street_turns_the_lamp_of_the_district_and_the_city(flood: Town) -> None:
    desk = leader(flood)
    say(flood, {STREET: 0.05, OTHER: 0.1})
    assert lamps(desk) == [0, 0, 0]
    flood.clock.forward(seconds=1)
    say(flood, {STREET: 0.5})
    assert lamps(desk) == [1, 1, 1]
    assert beat(desk, OTHER)["warning"] == 0
    assert beat(desk, CITY)["value"] == 0.5


def test_a_ratio_is_one_of_sums_and_not_a_mean_of_ratios(flood: Town) -> None:
    say(flood, {STREET: 100.0, OTHER: 10.0}, BINS.name)
    say(flood, {STREET: 2.0, OTHER: 8.0}, FULL.name)
    desk = leader(flood)
    assert [beat(desk, area, RATIO)["value"] for area in (STREET, OTHER, CITY)] == [2.0, 80.0, pytest.approx(9.091)]
    assert [beat(desk, area, RATIO)["warning"] for area in (STREET, OTHER, CITY)] == [0, 1, 0]


def test_a_device_counts_where_it_says_it_is(flood: Town) -> None:
    row = {"signal": LEVEL.name, "subject": "float 7", "at": flood.clock().isoformat(), "value": 0.2}
    flood.send("1", [{**row, "lon": CENTRE[0], "lat": CENTRE[1]}])
    flood.city.settle()
    street = flood.desk("dispatcher").get("/api/areas/at", lon=CENTRE[0], lat=CENTRE[1]).json()["chain"][1]["code"]
    assert beat(leader(flood), street)["value"] == 0.2


def test_the_lamp_waits_for_a_value_to_hold_and_for_quiet(tmp_path: Path, town_map: Path, clock: Hands) -> None:
    slow = with_lamp(vital(), up_s=60.0, down_s=120.0, clear_s=300.0)
    with opened(tmp_path, town_map, clock, also=scenario(slow)) as town:
        desk, seen = leader(town), []
        for level in (0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0):
            say(town, {STREET: level})
            seen.append(beat(desk, CITY)["warning"])
            clock.forward(seconds=60)
    assert seen == [0, 1, 1, 1, 4, 4, 4, 0]


def test_time_alone_lights_a_lamp_whose_value_holds(tmp_path: Path, town_map: Path, clock: Hands) -> None:
    with opened(tmp_path, town_map, clock, also=scenario(with_lamp(vital(), up_s=60.0))) as town:
        desk = leader(town)
        say(town, {STREET: 0.5})
        assert lamps(desk) == [0, 0, 0]
        clock.forward(seconds=61)
        town.city.settle()
        assert lamps(desk) == [1, 1, 1]


def test_at_night_and_in_the_rains_other_limits_hold(tmp_path: Path, town_map: Path, clock: Hands) -> None:
    spells = [
        {"says": "汛期 Rains", "from_day": "05-01", "to_day": "09-30", "yellow": 0.05},
        {"says": "夜间 Night", "from_h": 22, "to_h": 6, "off": True},
    ]
    lamp = {"yellow": 0.15, "red": 0.4, "calendar": spells}
    with opened(tmp_path, town_map, clock, also=scenario(vital(lamp=lamp))) as town:
        seen = []
        for moment in ("2026-03-02 12:00", "2026-03-02 23:00", "2026-03-03 05:00", "2026-06-02 12:00"):
            clock.now = Hands.at(moment).now
            say(town, {STREET: 0.1})
            low = beat(leader(town), CITY)["warning"]
            clock.forward(seconds=10)
            say(town, {STREET: 0.2})
            seen.append((low, beat(leader(town), CITY)["warning"]))
    assert seen == [(0, 3), (0, 0), (0, 0), (3, 3)]


def test_a_district_may_have_a_limit_of_its_own(tmp_path: Path, town_map: Path, clock: Hands) -> None:
    own = [{"value": 0.3}, {"value": 0.1, "area": DISTRICT, "source": "order of the district"}]
    with opened(tmp_path, town_map, clock, also=scenario(vital(lamp={"yellow": own}))) as town:
        say(town, {STREET: 0.2})
        desk = leader(town)
        assert lamps(desk) == [3, 3, 0]
        (limit,) = desk.get(f"/api/vitals/{DEPTH}/{STREET}/explanation").json()["lamp"]["limits"]
        assert (limit["value"], limit["source"]) == (0.1, "order of the district")


def test_what_ends_a_cycle_is_a_reading_again(flood: Town) -> None:
    say(flood, {STREET: 0.3})
    flood.clock.forward(seconds=70)
    flood.city.settle()
    frames = flood.city.frames
    given = frames.log.window([frames.signals.number(DEPTH)], 0, 1 << 60)
    assert {(frames.subjects[one], value) for one, value in zip(given.subject.tolist(), given.value.tolist(), strict=True)} == {
        (CITY, 0.3), (DISTRICT, 0.3), (STREET, 0.3),
    }  # fmt: skip
    assert {one % 60_000 for one in given.at.tolist()} == {0}
    assert beat(leader(flood), CITY)["trend"][-1] == 0.3


def test_nobody_else_gives_the_readings_of_a_vital_sign(flood: Town) -> None:
    row = {"signal": DEPTH, "subject": CITY, "at": flood.clock().isoformat(), "value": 9.0}
    assert flood.send("1", [row]).json()["refused"] == 1


def test_an_area_that_has_gone_silent_is_not_known(flood: Town) -> None:
    say(flood, {STREET: 0.5})
    flood.clock.forward(minutes=17)
    flood.city.settle()
    one = beat(leader(flood), CITY)
    assert (one["value"], one["warning"]) == (None, 0)


def test_a_street_sees_its_own_numbers_and_no_others(flood: Town) -> None:
    say(flood, {STREET: 0.5, OTHER: 0.1})
    clerk = flood.desk("clerk")
    assert beat(clerk, STREET)["value"] == 0.5
    for area in (OTHER, DISTRICT, CITY):
        assert clerk.get("/api/vitals", area=area).status_code == 404
        assert clerk.get(f"/api/vitals/{DEPTH}/{area}/explanation").status_code == 404
    home = clerk.get("/api/vitals/boards").json()
    assert (home["area"], [one["code"] for one in home["chain"]]) == (STREET, [STREET])
    assert flood.desk("dispatcher").get("/api/vitals/boards").json()["area"] == DISTRICT
    assert flood.http.get("/api/vitals").status_code == 401


def test_the_duty_that_owns_it_sees_it_and_nothing_else(flood: Town) -> None:
    say(flood, {STREET: 0.5})
    assert beat(flood.hire("drain", "drainage", DISTRICT), STREET)["value"] == 0.5
    assert flood.desk("patrol").get("/api/vitals", area=STREET).json() == []


def test_a_number_opens_down_to_who_said_it(flood: Town) -> None:
    say(flood, {STREET: 100.0, OTHER: 10.0}, BINS.name)
    say(flood, {STREET: 2.0, OTHER: 8.0}, FULL.name)
    opened = leader(flood).get(f"/api/vitals/{RATIO}/{DISTRICT}/explanation").json()
    assert (opened["formula"], opened["filled"]) == ("full / bins * 100", "10 / 110 * 100")
    assert [(one["name"], one["value"], one["subjects"]) for one in opened["inputs"]] == [("full", 10.0, 2), ("bins", 110.0, 2)]
    assert [(one["code"], one["warning"]) for one in opened["below"]][:2] == [(OTHER, 1), (STREET, 0)]
    assert {(one["signal"], one["subject"], one["value"]) for one in opened["subjects"]} >= {(FULL.name, OTHER, 8.0)}
    assert [(one["warning"], one["value"]) for one in opened["lamp"]["limits"]] == [(4, 10.0), (1, 50.0)]
    assert opened["version"] == 1 and opened["source"] == "example"


def test_below_a_number_one_sees_only_what_one_may(flood: Town) -> None:
    say(flood, {STREET: 0.5, OTHER: 0.1})
    opened = flood.desk("clerk").get(f"/api/vitals/{DEPTH}/{STREET}/explanation").json()
    assert [one["subject"] for one in opened["subjects"]] == [STREET]
    assert opened["below"] == []


@BOTH
def test_what_belongs_to_a_street_is_lifted_and_what_belongs_to_the_city_extended(
    tmp_path: Path, town_map: Path, clock: Hands, database: str
) -> None:
    streets = replace(vital(), levels=vital().levels[2:], area=STREET)
    cities = replace(ratio(), levels=ratio().levels[:2])
    with opened(tmp_path, town_map, clock, database, scenario(streets, cities)) as town:
        say(town, {STREET: 0.5})
        say(town, {STREET: 2.0}, FULL.name)
        say(town, {STREET: 4.0}, BINS.name)
        desk, today, tomorrow = leader(town), "2026-03-02", "2026-03-03"
        assert [beat(desk, area) is not None for area in (STREET, OTHER, DISTRICT)] == [True, False, False]
        assert beat(desk, STREET, RATIO) is None
        assert beat(desk, DISTRICT, RATIO)["origin"] == "issued"

        lift = {"way": "lifted", "level": "district", "area": DISTRICT, "since": tomorrow}
        assert desk.post(f"/api/vitals/{DEPTH}/placements", **lift).status_code == 200
        extend = {"way": "extended", "level": "street", "area": DISTRICT, "since": today}
        assert desk.post(f"/api/vitals/{RATIO}/placements", **extend).status_code == 200
        assert desk.post(f"/api/vitals/{RATIO}/placements", **extend).status_code == 409
        assert beat(desk, STREET, RATIO)["value"] == 50.0
        assert beat(desk, DISTRICT) is None, "it is lifted from tomorrow on"
        clock.forward(hours=24)
        desk = town.desk("leader50")
        say(town, {STREET: 0.6})
        assert (beat(desk, DISTRICT)["origin"], beat(desk, DISTRICT)["value"]) == ("lifted", 0.6)
        assert beat(desk, STREET)["value"] == 0.6, "both levels see it"
        told = {row.kind for row in _facts(town)}
        assert "VitalSignPlaced" in told
        placements = desk.get(f"/api/vitals/{DEPTH}").json()["placements"]
        assert [(one["way"], one["level"], one["since"]) for one in placements] == [("lifted", "district", tomorrow)]


def _facts(town: Town) -> Any:
    from cityloop.kit import facts

    with town.city.glance(by="story") as work:
        return facts.since(work.session, 0)


def test_only_the_leader_of_the_area_hands_it_on(flood: Town) -> None:
    extend = {"way": "extended", "level": "street", "area": DISTRICT, "since": "2026-03-02"}
    assert flood.desk("clerk").post(f"/api/vitals/{DEPTH}/placements", **extend).status_code == 403
    assert leader(flood).post(f"/api/vitals/{DEPTH}/placements", **extend).status_code == 409, "it is seen there already"


def test_boards_count_the_lamps_of_their_tracks(flood: Town) -> None:
    say(flood, {STREET: 0.5, OTHER: 0.2})
    home = leader(flood).get("/api/vitals/boards").json()
    (board,) = [one for one in home["boards"] if one["name"] == "facility"]
    assert board["lamps"] == {"1": 1} and board["unknown"] > 0
    (track,) = [one for one in board["tracks"] if one["name"] == "facility.drainage"]
    assert track["lamps"] == {"1": 1}
    assert [(one["code"], one["warning"]) for one in home["below"]] == [(DISTRICT, 1)]


def test_replayed_from_the_log_everything_is_the_same(flood: Town) -> None:
    levels = (0.1, 0.2, 0.5, 0.3, 0.45)
    for level in levels:
        say(flood, {STREET: level, OTHER: level / 2})
        flood.clock.forward(seconds=37)
    flood.city.settle()
    desk = leader(flood)
    seen = [beat(desk, area) for area in (STREET, OTHER, DISTRICT, CITY)]
    end = flood.city.frames.log.end
    flood.city.frames.states.advance("vitals", {}, 0)
    flood.city.settle()
    again = [beat(desk, area) for area in (STREET, OTHER, DISTRICT, CITY)]
    same = ("value", "warning", "at", "trend")
    assert [[one[name] for name in same] for one in seen] == [[one[name] for name in same] for one in again]
    assert flood.city.frames.log.end == end, "the log knows the readings given again"


def test_after_a_restart_the_values_are_right(tmp_path: Path, town_map: Path, clock: Hands) -> None:
    """The state is saved now and then; what came later is read again."""
    with opened(tmp_path, town_map, clock) as town:
        say(town, {STREET: 0.2})
        town.city.frames.states.save("vitals")
        clock.forward(seconds=20)
        say(town, {OTHER: 0.5})
    from cityloop.app.scenarios import installed
    from cityloop.app.settings import Settings
    from cityloop.app.stores import open_city

    city = open_city(Settings(home=tmp_path / "city"), (*installed(), scenario()), clock)
    city.settle()
    state, offset = city.frames.states.of("vitals")
    place = [str(code) for code in state["areas"]].index(CITY)
    row = [str(name) for name in state["vitals"]].index(DEPTH)
    assert offset == city.frames.log.end
    assert (state["value"][row][place], state["shown"][row][place]) == (0.5, 4)
    city.frames.close()
    city.engine.dispose()
