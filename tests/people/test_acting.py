"""Acting for a colleague: both inboxes, both names, and an end that comes by itself."""

from collections.abc import Mapping
from typing import Any

import pytest

from cityloop.people.duties import queries
from tests.conftest import BOTH
from tests.stories.moves import FAST, verification, work_off
from tests.town import DISTRICT, Desk, Hands, Town

pytestmark = BOTH

WEEK = {"since": "2026-03-09", "until": "2026-03-16"}  # begins seven days after the town's clock


@pytest.fixture
def keeper(town: Town) -> Desk:
    return town.hire("keeper", "personnel", "50")


@pytest.fixture
def li(town: Town) -> Desk:
    return town.hire("li", "clerk", "500103003")


def posts(desk: Desk) -> set[tuple[str, str, str]]:
    return {(post["duty"], post["area"], post["acting_for"]) for post in desk.get("/api/session").json()["posts"]}


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def lines(page: Mapping[str, Any], kind: str) -> list[tuple[str, str, str]]:
    return [(line["by"], line["acting_for"], line["for_name"]) for line in page["timeline"] if line["kind"] == kind]


def test_in_that_week_both_inboxes_are_seen_and_then_one_again(town: Town, clock: Hands, li: Desk) -> None:
    town.drive("渝D·K0001", *FAST)
    clerk, street = town.desk("clerk"), town.desk("dispatcher").case(1)["case"]["area"][:9]
    away = town.hire("zhao", "clerk", street)
    helper = li if street != "500103003" else clerk
    login = "li" if helper is li else "clerk"
    own = posts(helper)
    assert away.post("/api/posts/acting", login=login, for_login="zhao", **WEEK).status_code == 200
    for days, seen in ((0, 404), (6, 404), (1, 200), (6, 200), (1, 404)):
        clock.forward(days=days)
        helper = town.desk(login)
        assert helper.get("/api/cases/1").status_code == seen, clock()
        assert posts(helper) == (own | {("clerk", street, "zhao")} if seen == 200 else own)
        assert (helper.get("/api/cases").json() != []) is (seen == 200)


def test_what_is_done_in_a_colleagues_post_is_signed_with_both_names_and_stays(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    town.hire("chen", "water_utility", "50")
    patrol = town.desk("patrol")
    today = {"since": "2026-03-02", "until": "2026-03-03"}
    (post,) = patrol.post("/api/posts/acting", login="chen", for_login="patrol", **today).json()
    assert (post["kind"], post["for_name"], post["in_force"]) == ("acting", "Patrol", True)
    work_off(town.desk("chen"), 1)
    town.city.settle()
    clock.forward(days=1)

    page = town.desk("patrol").case(1)
    assert set(lines(page, "TaskFinished")) == {("chen", "patrol", "Patrol")}
    assert lines(page, "CaseDone") == [("chen", "patrol", "Patrol")]
    assert {task["taken_by"] for task in page["tasks"]} == {"chen"}
    assert town.desk("chen").get("/api/cases/1").status_code == 404
    assert lines(page, "CaseOpened") == [("loop", "", "")]


def test_ones_own_post_comes_first_and_is_signed_with_one_name(town: Town) -> None:
    town.drive("渝D·K0001", *FAST)
    own = town.hire("chen", "spoil_patrol", DISTRICT)
    town.desk("patrol").post("/api/posts/acting", login="chen", for_login="patrol", since="2026-03-02", until="2026-03-03")
    work_off(own, 1)
    assert set(lines(own.case(1), "TaskTaken")) == {("chen", "", "")}


def test_nobody_verifies_own_work_through_a_colleagues_post(town: Town, keeper: Desk) -> None:
    town.drive("渝D·K0001", *FAST)
    today = {"since": "2026-03-02", "until": "2026-03-09"}
    inspector, patrol = town.desk("inspector"), town.desk("patrol")
    assert inspector.post("/api/posts/acting", login="patrol", for_login="inspector", **today).status_code == 200
    work_off(patrol, 1)
    town.city.settle()
    look = verification(inspector, 1)
    assert refusal(patrol.post(f"{look}/accept")) == (403, "SecondPair")
    offered = {offer["move"]: offer["why_not"] for offer in patrol.case(1)["offers"]}
    assert offered["accept"] == "why_not.own_work"
    assert inspector.post(f"{look}/accept").status_code == 200


def test_nobody_verifies_what_was_done_in_their_own_name(town: Town) -> None:
    """Neither who did it, nor in whose post it was done, nor a third who acts for either."""
    town.drive("渝D·K0001", *FAST)
    today = {"since": "2026-03-02", "until": "2026-03-09"}
    inspector = town.hire("inspector", "spoil_patrol", DISTRICT)
    town.hire("chen", "clerk", "500104001")
    town.hire("wu", "clerk", "500104002")
    for login in ("chen", "wu"):
        for post in inspector.get("/api/posts/members/inspector").json()["posts"]:
            if (post["duty"], login) in {("spoil_patrol", "chen"), ("inspector", "wu")}:
                answer = inspector.post(f"/api/posts/one/{post['id']}/entrust", login=login, area=DISTRICT, **today)
                assert answer.status_code == 200, answer.text
    work_off(town.desk("chen"), 1)
    town.city.settle()
    look = verification(inspector, 1)
    for login in ("inspector", "wu"):
        assert refusal(town.desk(login).post(f"{look}/accept")) == (403, "SecondPair")
        assert {o["why_not"] for o in town.desk(login).case(1)["offers"] if o["move"] == "accept"} == {"why_not.own_work"}
    other = town.hire("second", "inspector", DISTRICT)
    assert other.post(f"{look}/accept").status_code == 200


def test_nobody_hands_on_what_they_do_not_hold_nor_twice(town: Town, keeper: Desk, li: Desk) -> None:
    clerk = town.desk("clerk")
    town.hire("chen", "clerk", "500104003")
    ask = {"login": "chen", **WEEK}
    assert refusal(li.post("/api/posts/acting", for_login="clerk", **ask)) == (403, "NotAllowed")
    (lent,) = clerk.post("/api/posts/acting", for_login="clerk", **ask).json()
    again = {"login": "li", "since": "2026-03-15", "until": "2026-03-20"}
    assert refusal(clerk.post("/api/posts/acting", for_login="clerk", **again)) == (409, "LentAlready")
    assert clerk.post("/api/posts/acting", for_login="clerk", **again | {"since": "2026-03-16"}).status_code == 200
    on = {"login": "li", "area": "500103001", **WEEK}
    chen = town.desk("chen")
    assert refusal(chen.post(f"/api/posts/one/{lent['id']}/entrust", **on)) == (403, "NotOwn")
    assert (
        refusal(chen.post("/api/posts/acting", login="clerk", for_login="chen", since="2026-03-02", until="2026-03-02"))[0] == 422
    )
    (own,) = [one for one in clerk.get("/api/posts/members/clerk").json()["posts"] if one["kind"] == "regular"]
    wide = {"login": "li", "area": "500103", "since": "2026-04-01", "until": "2026-04-02"}
    assert refusal(clerk.post(f"/api/posts/one/{own['id']}/entrust", **wide)) == (409, "Outside")
    assert refusal(
        keeper.post("/api/posts/acting", login="keeper", for_login="clerk", since="2026-05-01", until="2026-05-03")
    ) == (
        403,
        "NotToOneself",
    )
    assert (
        keeper.post("/api/posts/acting", login="li", for_login="clerk", since="2026-05-01", until="2026-05-03").status_code == 200
    )


def test_a_lent_post_ends_with_the_one_it_was_lent_from(town: Town, clock: Hands, keeper: Desk, li: Desk) -> None:
    clerk = town.desk("clerk")
    clerk.post("/api/posts/acting", login="li", for_login="clerk", since="2026-03-02", until="2026-03-16")
    assert ("clerk", "500103001", "clerk") in posts(li)
    (own,) = [one for one in clerk.get("/api/posts/members/clerk").json()["posts"] if one["kind"] == "regular"]
    assert keeper.post(f"/api/posts/one/{own['id']}/end", until="2026-03-04").status_code == 200
    clock.forward(days=2)
    assert posts(town.desk("li")) == {("clerk", "500103003", "")}
    assert posts(town.desk("clerk")) == set()
    with town.city.glance(by="test") as work:
        assert queries.answering(work, "clerk", "500103001") is False
        assert [login for login, _ in queries.holders_on(work, "clerk", "500103001", work.today.replace(day=3))] == [
            "clerk",
            "li",
        ]


def test_who_keeps_personnel_gives_posts_in_their_area_and_none_to_themselves(town: Town, li: Desk) -> None:
    keeper = town.hire("small", "personnel", "500103001")
    said = {"login": "li", "duty": "clerk", "since": "2026-03-03"}
    assert refusal(keeper.post("/api/posts", area="500103003", **said))[0] == 403
    assert refusal(keeper.post("/api/posts", area="500103001", **said | {"login": "small"})) == (403, "NotToOneself")
    assert refusal(keeper.post("/api/posts", area="500103001", **said | {"since": "2026-03-01"})) == (409, "NotInThePast")
    assert refusal(li.post("/api/posts", area="500103001", **said))[0] == 403
    post = keeper.post("/api/posts", area="500103001", board="peace", **said).json()
    assert (post["in_force"], post["board"]) == (False, "peace")
    assert refusal(keeper.post("/api/posts", area="500103001", **said)) == (409, "HeldAlready")
    assert refusal(keeper.post("/api/posts", area="500103999", **said))[0] == 404


def test_who_has_left_holds_nothing(town: Town, keeper: Desk) -> None:
    town.drive("渝D·K0001", *FAST)
    patrol = town.desk("patrol")
    gone = {"name": "Patrol", "mobile": "", "skills": "", "standing": "left"}
    assert refusal(patrol.post("/api/posts/members/patrol", **gone))[0] == 403
    assert keeper.post("/api/posts/members/patrol", **gone).status_code == 200
    assert refusal(patrol.get("/api/cases"))[0] == 401
    with town.city.glance(by="test") as work:
        assert queries.held_by(work, "patrol") == () and not queries.answering(work, "spoil_patrol", DISTRICT)
