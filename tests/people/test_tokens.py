"""A machine's token: less than its member, for a time, at a pace."""

from typing import Any

import pytest

from tests.conftest import BOTH
from tests.people.doors import said_by
from tests.stories.moves import FAST
from tests.town import Desk, Hands, Town

pytestmark = BOTH


def token(town: Town, desk: Desk, **said: Any) -> tuple[int, Desk]:
    """A token of the one at the desk, and the machine that has it."""
    answer = desk.post("/api/account/tokens", name="probe", **said)
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]["id"], Desk(town.http, answer.json()["key"])


def test_a_token_sees_what_its_post_sees_and_no_more(town: Town) -> None:
    town.drive("渝D·K0001", *FAST)
    town.hire("chief", "dispatcher", "50")
    chief = town.hire("chief", "rule_board", "50")
    street = chief.case(1)["case"]["area"][:9]
    other = "500103001" if street != "500103001" else "500103002"
    _, whole = token(town, chief)
    _, own = token(town, chief, duty="dispatcher", area=street)
    _, beside = token(town, chief, duty="dispatcher", area=other)
    assert [len(machine.get("/api/cases").json()) for machine in (whole, own, beside)] == [1, 1, 0]
    assert beside.get("/api/cases/1").status_code == beside.get("/api/alerts/1/card").status_code == 404
    assert [post["duty"] for post in own.get("/api/session").json()["posts"]] == ["dispatcher"]
    assert own.get("/api/ledger").status_code == 403 and whole.get("/api/ledger").status_code == 200


def test_one_that_only_reads_changes_nothing_and_none_touches_how_its_member_gets_in(town: Town) -> None:
    _, reads = token(town, town.desk("dispatcher"), duty="dispatcher", area="500103")
    _, writes = token(town, town.desk("dispatcher"), duty="dispatcher", area="500103", read_only=False)
    assert reads.post("/api/mutes").json()["error"] == "TokenOnlyReads"
    assert writes.post("/api/mutes").status_code == 422
    for machine in (reads, writes):
        for path in ("/api/account", "/api/account/tokens", "/api/access/members"):
            assert machine.get(path).json()["error"] == "NotForMachines", path


def test_nobody_gives_away_what_they_do_not_hold(town: Town) -> None:
    desk = town.desk("dispatcher")
    for said in ({"duty": "dispatcher", "area": "50"}, {"duty": "leader", "area": "500103"}):
        answer = desk.post("/api/account/tokens", name="x", **said)
        assert (answer.status_code, answer.json()["error"]) == (403, "NotYourPost")
    assert desk.post("/api/account/tokens", name="x", read_only=False).status_code == 422
    assert desk.post("/api/account/tokens", name=" ").status_code == 422


def test_with_the_post_the_token_loses_what_it_saw(town: Town) -> None:
    from sqlalchemy import delete

    from cityloop.kit.records import Record

    town.drive("渝D·K0001", *FAST)
    _, machine = token(town, town.desk("dispatcher"), duty="dispatcher", area="500103")
    assert len(machine.get("/api/cases").json()) == 1
    with town.city.work(by="founder") as work:
        post = Record.metadata.tables["post"]
        work.session.execute(delete(post).where(post.c.duty == "dispatcher"))
    assert machine.get("/api/cases").json() == []


def test_a_rotated_key_is_good_for_another_day(town: Town, clock: Hands) -> None:
    desk = town.hire("chief", "dispatcher", "50")
    number, old = token(town, desk, days=30)
    new = Desk(town.http, desk.post(f"/api/account/tokens/{number}/rotate").json()["key"])
    newest = Desk(town.http, desk.post(f"/api/account/tokens/{number}/rotate").json()["key"])
    assert [machine.get("/api/session").status_code for machine in (old, new, newest)] == [401, 200, 200]
    clock.forward(hours=24, seconds=1)
    assert [machine.get("/api/session").status_code for machine in (new, newest)] == [401, 200]
    clock.forward(days=29)
    assert newest.get("/api/session").status_code == 401
    assert len(said_by(town, "TokenRotated")) == 2


def test_it_is_seen_when_a_token_was_used_and_it_can_be_ended(town: Town, clock: Hands) -> None:
    desk = town.hire("chief", "dispatcher", "50")
    number, machine = token(town, desk)
    assert desk.get("/api/account/tokens").json()[0]["used"] is None
    machine.get("/api/session")
    (listed,) = desk.get("/api/account/tokens").json()
    assert listed["used"] and listed["used_from"] == "testclient"
    assert town.desk("patrol").delete(f"/api/account/tokens/{number}").status_code == 404
    assert desk.delete(f"/api/account/tokens/{number}").status_code == 204
    assert machine.get("/api/session").status_code == 401


def test_too_fast_is_told_when_to_come_back(town: Town, clock: Hands) -> None:
    _, machine = token(town, town.desk("dispatcher"), a_minute=6)
    answers = [machine.get("/api/session") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 2
    assert answers[-1].headers["retry-after"] == "10"
    clock.forward(seconds=10)
    assert [machine.get("/api/session").status_code for _ in range(2)] == [200, 429]


def test_a_token_opens_sensorthings_in_place_of_a_password(town: Town) -> None:
    _, machine = token(town, town.desk("dispatcher"))
    things = "/sta/v1.1/Things"
    assert town.http.get(things, auth=("dispatcher", machine.key)).status_code == 200
    assert town.http.get(things, auth=("patrol", machine.key)).status_code == 401
    assert machine.get(things).status_code == 200


def test_a_source_is_rotated_without_standing_outside(town: Town, clock: Hands) -> None:
    from cityloop.sense.sources.actions import admit

    with town.city.work(by="operator") as work:
        new = admit(work, "gps", rotate=True)
    clock.forward(seconds=3)
    row = {"signal": "trucks.position", "subject": "a", "at": clock().isoformat(), "value": 1.0}
    assert [town.send(f"{key[:4]}", [row], key).status_code for key in (town.token, new)] == [200, 200]
    clock.forward(hours=24)
    row["at"] = clock().isoformat()
    assert [town.send(f"b{key[:4]}", [row], key).status_code for key in (town.token, new)] == [401, 200]


@pytest.mark.parametrize("path", ["/metrics"])
def test_what_the_whole_city_counts_is_for_who_operates_it(town: Town, path: str) -> None:
    assert town.http.get(path).status_code == 401
    assert town.desk("dispatcher").get(path).status_code == 403
    _, machine = token(town, town.hire("watch", "operator", "50"), duty="operator", area="50")
    assert machine.get(path).status_code == 200
