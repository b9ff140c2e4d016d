"""The routing book: the first line that takes a matter, probes, lines that take nothing, and why a case came where it is."""

from collections.abc import Sequence
from itertools import product
from random import Random
from typing import Any

import pytest

from cityloop.decide.routing import shadows
from cityloop.decide.routing.rules import ORIGINS, Line
from cityloop.decide.routing.shadows import Flaw, Ground
from tests.conftest import BOTH
from tests.stories.moves import FAST
from tests.town import CENTRE, DISTRICT, Desk, Town

STREET = "500103001"
TODAY = "2026-03-02"
GROUND = Ground(("", "M01001", "M02001", "M02002"), ("50", "500103", "500103001", "500103002"))


def book(desk: Desk, *lines: dict[str, Any], **about: Any) -> Any:
    return desk.post("/api/routing", lines=lines, **{"since": TODAY, "reason": "试行", **about})


def flaws(*lines: Line) -> list[tuple[int, str, tuple[int, ...]]]:
    return [(one.line, one.flaw.value, one.by) for one in shadows.findings(lines, GROUND)]


# lines that take nothing, found by algebra ----------------------------------------------------------------------------


def test_a_line_that_several_earlier_ones_cover_together_is_shadowed_by_just_those() -> None:
    day, night = Line(name="day", from_h=6, to_h=22), Line(name="night", from_h=22, to_h=6, warnings=(1, 2))
    other = Line(name="other", categories=("M01",))
    rest = Line(name="rest", areas=("500103",), warnings=(1, 2))
    assert flaws(day, other, night, rest) == [(3, "shadowed", (0, 2))]
    assert flaws(day, other, night, Line(name="rest", warnings=(1, 2, 3), origins=("sensed",))) == []


def test_all_categories_there_are_below_a_class_cover_the_class() -> None:
    both = (Line(name="a", categories=("M02001",)), Line(name="b", categories=("M02002",)))
    assert flaws(*both, Line(name="c", categories=("M02",))) == [(2, "shadowed", (0, 1))]
    assert flaws(*both, Line(name="c", categories=("M0",))) == []


def test_the_parts_of_a_district_do_not_cover_it_for_a_matter_may_be_in_the_district_itself() -> None:
    parts = Line(name="parts", areas=("500103001", "500103002"))
    assert flaws(parts, Line(name="whole", areas=("500103",))) == []
    assert flaws(Line(name="whole", areas=("500103",)), parts) == [(1, "shadowed", (0,))]


def test_what_no_matter_can_be_is_never_used() -> None:
    nowhere, unknown = Line(name="nowhere", areas=("500199",)), Line(name="unknown", categories=("M07",))
    yellow_call = Line(name="a report is never yellow", origins=("hotline",), warnings=(3,))
    assert [(line, flaw) for line, flaw, _ in flaws(nowhere, unknown, yellow_call)] == [(0, "never"), (1, "never"), (2, "never")]


def test_words_cover_only_what_holds_them_and_that_is_said() -> None:
    pipe = Line(name="pipe", words=("水管",))
    assert flaws(pipe, Line(name="burst", words=("水管爆裂", "自来水管"))) == [(1, "shadowed", (0,))]
    assert flaws(pipe, Line(name="leak", words=("水管", "漏水"))) == []
    assert flaws(Line(name="burst", words=("水管爆裂",)), pipe) == []
    assert "lines that ask for words (1)" in shadows.caution([pipe, Line(name="all")]) and not shadows.caution([pipe])
    assert flaws(Line(name="all"), pipe) == [(1, "shadowed", (0,))]


def some_line(random: Random) -> Line:
    def some(of: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(of, random.randint(1, len(of)))) if random.random() < 0.5 else ()

    return Line(
        name="x", categories=some(("M01", "M02", "M02001", "M")), areas=some(("500103", "500103001", "500103002")),
        warnings=some((1, 2, 3, 4)), origins=some(("sensed", "hotline")), if_urgent=random.choice([None, None, True, False]),
        from_h=random.choice([0, 0, 8, 20]), to_h=random.choice([24, 24, 8, 20]), weekdays=some((1, 2, 7)),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_the_algebra_finds_what_trying_every_single_matter_finds(seed: int) -> None:
    """Every matter there can be is tried, by hand-written conditions that know nothing of boxes."""
    random = Random(seed)
    lines = [some_line(random) for _ in range(7)]
    taken = {place: 0 for place in range(len(lines))}
    every = product(GROUND.keys, GROUND.codes, (1, 2, 3, 4), ORIGINS, (False, True), (0.0, 8.0, 20.0), range(1, 8))
    for key, code, warning, origin, urgent, hour, weekday in every:
        if origin != "sensed" and warning not in (2, 4):
            continue
        for place, line in enumerate(lines):
            hours = line.from_h <= hour < line.to_h if line.from_h < line.to_h else hour >= line.from_h or hour < line.to_h
            meets = (
                hours and line.if_urgent in (None, urgent)
                and any(key.startswith(one) for one in line.categories or ("",))
                and any(code.startswith(one) for one in line.areas or ("",))
                and all(not said or value in said for said, value in (
                    (line.warnings, warning), (line.origins, origin), (line.weekdays, weekday)))
            )  # fmt: skip
            if meets:
                taken[place] += 1
                break
    found = shadows.findings(lines, GROUND)
    assert {one.line for one in found} == {place for place, count in taken.items() if not count}
    for one in found:
        if one.flaw is Flaw.shadowed:
            alone = shadows.findings([*(lines[by] for by in one.by), lines[one.line]], GROUND)
            assert len(one.by) in [finding.line for finding in alone], "those named do cover it"


# through the front door -----------------------------------------------------------------------------------------------


def many(seed: int, lines: int, most: int) -> list[Line]:
    """Lines each of which asks for many values of many conditions, so that nearly all overlap."""
    rand = Random(seed)

    def some(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(rand.sample(list(values), rand.randint(len(values) // 2, min(most, len(values) - 1))))

    keys, places = [f"M{one:02}" for one in range(1, 13)], [f"5001{one:02}" for one in range(1, 13)]
    return [
        Line(name=str(number), categories=some(keys), areas=some(places), origins=some(ORIGINS), weekdays=some(range(1, 8)))
        for number in range(lines)
    ]


CROWDED = Ground([f"M{one:02}001" for one in range(1, 13)], ["50", *(f"5001{one:02}001" for one in range(1, 13))])


def test_where_too_many_lines_overlap_it_is_said_that_it_was_not_found_out() -> None:
    lines = many(1, 60, 9)
    found = {one.line: one for one in shadows.findings(lines, CROWDED, allowed=20_000)}
    undecided = [one for one in found.values() if one.flaw is Flaw.undecided]
    assert undecided and "was not found out" in str(undecided[0]) and undecided[0].by == ()
    sure = {one.line: one.flaw for one in shadows.findings(lines, CROWDED, allowed=20_000_000)}
    assert all(sure.get(one.line) is one.flaw for one in found.values() if one.flaw is not Flaw.undecided)


@pytest.mark.parametrize("seed", range(3))
def test_a_book_of_two_hundred_lines_is_found_out_within_what_is_allowed(seed: int) -> None:
    rand = Random(seed)
    keys, places = [f"M{one:02}" for one in range(1, 13)], [f"5001{one:02}" for one in range(1, 39)]
    lines = [
        Line(
            name=str(number),
            categories=tuple(rand.sample(keys, rand.randint(0, 2))),
            areas=tuple(rand.sample(places, rand.randint(0, 3))),
            weekdays=rand.choice(((), (), (6, 7), (1, 2, 3, 4, 5))),
            if_urgent=rand.choice((None, None, True)),
        )
        for number in range(200)
    ]
    ground = Ground([f"{key}001" for key in keys], ["50", *(f"{place}001" for place in places)])
    assert Flaw.undecided not in {one.flaw for one in shadows.findings(lines, ground)}


def test_a_book_is_kept_for_its_day_and_only_by_the_board(town: Town) -> None:
    line = {"name": "夜间供水", "categories": ["M"], "duty": "water_utility"}
    assert book(town.desk("dispatcher"), line).status_code == 403
    board = town.desk("board")
    assert book(board, line, since="2026-03-01").status_code == 422
    assert book(board, {**line, "duty": "king"}).json()["error"] == "StrangeLine"
    assert book(board, line, since="2026-03-05").status_code == 200
    assert book(board, {**line, "name": "今日"}).status_code == 200
    assert [(one["since"], one["holds"]) for one in board.get("/api/routing").json()] == [(TODAY, True), ("2026-03-05", False)]


def test_a_failing_probe_refuses_the_book_with_a_sentence_and_shadowed_lines_are_named(town: Town) -> None:
    board = town.desk("board")
    lines: list[dict[str, Any]] = [
        {"name": "全部", "duty": "dispatcher", "level": "district"},
        {"name": "供水", "words": ["水"], "duty": "water_utility"},
    ]
    matter = {"area": STREET, "text": "水管漏水"}
    probe = {"name": "漏水归供水", "matter": matter, "duty": "water_utility", "area": "50"}
    looked = book(board, *lines, probes=[probe], dry_run=True).json()
    assert looked["probes"][0]["agrees"] is False and looked["routing"] is None
    assert [(one["line"], one["flaw"], one["by"]) for one in looked["findings"]] == [(2, "shadowed", [1])]
    refused = book(board, *lines, probes=[probe])
    assert (refused.status_code, refused.json()["error"]) == (409, "ProbeFails")
    assert '"漏水归供水" should go to water_utility 50, and would go to dispatcher 500103' in refused.json()["detail"]
    kept = book(board, *reversed(lines), probes=[probe]).json()
    assert kept["findings"] == [] and kept["probes"][0]["agrees"] is True
    assert board.get("/api/routing").json()[0]["probes"][0]["matter"]["text"] == "水管漏水"


def test_an_example_is_tried_and_says_which_line_wins_and_why_not_the_others(town: Town) -> None:
    lines = [
        {"name": "夜间", "from_h": 22, "to_h": 6, "duty": "dispatcher"},
        {"name": "热线", "origins": ["hotline"], "duty": "dispatcher"},
        {"name": "供水", "words": ["水"], "duty": "water_utility", "assisting": ["clerk"], "urgent": True},
    ]
    matter = {"area": STREET, "text": "水管漏水", "at": "2026-03-02T09:00:00+08:00"}
    told = town.desk("dispatcher").post("/api/routing/try", matter=matter, lines=lines).json()
    assert (told["duty"], told["area"], told["source"], told["line_name"]) == ("water_utility", "50", "line", "供水")
    assert [(one["line"], one["condition"]) for one in told["passed"]] == [(1, "hours"), (2, "origin")]
    assert told["tried"][0]["vain"] == [STREET, DISTRICT]
    assert (told["urgent"], told["assisting"]) == (True, ["clerk"])
    at_night = town.desk("dispatcher").post("/api/routing/try", matter=matter | {"at": "2026-03-01T23:30:00+08:00"}, lines=lines)
    assert (at_night.json()["line"], at_night.json()["area"]) == (1, DISTRICT)


@BOTH
def test_what_is_sensed_goes_by_its_playbook_until_a_line_says_otherwise(town: Town) -> None:
    town.drive("渝D·K0001", *FAST)
    before = town.desk("dispatcher").case(1)["case"]
    why = town.desk("dispatcher").get("/api/cases/1/route").json()
    assert (before["duty"], why["source"], why["duty"], why["area"]) == ("spoil_patrol", "playbook", "spoil_patrol", DISTRICT)
    line = {"name": "渣土车归供水", "origins": ["sensed"], "duty": "water_utility", "assisting": ["spoil_patrol"], "urgent": True}
    assert book(town.desk("board"), {"name": "市民", "origins": ["citizen"]}, line).status_code == 200
    town.drive("渝D·K0002", *FAST)
    page = town.desk("dispatcher").case(2)
    assert (page["case"]["duty"], page["case"]["held_at"], page["case"]["urgent"]) == ("water_utility", "50", True)
    assert next((one["duty"], one["area"]) for one in page["tasks"]) == ("water_utility", "50")
    assert ("spoil_patrol", DISTRICT) in [(one["duty"], one["area"]) for one in page["tasks"]]
    why = town.desk("dispatcher").get("/api/cases/2/route").json()
    assert (why["source"], why["line"], why["passed"][0]["condition"]) == ("line", 2, "origin")
    assert town.desk("stranger").get("/api/cases/2/route").status_code == 404


def reported(town: Town, by: Desk) -> int:
    said = {"title": "井盖缺失", "text": "路中间", "category_code": "M06010", "lon": CENTRE[0], "lat": CENTRE[1]}
    assert by.post("/api/reports", **said).status_code == 200
    town.city.settle()
    return max(int(one["id"]) for one in by.get("/api/cases").json())


def test_the_matrix_leads_where_no_line_speaks_and_where_a_line_says_so(town: Town) -> None:
    town.hire("dispatcher", "dispatcher", "50")
    acceptor, board = town.hire("acceptor", "acceptor", DISTRICT), town.desk("board")
    case = reported(town, acceptor)
    assert acceptor.get(f"/api/cases/{case}/route").json()["duty"] == ""
    number = board.post("/api/matrix", note="第一版").json()["id"]
    said = {"category": "", "area": "50", "duty": "dispatcher", "level": "city", "source": "渝府发〔2026〕1号", "since": TODAY}
    assert board.post(f"/api/matrix/{number}/lines", **said).status_code == 200
    assert board.post(f"/api/matrix/{number}/publish", since=TODAY).status_code == 200
    told = acceptor.get(f"/api/cases/{case}/route").json()
    assert (told["duty"], told["area"], told["source"], told["line"]) == ("dispatcher", "50", "matrix", None)
    assert book(board, {"name": "紧急", "words": ["井盖"], "urgent": True}).status_code == 200
    told = acceptor.get(f"/api/cases/{case}/route").json()
    assert (told["duty"], told["source"], told["line"], told["urgent"]) == ("dispatcher", "matrix", 1, True)


@BOTH
def test_a_cycle_may_let_a_filed_case_go_by_itself(town: Town) -> None:
    acceptor, board = town.hire("acceptor", "acceptor", DISTRICT), town.desk("board")
    body = board.get("/api/cycles/national").json()["body"]
    for move in body["move"]:
        if move["name"] == "file":
            move |= {"to": "dispatched", "does": ["route"]}
    body["move"].append({"name": "park", "from": ["reported"], "to": "opened", "by": ["acceptor"]})
    for said, name in (("zh", "暂存"), ("en", "Park")):
        body["words"][said]["move.park"] = name
    assert board.post("/api/cycles", body=body, reason="立案即派遣").status_code == 200
    case = reported(town, acceptor)
    refused = acceptor.post(f"/api/cases/{case}/moves/file", said={})
    assert refused.json()["error"] == "NobodyThere" and acceptor.case(case)["case"]["filed"] is None
    assert book(board, {"name": "井盖", "categories": ["M06"], "duty": "water_utility"}).status_code == 200
    assert acceptor.post(f"/api/cases/{case}/moves/file", said={}).status_code == 200
    page = acceptor.case(case)
    assert (page["case"]["state"], page["case"]["duty"], page["case"]["held_at"]) == ("dispatched", "water_utility", "50")
    assert page["case"]["filed"] is not None and [one["duty"] for one in page["tasks"]] == ["water_utility"]
    assert [line["kind"] for line in page["timeline"]] == ["CaseReported", "CaseFiled", "CaseDispatched"]
    assert town.city.stuck() == {}
