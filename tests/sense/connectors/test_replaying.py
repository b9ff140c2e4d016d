"""What a wrong mapping refused waits as it came; the mapping is mended, one click, and it is in the log."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cityloop.kit.work import Work
from cityloop.sense.quarantine import actions, rules
from cityloop.sense.quarantine.rules import Kept, Verdict
from tests.conftest import BOTH
from tests.sense.connectors.test_connectors import KEY, call
from tests.sense.connectors.towns import made, ms, operator, stored, until
from tests.sense.test_the_loss_ledger import cells, fates
from tests.sense.test_the_quarantine import heaps, replay
from tests.town import Desk, Town

AT = "2026-03-02T08:00:00+08:00"
LEVEL = {"signal": {"constant": "water.level"}, "subject": {"path": "id"}, "at": {"path": "at"}, "value": {"path": "v"}}
WRONG = LEVEL | {"signal": {"constant": "water.leval"}}


@pytest.fixture
def desk(town: Town) -> Desk:
    return operator(town)


def hook(desk: Desk, **mapping: Any) -> int:
    return made(desk, "works", "webhook", {}, secrets={"key": KEY}, mapping=mapping)


def mend(desk: Desk, number: int, **mapping: Any) -> None:
    answer = desk.post(f"/api/connectors/{number}/mappings", mapping=mapping, why="As the works write it")
    assert answer.status_code == 200, answer.text


def row(name: str, value: Any, at: str = AT) -> dict[str, Any]:
    return {"id": name, "at": at, "v": value}


def levels(town: Town) -> dict[str, float]:
    held = stored(town)
    assert set(held.values()) <= {1}, "nothing is there twice"
    return {subject: value for _, subject, _, value in held}


@BOTH
def test_what_a_wrong_mapping_refused_is_brought_again_once_it_is_mended(town: Town, desk: Desk) -> None:
    number = hook(desk, gives=[WRONG])
    call(town, "works", [row("甲", 1.5), row("乙", 2.5)])
    call(town, "works", row("丙", "3.5 m"))
    assert heaps(desk) == {("works", "unknown_signal"): 2, ("works", "unreadable"): 1}
    assert fates(cells(desk)["works", 8]) == (3, 0, 0, 0, {"unknown_signal": 2, "unreadable": 1}, 0)
    mend(desk, number, gives=[LEVEL])
    town.clock.forward(hours=1)
    desk = town.desk("keeper")
    assert replay(desk) == [("unknown_signal", 2, 0), ("unreadable", 0, 1)]
    assert levels(town) == {"甲": 1.5, "乙": 2.5}
    assert fates(cells(desk)["works", 8]) == (3, 2, 0, 0, {"unreadable": 1}, 0)
    mend(desk, number, gives=[LEVEL | {"value": {"path": "v", "lookup": {"3.5 m": 3.5}}}])
    assert replay(desk) == [("unreadable", 1, 0)]
    assert heaps(desk) == {} and levels(town)["丙"] == 3.5
    assert fates(cells(desk)["works", 8]) == (3, 3, 0, 0, {}, 0)


def test_a_document_that_could_not_be_opened_was_one_row_and_becomes_as_many_as_it_says(town: Town, desk: Desk) -> None:
    number = hook(desk, gives=[LEVEL], each="points")
    call(town, "works", {"data": {"points": [row("A", 1), row("B", 2), row("C", "none"), row("D", 4, "soon")]}})
    assert fates(cells(desk)["works", 8]) == (1, 0, 0, 0, {"unreadable": 1}, 0)
    mend(desk, number, gives=[LEVEL], each="data.points")
    assert replay(desk) == [("unreadable", 0, 1)]
    assert levels(town) == {"A": 1, "B": 2}
    assert heaps(desk) == {("works", "unreadable"): 1, ("works", "bad_at"): 1}, "each of the others waits for itself"
    assert fates(cells(desk)["works", 8]) == (4, 2, 0, 0, {"unreadable": 1, "bad_at": 1}, 0)
    mend(desk, number, gives=[LEVEL | {"at": {"path": "at", "lookup": {"soon": AT}, "otherwise": AT}}], each="data.points")
    assert replay(desk) == [("bad_at", 1, 0), ("unreadable", 0, 1)]
    assert levels(town) == {"A": 1, "B": 2, "D": 4}
    assert fates(cells(desk)["works", 8]) == (4, 3, 0, 0, {"unreadable": 1}, 0)


def test_of_a_document_of_many_rows_the_refused_one_waits_with_all_that_stands_above_it(town: Town, desk: Desk) -> None:
    subject = {"pattern": "{$.station}-{id}"}
    number = hook(desk, gives=[LEVEL | {"subject": subject}], each="points")
    call(town, "works", {"station": "S", "points": [row("A", 1), row("B", "two"), row("C", 3)]})
    (waits,) = desk.get("/api/quarantine/rows").json()
    assert json.loads(json.loads(waits["content"])["paper"]) == {"station": "S", "points": [row("B", "two")]}
    mend(desk, number, gives=[LEVEL | {"subject": subject, "value": {"path": "v", "lookup": {"two": 2}}}], each="points")
    assert replay(desk) == [("unreadable", 1, 0)]
    assert levels(town) == {"S-A": 1, "S-B": 2, "S-C": 3}
    assert fates(cells(desk)["works", 8]) == (3, 3, 0, 0, {}, 0)


def test_of_several_readings_of_a_row_only_the_refused_one_is_brought_again(town: Town, desk: Desk) -> None:
    second = LEVEL | {"subject": {"pattern": "{id}b"}, "value": {"path": "w"}}
    number = hook(desk, gives=[LEVEL, second | {"signal": {"constant": "water.leval"}}])
    call(town, "works", row("A", 1) | {"w": 10})
    call(town, "works", row("B", 2) | {"w": 20})
    mend(desk, number, gives=[LEVEL, second])
    assert replay(desk) == [("unknown_signal", 2, 0)]
    assert levels(town) == {"A": 1, "Ab": 10, "B": 2, "Bb": 20}
    assert fates(cells(desk)["works", 8]) == (4, 4, 0, 0, {}, 0)


def test_a_row_the_mended_mapping_leaves_out_is_no_row_any_more(town: Town, desk: Desk) -> None:
    number = hook(desk, gives=[LEVEL])
    call(town, "works", [row("A", 1), row("test", "x")])
    mend(desk, number, gives=[LEVEL], where=[{"path": "id", "not_in": ["test"]}])
    assert replay(desk) == [("unreadable", 1, 0)]
    assert fates(cells(desk)["works", 8]) == (1, 1, 0, 0, {}, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_line_of_csv_waits_below_its_header(town: Town, desk: Desk, encoding: str) -> None:
    named = LEVEL | {"subject": {"path": "站"}}
    number = hook(desk, opens="csv", gives=[named])
    call(town, "works", f"站;at;v\n甲;{AT};1\n乙;{AT};二\n".encode(encoding))
    call(town, "works", f"站;at;v\n丙;{AT};二\n".encode(encoding))
    mend(desk, number, opens="csv", gives=[named | {"value": {"path": "v", "lookup": {"二": 2}}}])
    assert replay(desk) == [("unreadable", 2, 0)]
    assert levels(town) == {"甲": 1, "乙": 2, "丙": 2}


def test_rows_of_a_file_are_brought_again_with_their_times(town: Town, desk: Desk, tmp_path: Path) -> None:
    number = made(desk, "folder", "files", {"settle_s": 0, "every_s": 0.1}, mapping={"gives": [WRONG]})
    when = [datetime(2026, 3, 1, 23, 59, second, 250_000, tzinfo=UTC) for second in range(3)]
    table = pa.table({"id": ["A", "B", "C"], "at": pa.array(when, pa.timestamp("ns", "UTC")), "v": [1.0, 2.0, 3.0]})
    pq.write_table(table, tmp_path / "levels.parquet")
    with (tmp_path / "levels.parquet").open("rb") as file:
        headers = {"authorization": f"Bearer {desk.key}"}
        town.http.post(f"/api/connectors/{number}/files", files={"file": ("levels.parquet", file)}, headers=headers)
    until(lambda: heaps(desk).get(("folder", "unknown_signal")) == 3)
    mend(desk, number, gives=[LEVEL])
    assert replay(desk, source="folder") == [("unknown_signal", 3, 0)]
    assert {(at, value) for _, _, at, value in stored(town)} == {
        (ms("2026-03-02T07:59:00+08:00") + 1000 * second + 250, second + 1.0) for second in range(3)
    }


def test_what_is_too_long_to_be_kept_is_cut_and_says_so(town: Town, desk: Desk) -> None:
    number = hook(desk, gives=[WRONG])
    call(town, "works", [row("A", 1) | {"note": "x" * rules.LENGTH}, row("B", 2) | {"note": "x" * (rules.LENGTH - 500)}])
    cut = {one["cut"]: len(one["content"]) for one in desk.get("/api/quarantine/rows").json()}
    assert cut[True] == rules.LENGTH > cut[False]
    mend(desk, number, gives=[LEVEL])
    assert replay(desk) == [("unknown_signal", 1, 0)]
    assert levels(town) == {"B": 2} and heaps(desk) == {("works", "unknown_signal"): 1}


def test_a_replay_begun_again_after_a_crash_counts_once(town: Town, desk: Desk) -> None:
    number = hook(desk, gives=[LEVEL], each="points")
    call(town, "works", {"data": [row("A", 1), row("B", 2), row("C", "x")]})
    mend(desk, number, gives=[LEVEL], each="data")

    def again(kept: Sequence[Kept]) -> list[Verdict]:
        town.front.app.state.intake.again(kept)
        raise InterruptedError

    def dies(work: Work) -> None:
        actions.replay(work, again)

    with pytest.raises(InterruptedError), town.city.work(by="keeper") as work:
        dies(work)
    assert replay(desk) == [("unreadable", 0, 1)]
    assert levels(town) == {"A": 1, "B": 2}
    assert fates(cells(desk)["works", 8]) == (3, 2, 0, 0, {"unreadable": 1}, 0)


def test_a_connector_that_is_gone_brings_nothing_again(town: Town, desk: Desk) -> None:
    number = hook(desk, gives=[WRONG])
    call(town, "works", row("A", 1))
    desk.delete(f"/api/connectors/{number}")
    assert replay(desk) == [("unknown_signal", 0, 1)]
    assert fates(cells(desk)["works", 8]) == (1, 0, 0, 0, {"unreadable": 1}, 0)
