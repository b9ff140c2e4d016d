"""What work is measured by: counts known by hand, the same on both databases, and definitions that must hold together."""

import copy
import math
import re
from datetime import date, timedelta
from typing import Any

import pytest

from cityloop.rulebook.scoring import NotABook, body_of, read, shipped
from cityloop.rulebook.scoring.saying import explained, in_words
from cityloop.supervise.yardsticks.rules import Kind, stretch
from tests.conftest import BOTH
from tests.supervise.made import GRID, at, case, write
from tests.town import DISTRICT, Desk, Hands, Town

MONTH = {"kind": "month", "day": "2026-02-10"}


@pytest.fixture
def february(town: Town, clock: Hands) -> Desk:
    """Ten cases of February of which all is known, and the desk of who sees the district."""
    drill = case("2026-02-03 08:00", drill=True, took_h=None)
    write(
        town,
        case("2026-01-31 23:50", took_h=2),  # filed at 23:55 in January, dispatched at midnight sharp: February's to handle
        case("2026-02-03 09:00"),
        case("2026-02-03 10:00", took_h=5),  # an hour late
        case("2026-02-04 09:00", rework=1),
        case("2026-02-05 09:00", took_h=None),  # never handled, overdue
        case("2026-02-06 09:00", took_h=3, closed=False),
        case("2026-02-07 09:00", voided=at("2026-02-07 12:00"), took_h=None),
        case("2026-02-08 09:00", suspended_until=at("2026-12-31 00:00"), took_h=None),
        case("2026-02-09 09:00", urgent=True, duty="roads", held_at=GRID[:9], extensions=1, returns=2),
        case("2026-02-28 23:55", took_h=1, limit_h=200),  # filed at midnight: March's, not yet closed... but handled in March
        drill,
    )
    clock.now = at("2026-03-02 08:00")
    return town.desk("inspector")


def measured(desk: Desk, by: str = "whole", area: str = DISTRICT, **about: Any) -> dict[str, dict[str, Any]]:
    """Of each group its yardsticks, each as (value, part, whole), and its counts."""
    answer = desk.get("/api/yardsticks/counted", area=area, by=by, **{**MONTH, **about})
    assert answer.status_code == 200, answer.text
    return {
        one["group"]: {v["name"]: (v["value"], v["part"], v["whole"]) for v in one["values"]} | {"counts": one["counts"]}
        for one in answer.json()["groups"]
    }


@BOTH
def test_every_count_of_a_month_is_what_a_hand_counts(february: Desk) -> None:
    found = measured(february)[""]
    counts = found["counts"]
    assert {name: counts[name] for name in ("reported", "filed", "filed_right", "received", "returned")} == {
        "reported": 9, "filed": 8, "filed_right": 7, "received": 9, "returned": 2,
    }  # fmt: skip
    assert found["handling_rate"] == (pytest.approx(600 / 7), 6, 7)
    assert found["handling_on_time"] == (pytest.approx(500 / 7), 5, 7)
    assert found["overdue_unhandled_rate"] == (pytest.approx(100 / 7), 1, 7)
    assert found["extension_rate"][1:] == (1, 7)
    assert found["rework_rate"][1:] == (1, 6)
    assert found["closing_rate"][1:] == (5, 6)
    assert found["closing_on_time"][1:] == (4, 6)
    assert found["closing_late"][1:] == (1, 6)
    assert found["urgent_closing_rate"] == (100, 1, 1)
    assert found["handling_time"] == (pytest.approx((2 + 2 + 5 + 2 + 3 + 2) / 6), 16, 6)
    assert found["satisfaction"] == (None, 0, 0)


@BOTH
def test_groups_add_up_to_the_whole_and_each_number_opens_its_cases(february: Desk) -> None:
    whole = measured(february)[""]["counts"]
    for by in ("district", "street", "grid", "duty", "post"):
        groups = measured(february, by)
        for name in ("reported", "filed", "should_handle", "handled_on_time", "handling_hours"):
            assert sum(one["counts"][name] for one in groups.values()) == pytest.approx(whole[name]), (by, name)
    assert set(measured(february, "post")) == {"roads@500103001", "water_utility@500103"}
    asked = {"count": "handled_late", "area": DISTRICT, "by": "duty", "group": "water_utility", **MONTH}
    late = february.get("/api/yardsticks/cases", **asked).json()
    assert [(one["late"], one["adds"], one["appeal"]) for one in late] == [(True, 1, "")]


@BOTH
def test_days_weeks_and_quarters_are_the_citys(february: Desk) -> None:
    assert measured(february, kind="day", day="2026-02-03")[""]["counts"]["reported"] == 2
    assert measured(february, kind="week", day="2026-02-04")[""]["counts"]["reported"] == 7  # Monday the 2nd to Sunday the 8th
    assert measured(february, kind="quarter", day="2026-03-01")[""]["counts"]["reported"] == 10


@BOTH
def test_nobody_counts_what_they_may_not_see(february: Desk, town: Town) -> None:
    assert measured(town.desk("stranger"), area="50") == {}
    assert measured(town.desk("clerk"), area="50")[""]["counts"]["reported"] == 9
    assert set(measured(town.hire("wang", "water_utility", DISTRICT), area="50", by="duty")) == {"water_utility"}


def test_stretches_follow_each_other_without_a_gap() -> None:
    for kind in Kind:
        one = stretch(kind, date(2026, 12, 31))
        for _ in range(20):
            assert one.first < one.after and one.before.after == one.first
            assert stretch(kind, one.after - timedelta(days=1)) == one
            one = one.before
    assert stretch(Kind.month, date(2026, 2, 28)).until == at("2026-03-01 00:00")


def test_what_is_shipped_holds_together_and_says_where_it_is_from() -> None:
    book = shipped()
    assert len(book.yardsticks) >= 20
    assert not [
        one.name for one in book.yardsticks.values() if not all(one.source[language].strip() for language in ("zh", "en"))
    ]
    assert not [one.name for one in book.sheets.values() if one.source["zh"] == one.source["en"]]
    assert {name for name, one in book.yardsticks.items() if not one.confirmed} >= {"filing_rate", "return_rate", "satisfaction"}
    assert all(any(test.gives is None for test in one.tests) or one.whole is None for one in book.yardsticks.values())


def test_a_definition_that_does_not_hold_together_is_refused() -> None:
    body = dict(shipped().bodies["yardstick handling_rate"])
    delivered = [(key.partition(" ")[0], one) for key, one in shipped().bodies.items()]
    for change, says in (
        ({"whole": "reported"}, "a test says nothing of reported"),
        ({"tests": [{"given": {"handled": 1, "should_handle": 4}, "gives": 26}]}, "it gives 25 and not 26"),
        ({"part": "handled + nonsense"}, "not known here"),
        ({"unit": "miles"}, "unit is one of"),
        ({"tests": []}, "no test values"),
        ({"words": {"zh": "处置率"}}, "missing in en"),
    ):
        with pytest.raises(NotABook, match=says):
            read([*delivered, ("yardstick", {**copy.deepcopy(body), **change})])
    with pytest.raises(NotABook, match="at is one of"):
        read([("count", {**shipped().bodies["count filed"], "at": "someday"})])


@BOTH
def test_a_base_is_changed_from_a_day_to_come_and_the_past_keeps_its_own(town: Town, february: Desk, clock: Hands) -> None:
    board = town.desk("board")
    body = {**shipped().bodies["yardstick handling_on_time"], "whole": "handled"}
    body["tests"] = [{"given": {"handled_on_time": 1, "handled": 2}, "gives": 50}]
    said = {"kind": "yardstick", "body": body, "since": "2026-03-03", "reason": "只算已处置的"}
    assert february.post("/api/yardsticks/definitions", **said).status_code == 403
    assert board.post("/api/yardsticks/definitions", **{**said, "since": "2026-03-02"}).status_code == 409
    assert board.post("/api/yardsticks/definitions", **{**said, "body": {**body, "tests": []}}).status_code == 422
    answer = board.post("/api/yardsticks/definitions", **said)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert measured(february)[""]["handling_on_time"][2] == 7
    before = board.get("/api/yardsticks").json()["digest"]
    clock.now = at("2026-04-02 08:00")
    board, february = town.desk("board"), town.desk("inspector")
    assert board.get("/api/yardsticks").json()["digest"] != before
    assert measured(february)[""]["handling_on_time"][2] == 7  # February was counted by what held then
    told = board.get("/api/yardsticks/history", kind="yardstick", name="handling_on_time").json()
    assert [one["reason"] for one in told] == ["只算已处置的"]
    assert math.isclose(measured(february, kind="day", day="2026-03-01")[""]["handling_on_time"][2], 1)


def test_the_test_values_shown_are_worked_out_when_asked(town: Town) -> None:
    shown = town.desk("inspector").get("/api/yardsticks").json()["yardsticks"]
    tried = [(test["gives"], test["wanted"]) for one in shown for test in one["tests"]]
    assert len(tried) >= 40 and any(wanted is None for _, wanted in tried)
    assert all(gives is wanted is None or gives == pytest.approx(wanted) for gives, wanted in tried)


def test_every_condition_is_said_in_words_and_every_name_in_it_explained() -> None:
    for count in shipped().counts.values():
        for part in (one for one in (count.where, count.sum) if one):
            said, terms = in_words(part.formula), explained(part.names)
            assert terms.keys() == part.names
            for language in ("zh", "en"):
                assert not set("&|!=_") & set(said[language]), said
            assert not re.search("[a-z]", said["zh"]), said
    handled = shipped().counts["handled_on_time"].where
    assert handled
    once = "not voided, and not suspended, and not merged into another, and handled, "
    assert in_words(handled.formula) == {
        "zh": "未作废，且未挂账，且未并入他案，且已处置完成，且（处置未超时，或超时申诉获准）",
        "en": once + "and (not handled late, or excused for being late)",
    }


def test_a_source_said_once_in_one_language_is_the_same_in_both() -> None:
    book = shipped()
    body = dict(body_of(book, "yardstick", "handling_on_time")) | {"source": "ours"}
    bodies = [(key.partition(" ")[0], one) for key, one in book.bodies.items()]
    assert read([*bodies, ("yardstick", body)]).yardsticks["handling_on_time"].source == {"zh": "ours", "en": "ours"}
