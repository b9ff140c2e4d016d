"""A whole drill beside real cases: it goes on real screens like any case, and every figure stays what it was without it."""

from pathlib import Path
from typing import Any

from tests.conftest import BOTH
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
    alert = {"detector": "trucks.overspeed", "subject": "渝D·K0009", "lon": CENTRE[0], "lat": CENTRE[1], "peak": 80}
    assert dispatcher.post("/api/alerts/drill", **alert).status_code == 200
    town.city.settle()
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


@BOTH
def test_an_alert_raised_as_a_drill_goes_the_way_of_any_under_its_mark(town: Town, clock: Hands) -> None:
    dispatcher, about = town.desk("dispatcher"), {"lon": CENTRE[0], "lat": CENTRE[1], "peak": 81}
    said = {"detector": "trucks.overspeed", "subject": "渝D·K0001", **about}
    assert town.desk("clerk").post("/api/alerts/drill", **said).status_code == 403
    assert dispatcher.post("/api/alerts/drill", **{**said, "lon": None}).json()["error"] == "DrillNowhere"
    assert dispatcher.post("/api/alerts/drill", **{**said, "detector": "no.such"}).status_code == 404
    first = dispatcher.post("/api/alerts/drill", **said).json()["id"]
    town.city.settle()
    (drilled,) = dispatcher.alerts("渝D·K0001")
    assert (drilled["id"], drilled["drill"], drilled["open"], drilled["peak"]) == (first, True, True, 81)
    page = dispatcher.case(drilled["case"])
    assert (page["case"]["drill"], page["case"]["state"]) == (True, "dispatched")
    assert all(line["drill"] for line in page["timeline"])
    assert b"<status>Exercise</status>" in dispatcher.get(f"/api/alerts/{first}/cap").content
    assert dispatcher.get("/api/situation").json()["alerts"] == {}

    town.drive("渝D·K0001", *FAST)
    real = dispatcher.alerts("渝D·K0001")[-1]
    assert (len(dispatcher.alerts("渝D·K0001")), real["drill"], real["open"]) == (2, False, True)
    assert dispatcher.get("/api/situation").json()["alerts"] != {}
    clock.forward(hours=3)
    town.city.all_rounds()
    assert not any(one["open"] for one in dispatcher.alerts("渝D·K0001"))


@BOTH
def test_a_drill_may_be_reviewed_by_hand_and_its_review_is_one_too(town: Town) -> None:
    dispatcher = town.desk("dispatcher")
    begun = dispatcher.post("/api/activations", plan="urban_flooding", level=3, where=PLACE, drill=True, why="演练").json()
    leads = town.hire("leads", "leader", DISTRICT)
    opened = leads.post(f"/api/cases/{begun['case']}/review")
    assert opened.status_code == 200, opened.text
    assert opened.json()["review"]["drill"] is True
    assert [one["drill"] for one in leads.get("/api/reviews").json()] == [True]
