"""The catalogue of the boards: taken out and brought in, with a report for each line; every version of it is known."""

import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cityloop.app.scenarios import installed
from cityloop.rulebook import bodies, catalogue
from cityloop.rulebook.bodies import NotADefinition
from cityloop.rulebook.vitals import Catalogue
from cityloop.sense.vitals import sheets
from tests.sense.vitals import BOARDS, TRACKS, ratio, vital
from tests.town import Desk, Town

SHIPPED = next(one.catalogue for one in installed() if one.name == "boards")
assert SHIPPED
ODD = vital(
    "facility.drainage.odd",
    zh='引号"与\\换\n行',
    levels=["district"],
    area="500103",
    until="2027-01-01",
    lamp={
        "yellow": [{"value": 1}, {"since": "2026-05-01", "value": 2.5, "source": "order 7", "area": "500103"}],
        "up_s": 60,
        "hysteresis": 0.25,
        "calendar": [{"says": "夜间 Night", "from_h": 22, "to_h": 6, "weekdays": [6, 7], "yellow": 3, "off": False}],
    },
)
OWN = Catalogue(boards=BOARDS, tracks=TRACKS, vitals=(vital(), ratio(), ODD))


def bring(desk: Desk, content: bytes, dry: bool = False) -> Any:
    headers = {"authorization": f"Bearer {desk.key}"}
    return desk.http.post(f"/api/vitals/catalogue?dry={str(dry).lower()}", files={"file": ("c", content)}, headers=headers)


@pytest.mark.parametrize("kept", [SHIPPED, OWN], ids=["shipped", "odd"])
@pytest.mark.parametrize("way", [sheets.as_text, sheets.as_book], ids=["toml", "xlsx"])
def test_what_is_taken_out_and_brought_in_again_is_the_same(kept: Catalogue, way: Any) -> None:
    lines = sheets.read(way(kept))
    for kind, before, read in (
        ("board", kept.boards, bodies.board),
        ("track", kept.tracks, bodies.track),
        ("vital", kept.vitals, bodies.vital),
    ):
        assert [read(line.body) for line in lines if line.kind == kind] == list(before)


def test_the_boards_ship_more_than_two_hundred_vital_signs_over_all_eight() -> None:
    assert SHIPPED
    boards = {track.name: track.board for track in SHIPPED.tracks}
    counts = {board.name: sum(boards[one.track] == board.name for one in SHIPPED.vitals) for board in SHIPPED.boards}
    assert len(counts) == 8 and min(counts.values()) >= 15 and sum(counts.values()) >= 200
    assert all(one.source.strip() for one in SHIPPED.vitals)


def test_a_dry_run_says_what_would_become_of_each_line_and_keeps_nothing(town: Town) -> None:
    leader = town.hire("leader50", "leader", "50")
    own = Catalogue(vitals=(replace(SHIPPED.vitals[0], decimals=3), vital("party.members.water", track="party.members")))  # type: ignore[union-attr]
    content = sheets.as_text(own).replace(b"flood.level", b"trucks.position").replace(b'"drainage"', b'"party_work"')
    report = bring(leader, content, dry=True).json()
    assert report["counts"] == {"new": 1, "changed": 1, "same": 0, "refused": 0} and not report["kept"]
    assert leader.get("/api/vitals/party.members.water").status_code == 404
    assert bring(leader, content).json()["kept"]
    assert leader.get("/api/vitals/party.members.water").json()["title"]["zh"] == "积水深度"
    assert bring(leader, content).json()["counts"]["same"] == 2


def test_one_line_that_is_wrong_keeps_all_of_it_out(town: Town) -> None:
    leader = town.hire("leader50", "leader", "50")
    content = sheets.as_text(Catalogue(vitals=(vital("a.fine"), replace(vital("a.wrong"), formula="1 +"))))
    report = bring(leader, content).json()
    whys = {row["name"]: row["why"] for row in report["rows"]}
    assert not report["kept"] and report["counts"]["refused"] == 2
    assert "There is no duty drainage" in whys["a.fine"] and "Its formula" in whys["a.wrong"]
    assert leader.get("/api/vitals/a.fine").status_code == 404


@pytest.mark.parametrize("content", [b"", b"PK no book", b"\xff\xfe", b"[[vital"])
def test_what_is_no_catalogue_is_refused_with_a_sentence(town: Town, content: bytes) -> None:
    assert bring(town.hire("leader50", "leader", "50"), content).status_code == 422


def test_only_the_leader_of_the_city_brings_a_catalogue(town: Town) -> None:
    assert bring(town.desk("dispatcher"), sheets.as_text(OWN)).status_code == 403
    assert bring(town.hire("leader1", "leader", "500103"), sheets.as_text(OWN)).status_code == 403


def test_the_page_takes_out_what_holds_today(town: Town) -> None:
    leader = town.hire("leader50", "leader", "50")
    text = leader.get("/api/vitals/catalogue", form="toml").content
    assert len(tomllib.loads(text.decode())["vital"]) == len(SHIPPED.vitals)  # type: ignore[union-attr]
    book = leader.get("/api/vitals/catalogue", form="xlsx").content
    assert len(sheets.read(book)) == len(sheets.read(text))


def test_a_new_version_begins_and_the_old_one_is_still_known(town: Town) -> None:
    leader = town.hire("leader50", "leader", "50")
    name = "party.members.active"
    (old,) = [one for one in SHIPPED.vitals if one.name == name]  # type: ignore[union-attr]
    new = replace(old, formula="part / whole * 1000", since=date(2026, 3, 3))
    assert bring(leader, sheets.as_text(Catalogue(vitals=(new,)))).json()["kept"]
    versions = leader.get(f"/api/vitals/{name}").json()["versions"]
    assert [(one["since"], one["until"], one["now"]) for one in versions] == [
        ("2024-01-01", "2026-03-03", True),
        ("2026-03-03", None, False),
    ]
    town.clock.forward(hours=24)
    leader = town.desk("leader50")
    assert leader.get(f"/api/vitals/{name}").json()["body"]["formula"] == "part / whole * 1000"
    assert leader.post(f"/api/vitals/{name}/retire", day="2026-03-03").status_code == 200
    found = leader.get(f"/api/vitals/{name}").json()
    assert len(found["versions"]) == 3 and not any(one["now"] for one in found["versions"])
    assert name not in {one["name"] for one in leader.get("/api/vitals", area="50").json()}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"formula": "level +"}, "Its formula"),
        ({"formula": "depth"}, "Its formula"),
        ({"cycle_s": 7}, "multiple of 10 seconds"),
        ({"lamp": {"blue": 5, "red": 1}}, "go the wrong way"),
        ({"rolls_up": "weighted"}, "as `weight`"),
        ({"levels": ["grid"]}, "levels"),
        ({"source": " "}, "`source` is missing"),
        ({"inputs": {"level": {}}}, "`reads` is missing"),
    ],
)
def test_what_cannot_stand_in_it_says_why(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(NotADefinition, match=why):
        vital(**wrong)


def test_toml_is_read_back_as_it_was_written() -> None:
    assert catalogue.read(catalogue.written(OWN)) == OWN
