"""The teams of grids, 1+3+N."""

from typing import Any

import pytest

from tests.conftest import BOTH
from tests.places.test_microgrids import brought, sheet, two_in
from tests.town import Desk, Hands, Town

pytestmark = BOTH
SINCE = "2026-03-02"


@pytest.fixture
def keeper(town: Town) -> Desk:
    desk = town.hire("keeper", "personnel", "500103")
    for login in ("ann", "bai", "cai"):
        assert desk.post("/api/posts/members", login=login, name=login.title(), mobile="13900000000").status_code == 200
    return desk


def grids(desk: Desk) -> list[str]:
    return [gap["area"] for gap in desk.get("/api/teams/gaps", area="500103", limit=5000).json()["gaps"]]


def join(desk: Desk, login: str, area: str, part: str, since: str = SINCE, **more: Any) -> Any:
    return desk.post("/api/teams", login=login, area=area, part=part, since=since, **more)


def test_a_grid_without_a_leader_or_a_full_time_member_is_listed(town: Town, clock: Hands, keeper: Desk) -> None:
    before = keeper.get("/api/teams/gaps", area="500103").json()
    assert before["lacking"] == before["grids"] > 10
    grid = before["gaps"][0]["area"]
    assert join(keeper, "ann", grid, "leader").status_code == 200
    (gap,) = [one for one in keeper.get("/api/teams/gaps", area=grid[:12], limit=5000).json()["gaps"] if one["area"] == grid]
    assert gap["missing"] == ["full_time"]
    seat = join(keeper, "bai", grid, "full_time").json()
    assert grid not in grids(keeper)
    assert join(keeper, "cai", grid, "tied_leader").status_code == 200
    keeper.post(f"/api/teams/seats/{seat['id']}/leave", until="2026-03-09")
    assert grid not in grids(keeper)
    clock.forward(days=7)
    keeper = town.desk("keeper")
    assert grid in grids(keeper)
    team = keeper.get(f"/api/teams/one/{grid}").json()
    assert ([seat["name"] for seat in team["seats"]], team["missing"]) == (["Ann", "Cai"], ["full_time"])
    assert [seat["name"] for seat in keeper.get(f"/api/teams/one/{grid}", day=SINCE).json()["seats"]] == ["Ann", "Bai", "Cai"]
    assert len(team["history"]) == 3


def test_a_grid_has_one_leader_and_full_time_is_in_one_grid(town: Town, keeper: Desk) -> None:
    one, other = grids(keeper)[:2]
    assert join(keeper, "ann", one, "leader", until="2026-04-01").status_code == 200
    assert join(keeper, "bai", one, "leader").json()["error"] == "OneLeader"
    assert join(keeper, "bai", one, "leader", "2026-04-01").status_code == 200
    assert join(keeper, "cai", one, "full_time").status_code == 200
    brought(keeper, sheet(("", "一号院", *two_in(town, one)[0], 120)))
    assert join(keeper, "cai", f"{one}01", "full_time").status_code == 200  # of a micro-grid of the same grid
    assert join(keeper, "cai", other, "full_time").json()["error"] == "FullTimeElsewhere"
    assert join(keeper, "cai", other, "volunteer").status_code == 200
    assert join(keeper, "cai", other, "volunteer").json()["error"] == "SeatedAlready"
    assert join(keeper, "cai", one[:12], "volunteer").json()["error"] == "NoGrid"
    assert join(keeper, "cai", "500103999999999", "volunteer").status_code == 404


def test_who_is_away_is_not_present_and_a_stranger_sees_no_team(town: Town, clock: Hands, keeper: Desk) -> None:
    from cityloop.people.teams import queries

    grid = grids(keeper)[0]
    join(keeper, "ann", grid, "leader")
    join(keeper, "bai", grid, "full_time")

    def present() -> list[str]:
        with town.city.glance(by="loop") as work:
            return [member.login for member in queries.present(work, grid)]

    assert present() == ["bai", "ann"]
    leave = {"login": "bai", "since": "2026-03-02T12:00:00+08:00", "until": "2026-03-03T12:00:00+08:00", "why": "培训"}
    assert keeper.post("/api/posts/leaves", **leave).status_code == 200
    assert present() == ["bai", "ann"]
    clock.forward(hours=4)
    assert present() == ["ann"]
    assert [seat["away"] for seat in keeper.get(f"/api/teams/one/{grid}").json()["seats"]] == [False, True]
    assert keeper.post("/api/posts/leaves/1/end").status_code == 200
    assert present() == ["bai", "ann"]
    assert town.desk("stranger").get(f"/api/teams/one/{grid}").status_code == 404
    assert town.desk("stranger").get("/api/teams/gaps", area="500103").json()["grids"] == 0
    assert join(town.desk("clerk"), "ann", grid, "volunteer").status_code == 403


def test_a_responsibility_grid_is_all_the_grids_that_posts_give_a_member_and_gaps_and_doubles_are_seen(
    town: Town, clock: Hands, keeper: Desk
) -> None:
    one, other, third = grids(keeper)[:3]
    for login, area, more in (("ann", one, {}), ("ann", other, {}), ("bai", other, {"since": "2026-03-05"})):
        said = {"login": login, "duty": "grid_member", "area": area, "since": SINCE, **more}
        assert keeper.post("/api/posts", **said).status_code == 200
    about = {"area": "500103"}
    today = keeper.get("/api/teams/minded", **about).json()
    assert [(line["login"], line["grids"], [post["area"] for post in line["areas"]]) for line in today["minded"]] == [
        ("ann", 2, [one, other])
    ]
    assert (today["nobody"], today["several"]) == (today["grids"] - 2, 0)
    assert third in [line["area"] for line in today["without"]] and one not in [line["area"] for line in today["without"]]
    later = keeper.get("/api/teams/minded", **about, day="2026-03-05").json()
    assert [line["login"] for line in later["minded"]] == ["ann", "bai"]
    assert [line["area"] for line in later["doubly"]] == [other]
    (first,) = keeper.get("/api/teams/minded", **about, day="2026-03-05", limit=1).json()["minded"]
    rest = keeper.get("/api/teams/minded", **about, day="2026-03-05", limit=1, after=first["login"]).json()
    assert ([line["login"] for line in rest["minded"]], rest["more"]) == (["bai"], False)
    whole = keeper.post("/api/posts", login="cai", duty="grid_member", area=one[:12], since=SINCE)
    assert whole.status_code == 200
    assert one in [line["area"] for line in keeper.get("/api/teams/minded", area=one[:12]).json()["doubly"]]
    hidden = town.desk("stranger").get("/api/teams/minded", **about).json()
    assert (hidden["grids"], hidden["minded"]) == (0, [])
