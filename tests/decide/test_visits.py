"""Whom one calls on: due in time, asked once, known from then on, and nobody else's business."""

from typing import Any

import pytest

from tests.conftest import BOTH
from tests.town import CENTRE, Desk, Hands, Town

pytestmark = BOTH

SAID = {"kin_phone": "13800000000", "well": "well", "gas": "piped"}


@pytest.fixture
def grid(town: Town) -> Desk:
    return town.hire("grid", "grid_member", "500103")


def entered(desk: Desk, **about: Any) -> Any:
    said = {"form": "elder_alone", "name": "张奶奶", "address": "民族路 12 号", "lon": CENTRE[0], "lat": CENTRE[1]}
    return desk.post("/api/visits/hosts", **(said | about))


def fields(host: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in host["fields"]}


def test_what_was_said_once_is_known_the_next_time_with_who_was_told(town: Town, grid: Desk, clock: Hands) -> None:
    host = entered(grid).json()
    assert (host["due"], len(host["area"]), fields(host)["gas"]["known"]) == ("2026-03-02", 15, "")
    assert grid.post(f"/api/visits/hosts/{host['id']}/visits", said={"well": "well"}).json()["error"] == "AnswerMissing"
    visited = grid.post(f"/api/visits/hosts/{host['id']}/visits", said=SAID, lon=CENTRE[0], lat=CENTRE[1]).json()
    assert visited["due"] == "2026-03-09"
    gas = fields(visited)["gas"]
    assert (gas["known"], gas["by_name"], gas["fresh"]) == ("piped", "Grid", True)
    assert (fields(visited)["well"]["known"], fields(visited)["well"]["fresh"]) == ("well", False)

    clock.forward(days=7)
    grid = town.desk("grid")
    again = grid.post(f"/api/visits/hosts/{host['id']}/visits", said={"well": "unwell", "wishes": "想装扶手"})
    assert (again.status_code, again.json()["due"]) == (200, "2026-03-16")
    clock.forward(days=365)
    grid = town.desk("grid")
    assert grid.post(f"/api/visits/hosts/{host['id']}/visits", said={"well": "well"}).json()["error"] == "AnswerMissing"


def test_those_due_first_come_first_and_who_moved_is_not_asked_for(town: Town, grid: Desk) -> None:
    first, second = entered(grid).json(), entered(grid, form="shop", name="小面馆").json()
    grid.post(f"/api/visits/hosts/{first['id']}/visits", said=SAID)
    assert [one["id"] for one in grid.get("/api/visits").json()] == [second["id"], first["id"]]
    assert grid.post(f"/api/visits/hosts/{second['id']}/leave").status_code == 204
    assert [one["id"] for one in grid.get("/api/visits").json()] == [first["id"]]
    assert grid.post(f"/api/visits/hosts/{second['id']}/visits", said={}).json()["error"] == "NoLongerVisited"
    assert town.city.stuck() == {}


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("kin_phone", "call me"), ("kin_phone", "１３８"), ("well", "fine"), ("gas", "²"), ("wishes", "x" * 1001),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(grid: Desk, field: str, said: str) -> None:
    host = entered(grid).json()["id"]
    answer = grid.post(f"/api/visits/hosts/{host}/visits", said=SAID | {field: said})
    assert (answer.status_code, answer.json()["error"]) == (422, "NoAnswer")


@pytest.mark.parametrize(
    ("field", "said"), [("people", "nan"), ("people", "-1"), ("people", "1e999"), ("extinguisher_until", "0001-01-01")]
)
def test_numbers_and_days_have_bounds(grid: Desk, field: str, said: str) -> None:
    host = entered(grid, form="shop").json()["id"]
    whole = {"trade": "food", "people": "3", "gas": "none", "way_out_free": "yes"}
    assert grid.post(f"/api/visits/hosts/{host}/visits", said=whole | {field: said}).json()["error"] == "NoAnswer"
    assert grid.post(f"/api/visits/hosts/{host}/visits", said=whole | {"shoe_size": "42"}).json()["error"] == "NotAskedThere"
    assert grid.post(f"/api/visits/hosts/{host}/visits", said=whole).status_code == 200


def test_who_lives_where_is_nobody_elses_business(town: Town, grid: Desk) -> None:
    host = entered(grid).json()["id"]
    for login in ("stranger", "dispatcher", "board", "inspector"):
        other = town.desk(login)
        assert other.get("/api/visits").json() == []
        assert other.post(f"/api/visits/hosts/{host}/visits", said=SAID).status_code == 404
    assert entered(town.desk("dispatcher")).status_code == 403
    assert entered(grid, form="secret").status_code == 404
