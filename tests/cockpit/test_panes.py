"""Panes: numbers that are those of their lists, worked out once for all screens of a scope, told as they change."""

import base64
import json
from datetime import timedelta
from typing import Any

import numpy as np

from cityloop.cockpit.live.walls import Wall, begun
from cityloop.cockpit.panes import queries
from cityloop.cockpit.panes.sharing import Moment, Needs, Shared
from cityloop.cockpit.situation.queries import FLEET
from cityloop.rulebook.scenes import shipped
from tests.conftest import BOTH
from tests.stories.moves import FAST
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

OTHER_STREET = "500103004"
EVERY_SECOND = Needs(facts=False, beats=False, lasts=timedelta(seconds=1))


def shown(desk: Desk, scene: str = "city_wide", area: str = "") -> dict[str, Any]:
    answer = desk.get("/api/panes", scene=scene, area=area)
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["panes"]}


def news(town: Town, wall: Wall, login: str) -> list[tuple[str, Any]]:
    with town.city.glance(by=login) as work:
        return [(one.event or "", json.loads(one.raw_data) if one.raw_data else one.data) for one in wall.news(work)]


def hung(town: Town, login: str, scene: str = "city_wide") -> Wall:
    with town.city.glance(by=login) as work:
        return begun(work, scene, "")


@BOTH
def test_a_wall_shows_what_is_wrong_who_has_it_and_how_today_goes(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    clock.forward(seconds=1)
    found = shown(town.desk("dispatcher"))
    (worst,) = found["alerts"]["worst"]
    assert worst["alert"]["subject"] == "渝D·K0001" and worst["duty"] == "spoil_patrol"
    assert sum(found["alerts"]["counts"].values()) == 1
    assert sum(found["lamps"]["lamps"].values()) + found["lamps"]["still"] == 1
    steps = {one["step"]: one for one in found["loop"]["steps"]}
    assert (steps["sensed"]["value"], steps["heard"]["value"], steps["filed"]["value"]) == (1, 0, 1)
    assert (steps["filed"]["part"], steps["filed"]["whole"]) == (1, 1)
    assert found["ticker"]["lines"][0]["subject"] == "渝D·K0001"
    assert [one["case"] for one in found["map"]["alerts"]] == [worst["alert"]["case"]]


def test_every_number_is_that_of_the_list_behind_it(town: Town, clock: Hands) -> None:
    for plate in ("渝D·K0001", "渝D·K0002", "渝D·K0003"):
        town.drive(plate, *FAST)
    clock.forward(seconds=1)
    desk = town.desk("dispatcher")
    found = shown(desk)
    for lamp, many in found["lamps"]["lamps"].items():
        assert len(desk.get("/api/cases", area=DISTRICT, lamp=lamp).json()) == many
    for step in found["loop"]["steps"]:
        if step["count"]:
            listed = desk.get("/api/yardsticks/cases", count=step["count"], kind="day", area=DISTRICT).json()
            assert len(listed) == step["value"], step
    assert len(desk.get("/api/alerts", open_only=True, area=DISTRICT).json()) == sum(found["alerts"]["counts"].values()) == 3


def test_to_whom_a_district_is_not_it_is_not_there(town: Town) -> None:
    desk = town.desk("clerk")
    assert desk.get("/api/panes", area=DISTRICT).status_code == 404
    assert desk.get("/api/panes", area="500103001").status_code == 200
    assert desk.get("/api/panes", scene="none").status_code == 404
    for there in ({"scene": "none"}, {"scene": "city", "area": "500104"}, {"scene": "city", "area": DISTRICT}):
        assert desk.get("/api/live", **there).status_code == 404


def test_a_wall_is_told_everything_at_first_and_then_what_changed(town: Town, clock: Hands) -> None:
    wall = hung(town, "dispatcher")
    first = news(town, wall, "dispatcher")
    assert {said["name"] for event, said in first if event == "pane"} == {one.name for one in wall.scene.panes}
    clock.forward(seconds=1)
    assert [event for event, _ in news(town, wall, "dispatcher")] == [], "nothing has changed"
    town.drive("渝D·K0001", *FAST)
    clock.forward(seconds=5)
    told = news(town, wall, "dispatcher")
    changed = {said["name"] for event, said in told if event == "pane"}
    assert {"alerts", "lamps", "loop", "map", "ticker"} <= changed and "head" not in changed
    assert "tick" in {event for event, _ in told}


def test_after_a_cut_a_wall_catches_up_by_beginning_again(town: Town, clock: Hands) -> None:
    hung(town, "dispatcher").news  # noqa: B018 (a screen that was there before)
    town.drive("渝D·K0001", *FAST)
    clock.forward(seconds=2)
    again = news(town, hung(town, "dispatcher"), "dispatcher")
    alerts = next(said for event, said in again if event == "pane" and said["name"] == "alerts")
    assert sum(alerts["counts"].values()) == 1


def test_twenty_walls_of_one_scope_work_nothing_out_that_one_does_not(town: Town, clock: Hands) -> None:
    walls = [hung(town, "dispatcher") for _ in range(20)]
    for wall in walls[:1]:
        news(town, wall, "dispatcher")
    with town.city.glance(by="dispatcher") as work:
        shared = queries.shared(work)
    town.drive("渝D·K0001", *FAST)
    clock.forward(seconds=5)
    before = shared.made
    told = [news(town, wall, "dispatcher") for wall in walls]
    once = shared.made - before
    assert 0 < once <= len(shipped()["city_wide"].panes) + 3
    assert all(any(said.get("name") == "alerts" for event, said in one if event == "pane") for one in told)


def test_walls_of_different_scopes_share_nothing(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    wide, narrow = hung(town, "dispatcher", "city"), hung(town, "clerk", "city")
    seen = {login: dict(news(town, wall, login)) for login, wall in (("dispatcher", wide), ("clerk", narrow))}
    assert "fleet" in seen["dispatcher"]
    other = town.hire("other", "clerk", OTHER_STREET)
    assert other.get("/api/panes").json()["area"] == OTHER_STREET
    assert "K0001" not in json.dumps(shown(other, "city"), ensure_ascii=False)


def test_what_moves_is_told_as_columns_and_only_what_moved(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", 20, 30)
    town.drive("渝D·K0002", 20, 30)
    wall = hung(town, "dispatcher", "city")
    rows = fleet(news(town, wall, "dispatcher"))
    assert sorted(rows["speed"].tolist()) == [300, 300]
    assert np.allclose(rows["lon"] / 1e6, CENTRE[0]) and np.allclose(rows["lat"] / 1e6, CENTRE[1])
    clock.forward(seconds=10)
    town.drive("渝D·K0002", 40)
    moved = fleet(news(town, wall, "dispatcher"))
    assert moved["speed"].tolist() == [400]
    one = town.desk("dispatcher").get(f"/api/vehicles/{moved['number'][0]}").json()
    assert (one["subject"], one["speed"]) == ("渝D·K0002", 40.0)
    assert town.desk("stranger").get(f"/api/vehicles/{moved['number'][0]}").status_code == 404


def fleet(told: list[tuple[str, Any]]) -> Any:
    (said,) = [said for event, said in told if event == "fleet"]
    return np.frombuffer(base64.b64decode(said["rows"]), FLEET)


def test_what_takes_long_is_worked_out_less_often() -> None:
    clock, shared = Hands.at("2026-03-02 08:00"), Shared()
    made = list[int]()

    def slow() -> int:
        made.append(len(made))
        until = time_of() + 0.25
        while time_of() < until:
            pass
        return made[-1]

    for _ in range(4):
        shared.look("it", Moment(clock(), 0, 0), EVERY_SECOND, slow)
        clock.forward(seconds=1)
    assert len(made) == 2, "a quarter of a second of work is followed by two and a half of rest"


def time_of() -> float:
    import time

    return time.perf_counter()
