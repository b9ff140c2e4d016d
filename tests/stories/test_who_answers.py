"""A case opens at the level that answers, climbs while nobody does, and waits where a dispatcher can see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from cityloop.kit.records import Record
from tests.conftest import BOTH
from tests.stories.moves import FAST, work_off
from tests.town import Hands, Town

pytestmark = BOTH


@pytest.fixture
def unmanned(tmp_path: Path, town_map: Path, clock: Hands, database: str) -> Iterator[Town]:
    """A town in which nobody holds the patrol's duty."""
    with Town.founded(tmp_path / "city", town_map, clock, database) as town:
        with town.city.work(by="founder") as work:
            post = Record.metadata.tables["post"]
            work.session.execute(delete(post).where(post.c.duty == "spoil_patrol"))
        yield town


def test_nobody_in_the_district_leaves_it_to_the_city(unmanned: Town) -> None:
    patrol = unmanned.hire("chief", "spoil_patrol", "50")
    unmanned.drive("渝D·K0001", *FAST)
    case = patrol.case(1)["case"]
    assert (case["state"], case["held_at"]) == ("dispatched", "50")
    work_off(patrol, 1)
    assert patrol.case(1)["case"]["state"] == "done"


def test_nobody_at_all_leaves_it_open_until_a_dispatcher_hands_it_out(unmanned: Town) -> None:
    unmanned.drive("渝D·K0001", *FAST)
    dispatcher = unmanned.desk("dispatcher")
    page = dispatcher.case(1)
    assert (page["case"]["state"], page["case"]["held_at"], page["tasks"], page["holders"]) == ("opened", None, [], [])
    assert unmanned.city.stuck() == {}
    for area in ("500103", "50", "5", "500104", "500103001", "x"):
        answer = dispatcher.post("/api/cases/1/dispatch", area=area)
        assert (answer.status_code, answer.json()["error"]) == (409, "NobodyThere")

    patrol = unmanned.hire("new", "spoil_patrol", "500103")
    assert [holder["area"] for holder in dispatcher.case(1)["holders"]] == ["500103"]
    assert dispatcher.post("/api/cases/1/dispatch", area="500103").status_code == 200
    work_off(patrol, 1)
    assert patrol.case(1)["case"]["state"] == "done"


def test_a_case_may_be_handed_on_until_someone_begins(unmanned: Town) -> None:
    chief, local = unmanned.hire("chief", "spoil_patrol", "50"), unmanned.hire("local", "spoil_patrol", "500103")
    unmanned.drive("渝D·K0001", *FAST)
    dispatcher = unmanned.desk("dispatcher")
    assert chief.case(1)["case"]["held_at"] == "500103"
    assert dispatcher.post("/api/cases/1/dispatch", area="50").status_code == 200
    task = f"/api/cases/1/tasks/{chief.case(1)['tasks'][0]['id']}"
    assert local.post(f"{task}/take").status_code == 403
    assert chief.post(f"{task}/take").status_code == 200
    assert dispatcher.post("/api/cases/1/dispatch", area="500103").status_code == 409


def test_an_alert_outside_the_map_is_the_citys(unmanned: Town) -> None:
    chief = unmanned.hire("chief", "spoil_patrol", "50")
    unmanned.hire("local", "spoil_patrol", "500103")
    unmanned.drive("渝D·K0001", *FAST, place=(105.0, 28.0))
    case = chief.case(1)["case"]
    assert (case["area"], case["held_at"], case["state"]) == ("50", "50", "dispatched")
    assert unmanned.desk("dispatcher").get("/api/cases/1").status_code == 404  # a district's own sees nothing outside it
