"""Closed cases are drawn by a seed that was told before anybody could choose, and looked at by two people."""

import hashlib
from typing import Any

from cityloop.app.rounds import ROUNDS
from cityloop.review.soundings.rules import interval
from tests.conftest import BOTH
from tests.stories.test_the_national_cycle import dispatched
from tests.stories.test_the_national_cycle import staff as staff
from tests.stories.test_what_went_wrong_is_read_again import close
from tests.town import DISTRICT, Desk, Hands, Town


def turn(town: Town) -> None:
    (one,) = (one for one in ROUNDS if one.name.endswith("soundings.actions.go_on"))
    town.city.go_round(one)


def newest(desk: Desk) -> dict[str, Any]:
    return dict(desk.get("/api/soundings").json()[0])


@BOTH
def test_a_months_sample_is_drawn_by_the_told_seed_and_ends_in_a_bulletin(
    town: Town, staff: dict[str, Desk], clock: Hands
) -> None:
    first, _ = town.hire("first", "inspector", DISTRICT), town.hire("second", "inspector", DISTRICT)
    said = {"detector": "reviews", "parameter": "sample", "value": 2, "reason": "试点", "since": "2026-04-01"}
    assert town.desk("board").post("/api/amendments", **said).status_code == 200
    clock.now = Hands.at("2026-04-01 08:00").now
    turn(town)
    told = newest(first)
    assert (told["since"], told["until"], told["size"], told["seed"], told["cases"]) == ("2026-04-01", "2026-05-01", 2, "", [])
    closed = [dispatched(town, staff) for _ in range(3)]
    for case in closed:
        close(town, staff, case)
    turn(town)
    assert newest(first)["drawn"] is None

    clock.now = Hands.at("2026-05-01 00:10").now
    turn(town)
    drawn = next(one for one in first.get("/api/soundings").json() if one["since"] == "2026-04-01")
    assert hashlib.sha256(drawn["seed"].encode()).hexdigest() == told["digest"]
    order = sorted(closed, key=lambda case: hashlib.sha256(f"{drawn['seed']}:{case}".encode()).digest())
    assert drawn["cases"] == sorted(order[:2]) and drawn["closed_cases"] == 3
    left_out = next(case for case in closed if case not in drawn["cases"])
    assert first.post(f"/api/soundings/{told['id']}/cases/{left_out}", passed=True).status_code == 404
    done = looked_through(town, staff, told["id"], *drawn["cases"])
    assert (done["looked"], done["passed"], done["disagreed"]) == (2, 1, 1) and done["concluded"]
    assert (done["least"], done["most"]) == tuple(round(bound, 4) for bound in interval(1, 2))

    town.city.settle()
    (bulletin,) = first.get("/api/briefs", kind="sounding").json()
    body = first.get(f"/api/briefs/{bulletin['id']}").json()["body"]
    found = {figure["name"]: figure["value"] for section in body["sections"] for figure in section["figures"]}
    assert found == {"closed_cases": 3, "sampled": 2, "passed": 1, "disagreed": 1, "pass_rate": 50.0}
    assert [told["digest"], drawn["seed"]] == [row[1] for row in body["sections"][1]["tables"][0]["rows"][:2]]
    assert town.city.stuck() == {}


def looked_through(town: Town, staff: dict[str, Desk], sounding: int, *cases: int) -> dict[str, Any]:
    """Two people look at two cases; they agree on the one and disagree on the other."""
    first, second = town.desk("first"), town.desk("second")
    one, other = (f"/api/soundings/{sounding}/cases/{case}" for case in cases)
    assert town.desk("stranger").post(one, passed=True).status_code == 404
    assert staff["looker"].post(one, passed=True).json()["error"] == "OwnWork"
    assert first.post(one, passed=False).status_code == 422
    assert first.post(one, passed=True).status_code == 200
    assert first.post(one, passed=True).json()["error"] == "LookedAlready"
    assert second.post(one, passed=True).json()["looked"] == 1
    assert town.hire("third", "inspector", DISTRICT).post(one, passed=True).json()["error"] == "BothLooked"
    first.post(other, passed=False, note="照片与现场不符")
    return dict(second.post(other, passed=True).json())


@BOTH
def test_a_month_in_which_nothing_was_closed_has_a_bulletin_that_says_so(town: Town, clock: Hands) -> None:
    turn(town)
    clock.now = Hands.at("2026-04-02 08:00").now
    turn(town)
    town.city.settle()
    (bulletin,) = town.desk("inspector").get("/api/briefs", kind="sounding").json()
    body = town.desk("inspector").get(f"/api/briefs/{bulletin['id']}").json()["body"]
    assert body["sections"][0]["lines"][0][0] == "本月没有结案，无可抽查。"
