"""Reviews open by themselves, one for each cause; they are written, argued, and what they agree on is followed to done."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cityloop.app.rounds import ROUNDS
from cityloop.people.logins.rules import Signing
from tests.conftest import BOTH
from tests.stories.moves import FAST, work_off
from tests.stories.test_the_national_cycle import dispatched, filed, looked, move, reported
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import CENTRE, DISTRICT, Desk, Hands, Town

pytestmark = BOTH

NEAR = (CENTRE[0] + 0.0006, CENTRE[1])  # some 58 m to the east
FAR = (CENTRE[0] + 0.0035, CENTRE[1])  # some 340 m


@pytest.fixture
def town(tmp_path: Path, town_map: Path, clock: Hands, database: str) -> Iterator[Town]:
    """A town in which nobody has to log in again while weeks go by."""
    patient = Signing(idle=timedelta(days=400), sitting=timedelta(days=400))
    with Town.founded(tmp_path / "city", town_map, clock, database, signing=patient) as town:
        yield town


def rounds(town: Town) -> None:
    """The two that belong to the story: the others would catch up on weeks of ticks."""
    for one in ROUNDS:
        if one.name.endswith((".hasten", ".remind")):
            town.city.go_round(one)


def opened(desk: Desk, **about: Any) -> list[dict[str, Any]]:
    return list(desk.get("/api/reviews", **about).json())


def file_at(town: Town, staff: dict[str, Desk], place: tuple[float, float], category: str = "C01001") -> int:
    case = reported(town, staff["grid"], lon=place[0], lat=place[1], category_code=category)
    assert move(staff["acceptor"], case, "file").status_code == 200
    town.city.settle()
    return case


def close(town: Town, staff: dict[str, Desk], case: int) -> None:
    work_off(staff["crew"], case)
    move(staff["crew"], case, "confirm")
    move(staff["dispatcher"], case, "look_last")
    town.city.settle()
    assert looked(staff["looker"], case, "accept").status_code == 200
    assert move(staff["acceptor"], case, "close").status_code == 200
    town.city.settle()


def test_a_place_where_the_same_comes_thrice_makes_one_review(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    leader = town.hire("chief", "leader", DISTRICT)
    first = file_at(town, staff, CENTRE)
    file_at(town, staff, FAR)
    file_at(town, staff, CENTRE, category="C01002")
    clock.forward(days=10)
    second = file_at(town, staff, NEAR)
    assert opened(leader) == []
    clock.forward(days=10)
    third, fourth = file_at(town, staff, CENTRE), file_at(town, staff, NEAR)
    (review,) = opened(leader)
    assert (review["trigger"], review["category_code"], review["cases"]) == ("repeated", "C01001", 4)
    page = leader.get(f"/api/reviews/{review['id']}").json()
    assert [case["id"] for case in page["cases"]] == [first, second, third, fourth]
    assert opened(leader, case=third) == opened(leader, quarter="2026Q1") == [review]
    assert opened(leader, quarter="2026Q2") == opened(leader, trigger="late") == []
    assert town.city.stuck() == {}


def test_thrice_in_more_days_than_the_rule_says_is_no_repeat_until_the_board_says_so(
    town: Town, staff: dict[str, Desk], clock: Hands
) -> None:
    leader = town.hire("chief", "leader", DISTRICT)
    for _ in range(4):
        file_at(town, staff, CENTRE)
        clock.forward(days=16)
    assert opened(leader) == []
    said = {"detector": "reviews", "parameter": "repeat_days", "value": 60, "reason": "井盖复发周期更长"}
    tomorrow = (clock() + timedelta(days=1)).date().isoformat()
    assert town.desk("board").post("/api/amendments", **said, since=tomorrow).status_code == 200
    file_at(town, staff, CENTRE)
    assert opened(leader) == []
    clock.forward(days=2)
    file_at(town, staff, CENTRE)
    assert [(one["trigger"], one["cases"]) for one in opened(leader)] == [("repeated", 5)]


def test_late_reopened_and_injured_cases_are_read_again(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    leader = town.hire("chief", "leader", DISTRICT)
    case = dispatched(town, staff)
    assert staff["crew"].post(f"/api/cases/{case}/injuries", people=1, note=" ").status_code == 422
    assert staff["crew"].post(f"/api/cases/{case}/injuries", people=1, note="一名路人扭伤").status_code == 200
    clock.forward(days=60)
    rounds(town)
    town.city.settle()
    assert {one["trigger"] for one in opened(leader)} == {"injured", "late"}
    close(town, staff, case)
    assert move(staff["leader"], case, "reopen", reason="又坏了").status_code == 200
    town.city.settle()
    found = {one["trigger"]: one for one in opened(leader, case=case)}
    assert set(found) == {"injured", "late", "reopened"}
    page = leader.get(f"/api/reviews/{found['injured']['id']}").json()
    assert [(one["people"], one["note"]) for one in page["injuries"]] == [(1, "一名路人扭伤")]
    assert "InjuryTold" in [line["kind"] for line in leader.case(case)["timeline"]]
    assert town.city.stuck() == {}


def test_late_cases_of_one_kind_share_a_review_and_a_drill_has_none(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    leader = town.hire("chief", "leader", DISTRICT)
    for _ in range(3):
        dispatched(town, staff)
    clock.forward(days=25)
    for _ in range(2):
        rounds(town)
        town.city.settle()
    assert [one["cases"] for one in opened(leader, trigger="late")] == [3]


@pytest.fixture
def review(town: Town, staff: dict[str, Desk]) -> int:
    town.hire("chief", "leader", DISTRICT)
    case = dispatched(town, staff)
    return int(staff["crew"].post(f"/api/cases/{case}/injuries", people=2, note="两人受伤").json()["id"])


def test_a_review_is_closed_when_it_says_why_and_what_it_agreed_on_is_done(
    town: Town, staff: dict[str, Desk], review: int, clock: Hands
) -> None:
    leader = town.desk("chief")
    path = f"/api/reviews/{review}"
    assert leader.post(f"{path}/conclude").status_code == 409
    said = {"causes": ["worn_out"], "lessons": "汛前要查", "decision": "更换同批井盖", "participants": ["crew", "chief"]}
    assert leader.post(f"{path}/findings", **(said | {"causes": ["bad luck"]})).status_code == 422
    assert leader.post(f"{path}/findings", **(said | {"participants": ["nobody"]})).status_code == 404
    assert staff["crew"].post(f"{path}/findings", **said).status_code == 403
    assert leader.post(f"{path}/findings", **said).json()["missing"] == ""

    agreed = {"what": "更换同批 12 个井盖", "duty": "water_utility", "area": DISTRICT, "owner": "crew"}
    assert leader.post(f"{path}/improvements", **agreed, due="2026-03-01").status_code == 422
    task = leader.post(f"{path}/improvements", **agreed, due="2026-03-09").json()
    assert leader.post(f"{path}/conclude").json()["error"] == "StillToDo"

    clock.forward(days=7)  # on its day there is still time
    rounds(town)
    assert leader.get("/api/improvements", standing="late").json() == []
    clock.forward(days=1)
    for _ in range(2):
        rounds(town)
    leader, crew = town.desk("chief"), town.desk("crew")
    assert [one["id"] for one in leader.get("/api/improvements", standing="late").json()] == [task["id"]]
    assert told(town).count("ImprovementLate") == 1

    assert town.desk("stranger").post(f"/api/improvements/{task['id']}/done", note="好了").status_code == 404
    assert crew.post(f"/api/improvements/{task['id']}/done", note="").status_code == 422
    done = crew.post(f"/api/improvements/{task['id']}/done", note="12 个全部更换").json()
    assert (done["done_by"], done["late"]) == ("crew", True)
    assert crew.post(f"/api/improvements/{task['id']}/done", note="又好了").status_code == 409
    assert leader.post(f"{path}/conclude").status_code == 200
    assert leader.post(f"{path}/findings", **said).json()["error"] == "ReviewClosed"
    assert opened(leader, open_only=True) == []


def test_what_comes_again_after_its_review_was_closed_is_a_new_review(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    leader = town.hire("chief", "leader", DISTRICT)
    for _ in range(3):
        file_at(town, staff, CENTRE)
    (first,) = opened(leader)
    leader.post(f"/api/reviews/{first['id']}/findings", causes=["other"], lessons="一", decision="二")
    assert leader.post(f"/api/reviews/{first['id']}/conclude").status_code == 200
    clock.forward(minutes=1)
    for _ in range(2):
        file_at(town, staff, CENTRE)
    assert len(opened(leader)) == 1
    file_at(town, staff, NEAR)
    second, _ = opened(leader)
    assert (second["after_id"], second["cases"]) == (first["id"], 3)


def test_a_review_shows_only_what_one_may_see(town: Town, staff: dict[str, Desk], review: int) -> None:
    assert town.desk("stranger").get(f"/api/reviews/{review}").status_code == 404
    assert opened(town.desk("stranger")) == []
    assert [one["id"] for one in opened(town.desk("dispatcher"))] == [review]
    case = filed(town, staff)
    assert town.desk("dispatcher").post(f"/api/cases/{case}/review").json()["review"]["trigger"] == "by_hand"
    assert town.desk("stranger").post(f"/api/cases/{case}/review").status_code == 404


def test_what_a_leader_has_to_ask_after_by_name_is_read_again(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    chief, case = town.hire("chief", "leader", DISTRICT), dispatched(town, staff)
    asked = {"to": "crew", "due": (clock() + timedelta(hours=2)).isoformat(), "reason": "群众反复反映"}
    assert staff["dispatcher"].post(f"/api/cases/{case}/urgings", level="urge", **asked).status_code == 200
    town.city.settle()
    assert opened(chief) == []
    assert chief.post(f"/api/cases/{case}/urgings", level="leader", **asked).status_code == 200
    town.city.settle()
    (one,) = opened(chief)
    assert (one["trigger"], one["cases"]) == ("supervised", 1)


def test_the_page_of_a_case_says_where_it_is_read_again_and_who_may_begin(
    town: Town, staff: dict[str, Desk], review: int
) -> None:
    path = "/api/cases/1/reviews"
    page = town.desk("chief").get(path).json()
    assert [one["id"] for one in page["reviews"]] == [review] and page["may_open"]
    assert [(one["people"], one["note"]) for one in page["injuries"]] == [(2, "两人受伤")]
    assert not staff["crew"].get(path).json()["may_open"]
    assert town.desk("chief").post("/api/cases/1/review").status_code == 200
    assert not town.desk("chief").get(path).json()["may_open"]
    assert town.desk("stranger").get(path).status_code == 404


def test_a_replay_is_attached_to_a_review_as_proof(town: Town, staff: dict[str, Desk], review: int, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    board, chief = town.desk("board"), town.desk("chief")
    day = {"since": "2026-03-02T00:00:00+08:00", "until": "2026-03-03T00:00:00+08:00"}
    replay = board.post("/api/replays", detector="trucks.overspeed", parameter="limit_kmh", value=90, **day).json()
    path = f"/api/reviews/{review}"
    assert chief.post(f"{path}/proofs", replay_id=replay["id"] + 1).status_code == 404
    assert chief.post(f"{path}/proofs").status_code == 422
    assert staff["crew"].post(f"{path}/proofs", replay_id=replay["id"]).status_code == 403
    assert chief.post(f"{path}/proofs", replay_id=replay["id"]).status_code == 200
    assert [(one["replay_id"], one["amendment_id"], one["by"]) for one in chief.get(path).json()["proofs"]] == [
        (replay["id"], None, "chief")
    ]
    assert told(town).count("ProofAttached") == 1
    since = {"value": 90, "since": "2026-03-03", "reason": "误报过多", "area": "", "replay_id": replay["id"]}
    amended = board.post("/api/amendments", detector="trucks.overspeed", parameter="limit_kmh", **since).json()
    assert chief.post(f"{path}/proofs", amendment_id=amended["id"]).status_code == 200
    assert [one["id"] for one in opened(chief, amendment=amended["id"])] == [review]


def told(town: Town) -> list[str]:
    from cityloop.kit.facts import since

    with town.city.glance(by="test") as work:
        return [one.kind for one in since(work.session, 0, 10_000)]
