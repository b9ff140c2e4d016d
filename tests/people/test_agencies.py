"""The tree of organisations, as it was on any day."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.people.agencies.rules import SIGNS, check_sign
from tests.conftest import BOTH
from tests.town import Desk, Hands, Town

CREDIT = "91330100799655058B"  # of a well-known company, as it prints it on its pages


@pytest.fixture
def keeper(town: Town) -> Desk:
    return town.hire("keeper", "personnel", "50")


def found(desk: Desk, code: str, parent: str = "", since: str = "2026-03-02", **more: Any) -> Any:
    said = {"name": f"{code}局", "short": code, "kind": "department", "area": "500103", "parent": parent, "since": since}
    return desk.post("/api/agencies", code=code, **said | more)


def changed(desk: Desk, code: str, since: str, **more: Any) -> Any:
    said = {"name": f"{code}局", "short": code, "kind": "department", "area": "500103", "since": since}
    return desk.post(f"/api/agencies/one/{code}", **said | more)


def tree(desk: Desk, day: str, parent: str = "") -> dict[str, str]:
    """Code and name of all that stands there on a day, from the top down."""
    lines = desk.get("/api/agencies", day=day, parent=parent).json()
    below = [tree(desk, day, line["code"]) for line in lines if line["below"]]
    return {line["code"]: line["name"] for line in lines} | {code: name for one in below for code, name in one.items()}


@BOTH
def test_who_asks_for_last_march_gets_last_marchs_tree(town: Town, clock: Hands, keeper: Desk) -> None:
    assert found(keeper, "A").status_code == 200
    assert found(keeper, "B", "A", credit=CREDIT).status_code == 200
    assert found(keeper, "C", "A").status_code == 200
    clock.forward(days=40)
    keeper = town.desk("keeper")
    assert changed(keeper, "B", "2026-05-01", name="乙局", parent="A").status_code == 200
    assert keeper.post("/api/agencies/one/C/close", until="2026-06-01").status_code == 200
    march, may, june = ({"A": "A局", "B": "B局", "C": "C局"}, {"A": "A局", "B": "乙局", "C": "C局"}, {"A": "A局", "B": "乙局"})
    days = {"2026-03-01": {}, "2026-03-02": march, "2026-04-30": march, "2026-05-01": may, "2026-05-31": may, "2026-06-01": june}
    for day, held in days.items():
        assert tree(keeper, day) == held, day
    states = keeper.get("/api/agencies/one/B").json()["states"]
    assert [(one["since"], one["until"], one["name"]) for one in states] == [
        ("2026-03-02", "2026-05-01", "B局"),
        ("2026-05-01", None, "乙局"),
    ]


@BOTH
def test_merged_agencies_take_what_stands_under_them_and_their_posts_along(town: Town, clock: Hands, keeper: Desk) -> None:
    for code, parent in (("A", ""), ("B", "A"), ("C", "A"), ("D", "B")):
        assert found(keeper, code, parent).status_code == 200
    town.hire("li", "clerk", "500103003")
    given_ = {"login": "li", "duty": "inspector", "area": "500103", "since": "2026-03-03", "agency": "B"}
    assert keeper.post("/api/posts", **given_).status_code == 200
    assert (
        keeper.post("/api/posts/acting", login="clerk", for_login="li", since="2026-03-05", until="2026-03-20").status_code == 200
    )
    refused = keeper.post("/api/agencies/one/B/close", until="2026-03-10")
    assert refused.json()["error"] == "StillBelow"
    assert keeper.post("/api/agencies/merge", codes=["B"], into="C", since="2026-03-10").status_code == 200

    assert tree(keeper, "2026-03-09", "A") == {"B": "B局", "C": "C局", "D": "D局"}
    assert tree(keeper, "2026-03-10", "A") == {"C": "C局", "D": "D局"}
    assert tree(keeper, "2026-03-10", "C") == {"D": "D局"}
    assert keeper.get("/api/agencies/one/B").json()["successor"] == "C"
    for day, of in (("2026-03-09", "B"), ("2026-03-10", "C"), ("2026-03-19", "C")):
        posts = keeper.get("/api/posts", agency=of, day=day).json()
        assert [(post["login"], post["kind"]) for post in posts] == [("li", "regular"), ("clerk", "acting")], day
    clock.forward(days=12)
    held = town.desk("clerk").get("/api/session").json()["posts"]
    assert {(post["duty"], post["acting_for"]) for post in held} == {("clerk", ""), ("inspector", "li"), ("clerk", "li")}
    clock.forward(days=6)
    assert {post["acting_for"] for post in town.desk("clerk").get("/api/session").json()["posts"]} == {""}


def test_the_past_is_not_rewritten_and_no_tree_goes_in_circles(town: Town, clock: Hands, keeper: Desk) -> None:
    for code, parent in (("A", ""), ("B", "A"), ("C", "B")):
        found(keeper, code, parent)

    def refusal(answer: Any) -> str:
        return str(answer.json()["error"])

    assert refusal(found(keeper, "D", since="2026-03-01")) == "DayPassed"
    assert refusal(changed(keeper, "B", "2026-03-02")) == "HoldsAlready"
    assert refusal(changed(keeper, "A", "2026-03-03", parent="C")) == "Circle"
    assert refusal(found(keeper, "A")) == "AgencyThere"
    assert refusal(found(keeper, "E", credit="91330100799655058C")) == "NotACode"
    assert refusal(keeper.post("/api/agencies/one/B/close", until="2026-03-05")) == "StillBelow"
    assert keeper.post("/api/agencies/one/C/close", until="2026-03-05").status_code == 200
    assert keeper.post("/api/agencies/one/B/close", until="2026-03-05").status_code == 200
    assert refusal(found(keeper, "F", "B", since="2026-03-06")) == "NoAgencyThen"
    assert refusal(found(keeper, "F", "B", since="2026-03-04")) == "NoAgencyThen"  # it would outlive the one above
    # two changes said beforehand make a circle only together, on the day of the later one
    found(keeper, "X")
    found(keeper, "Y")
    assert changed(keeper, "X", "2026-03-20", parent="Y").status_code == 200
    assert refusal(changed(keeper, "Y", "2026-03-10", parent="X")) == "Circle"


def test_a_district_keeps_its_own_agencies_and_sees_those_around(town: Town, keeper: Desk) -> None:
    found(keeper, "city", area="50")
    found(keeper, "mine", "city", area="500103")
    found(keeper, "theirs", "city", area="500104")
    own = town.hire("own", "personnel", "500103")
    assert tree(own, "2026-03-02") == {"city": "city局", "mine": "mine局"}
    assert own.get("/api/agencies/one/theirs").status_code == 404
    assert changed(own, "mine", "2026-03-09", parent="city").status_code == 200
    assert changed(own, "city", "2026-03-09", area="50").status_code == 403
    assert town.desk("clerk").post("/api/agencies/one/mine/close", until="2026-04-01").status_code == 403


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_found(seventeen: str, place: int, sign: str) -> None:
    other = seventeen[:place] + sign + seventeen[place + 1 :]
    assert (check_sign(other) == check_sign(seventeen)) is (other == seventeen)
