"""A whole drill beside real cases: it goes on real screens like any case, and every figure stays what it was without it."""

from pathlib import Path
from typing import Any

from tests.stories.moves import FAST, verification, work_off
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

FIGURES = (
    "/api/situation", "/api/scores", "/api/lessons", "/api/reviews", "/api/doubts", "/api/deadlines", "/api/deadlines/forecast",
    "/api/yardsticks/counted?area=50&kind=month&by=duty", "/api/yardsticks/counted?area=50&kind=day&by=district",
    "/api/yardsticks/cases", "/api/rankings", "/api/sheets", "/api/periods", "/api/vitals", "/api/soundings",
)  # fmt: skip
PLACE = {"subject": "下穿道积水（演练）", "category": "L0506", "lon": CENTRE[0], "lat": CENTRE[1]}


def figures(town: Town) -> dict[str, Any]:
    """All that is counted, as who oversees the whole city sees it."""
    chief = town.hire("chief", "dispatcher", "50")
    asked = {path: chief.get(path) for path in FIGURES}
    assert all(answer.status_code < 500 for answer in asked.values())
    assert sum(answer.status_code == 200 for answer in asked.values()) >= 11, [a.status_code for a in asked.values()]
    said = {path: answer.json() for path, answer in asked.items() if answer.status_code == 200}
    for one in said["/api/soundings"]:
        del one["digest"]  # of a number nobody could choose
    for _ in range(4):
        town.city.write_up()
    said["briefs"] = [chief.get(f"/api/briefs/{one['id']}").json()["body"] for one in chief.get("/api/briefs").json()]
    assert said["briefs"], "a brief was made"
    return said


def lived(town: Town, clock: Hands, *, drills: bool) -> dict[str, Any]:
    """Two real cases, one closed and one late; and beside them, or not, a drill of every kind."""
    for plate in ("渝D·K0001", "渝D·K0002"):
        town.drive(plate, *FAST)
    first = min(one["id"] for one in town.desk("dispatcher").get("/api/cases").json())
    closed(town, first, town.desk("patrol"))
    if drills:
        held(town)
    clock.forward(hours=30)
    town.city.all_rounds()
    town.city.settle()
    return figures(town)


def closed(town: Town, case: int, doer: Desk) -> None:
    work_off(doer, case)
    town.city.settle()
    inspector = town.desk("inspector")
    assert inspector.post(f"{verification(inspector, case)}/accept", note="属实").status_code == 200
    town.city.settle()


def held(town: Town) -> None:
    """A plan is drilled to its end, another is left to run late, and a report is made as a drill."""
    dispatcher = town.desk("dispatcher")
    begun = [
        dispatcher.post("/api/activations", plan=plan, level=3, where=PLACE, drill=True, why="季度演练").json()
        for plan in ("urban_flooding", "pipe_burst")
    ]
    assert all(one["drill"] for one in begun)
    dispatcher.post(f"/api/activations/{begun[0]['id']}/stand-down", why="演练结束")
    own = next(one for one in dispatcher.case(begun[0]["case"])["tasks"] if one["state"] == "waiting")
    path = f"/api/cases/{begun[0]['case']}/tasks/{own['id']}"
    dispatcher.post(f"{path}/take")
    assert dispatcher.post(f"{path}/finish", note="演练完成", photos=[dispatcher.photo()]).status_code == 200
    town.city.settle()
    inspector = town.desk("inspector")
    assert inspector.post(f"{verification(inspector, begun[0]['case'])}/accept", note="演练核查").status_code == 200
    assert dispatcher.case(begun[0]["case"])["case"]["state"] == "closed"
    said = {"title": "演练上报", "area": DISTRICT, "drill": True}
    assert dispatcher.post("/api/reports", **said).status_code == 200
    town.city.settle()
    shown = {one["subject"]: one["drill"] for one in dispatcher.get("/api/cases").json()}
    assert shown["演练上报"] is True
    (room,) = dispatcher.get(f"/api/cases/{begun[1]['case']}/gatherings").json()
    assert room["drill"] is True


def test_every_figure_is_what_it_is_without_the_drill(tmp_path: Path, town_map: Path) -> None:
    found = []
    for drills in (False, True):
        clock = Hands.at("2026-03-02 08:00")
        with Town.founded(tmp_path / f"city{drills}", town_map, clock) as town:
            found.append(lived(town, clock, drills=drills))
    without, beside = found
    assert sum(without["/api/situation"]["cases"].values()) == 1, "there is something to be counted"
    for path in without:
        assert beside[path] == without[path], path
