"""Files put into a folder: read whole, once, whoever wrote them; put away with a report; read on after a crash."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.sense.connectors.towns import health, made, ms, operator, stored, until
from tests.sense.test_the_loss_ledger import cells, fates
from tests.town import Desk, Town

QUICK = {"settle_s": 0, "every_s": 0.05}
CHINESE = {
    "gives": [
        {
            "signal": {"constant": "water.level"},
            "subject": {"path": "编号"},
            "at": {"path": "时间"},
            "value": {"path": "水位"},
        }
    ]
}
HEAD, BEGAN = ["编号", "时间", "水位"], datetime(2026, 2, 1, 8)


def inbox(town: Town, name: str = "works") -> Path:
    return town.city.home / "inbox" / name


def put(folder: Path, name: str, content: bytes) -> None:
    """As a careful sender does it: written aside, then renamed into the folder."""
    aside = folder / f".{name}.part"
    aside.write_bytes(content)
    aside.rename(folder / name)


def csv_of(rows: int, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    lines = [[f"站{row % 7}", (BEGAN + timedelta(seconds=row)).isoformat(" "), str(row)] for row in range(rows)]
    return "".join(delimiter.join(line) + "\r\n" for line in [HEAD, *lines]).encode(encoding)


def report(folder: Path, name: str) -> Mapping[str, Any]:
    path = folder / f"{name}.report.json"
    until(lambda: path.exists() and not (folder.parent / name).exists(), lambda: list(folder.parent.iterdir()))
    return dict(json.loads(path.read_text(encoding="utf-8")))


def opened(town: Town, **settings: Any) -> tuple[Desk, int]:
    desk = operator(town)
    return desk, made(desk, "works", "files", QUICK | settings, secrets={}, mapping=CHINESE)


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", "\t"), ("gb18030", ","), ("utf-16", "|")]
)
def test_csv_is_read_however_it_is_written(town: Town, encoding: str, delimiter: str) -> None:
    opened(town)
    put(inbox(town), "a.csv", csv_of(1000, encoding, delimiter))
    said = report(inbox(town) / "done", "a.csv")
    assert (said["read"], said["stored"], said["refused"]) == (1000, 1000, 0), said
    assert stored(town)["water.level", "站3", ms("2026-02-01 08:00:03+08:00"), 3.0] == 1
    assert sum(stored(town).values()) == 1000


def test_excel_and_parquet_are_read_with_their_own_kinds_of_cells(town: Town) -> None:
    opened(town)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.append(HEAD)
    for row in range(20):
        sheet.append([f"甲{row}", BEGAN + timedelta(minutes=row), row / 4 if row else None])
    book.save(inbox(town) / ".a.part")
    (inbox(town) / ".a.part").rename(inbox(town) / "a.xlsx")
    times = pa.array([BEGAN + timedelta(minutes=row) for row in range(20)], pa.timestamp("us"))
    table = pa.table({"编号": [f"乙{row}" for row in range(20)], "时间": times, "水位": [row / 4 for row in range(20)]})
    pq.write_table(table, inbox(town) / ".b.part")
    (inbox(town) / ".b.part").rename(inbox(town) / "b.parquet")
    assert report(inbox(town) / "done", "a.xlsx")["stored"] == 19
    assert report(inbox(town) / "done", "b.parquet")["stored"] == 20
    assert {stored(town)["water.level", f"{who}5", ms("2026-02-01 08:05+08:00"), 1.25] for who in "甲乙"} == {1}


def test_a_row_that_cannot_be_read_is_in_the_report_with_its_line(town: Town) -> None:
    opened(town)
    lines = csv_of(5).decode().splitlines()
    lines[2], lines[4] = lines[2].replace(",1", ",high"), lines[4] + ",more"
    put(inbox(town), "a.csv", "\n".join(lines).encode())
    said = report(inbox(town) / "done", "a.csv")
    assert (said["stored"], said["refused"]) == (3, 2), said
    assert {one["row"]: one["reason"] for one in said["reasons"]} == {
        3: "`value` is no number.",
        5: "4 cells where there are 3 columns.",
    }


def test_every_row_of_a_file_is_in_the_ledger(town: Town) -> None:
    desk, _ = opened(town)
    put(inbox(town), "a.csv", csv_of(50).replace(b",7\r", b",high\r"))
    report(inbox(town) / "done", "a.csv")
    put(inbox(town), "b.csv", csv_of(40))
    report(inbox(town) / "done", "b.csv")
    assert fates(cells(desk)["works", 8]) == (90, 49, 1, 39, {"unreadable": 1}, 0)  # one came again, mended, late


def test_lines_that_are_no_rows_are_in_the_ledger_and_wait_with_what_they_said(town: Town) -> None:
    desk, _ = opened(town)
    lines = csv_of(8).decode().splitlines()
    put(inbox(town), "a.csv", "\n".join([*lines[:3], "too,few", *lines[3:], "one,too,many,cells"]).encode())
    said = report(inbox(town) / "done", "a.csv")
    assert (said["read"], said["stored"], said["refused"]) == (10, 8, 2), said
    assert fates(cells(desk)["works", 8]) == (10, 8, 0, 0, {"unreadable": 2}, 0)
    waiting = [json.loads(row["content"]) for row in desk.get("/api/quarantine/rows").json()]
    assert {(row["line"], row["number"]) for row in waiting} == {("too,few", 4), ("one,too,many,cells", 11)}
    released = desk.post("/api/quarantine/replay", source="works").json()
    assert [(one["count"], one["still"]) for one in released] == [(0, 2)]
    assert fates(cells(desk)["works", 8]) == (10, 8, 0, 0, {"unreadable": 2}, 0)


def test_a_file_of_lines_that_are_no_rows_is_counted_line_by_line(town: Town) -> None:
    desk, _ = opened(town)
    put(inbox(town), "a.csv", ",".join(HEAD).encode() + b"\nno row" * 500)
    said = report(inbox(town) / "failed", "a.csv")
    assert (said["read"], said["stored"], said["refused"]) == (500, 0, 500), said
    assert fates(cells(desk)["works", 8]) == (500, 0, 0, 0, {"unreadable": 500}, 0)


def test_a_long_file_with_lines_that_are_no_rows_is_counted_to_the_last(town: Town) -> None:
    desk, _ = opened(town)
    lines = csv_of(400_000).decode().splitlines()
    lines[1::1000] = ["no row"] * len(lines[1::1000])
    put(inbox(town), "a.csv", "\n".join(lines).encode())
    said = report(inbox(town) / "done", "a.csv")
    assert (said["read"], said["stored"], said["refused"]) == (400_000, 399_600, 400), said
    assert fates(cells(desk)["works", 8]) == (400_000, 399_600, 0, 0, {"unreadable": 400}, 0)


def test_a_file_nobody_can_read_is_one_row_of_the_ledger(town: Town) -> None:
    desk, _ = opened(town)
    put(inbox(town), "a.parquet", b"PAR1")
    assert report(inbox(town) / "failed", "a.parquet")["refused"] == 1
    assert fates(cells(desk)["works", 8]) == (1, 0, 0, 0, {"unreadable": 1}, 0)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", b"PK\x03\x04 no", "cannot be read"),
        ("a.parquet", b"PAR1", "cannot be read"),
        ("a.csv", b"", "no line"),
        ("a.csv", b"a,a\n1,2\n", "one name"),
        ("a.csv", "编号,时间,水位\n".encode() + b"\xff\xff\xff\xff,1,1\n" * 3, "cannot be read"),
    ],
)
def test_what_is_no_such_file_is_put_aside_with_why(town: Town, name: str, content: bytes, why: str) -> None:
    desk, number = opened(town)
    put(inbox(town), name, content)
    assert why in report(inbox(town) / "failed", name)["why"]
    assert health(desk, number)["state"] == "running"
    put(inbox(town), "good.csv", csv_of(3))
    assert report(inbox(town) / "done", "good.csv")["stored"] == 3


def test_a_file_that_still_grows_is_left_alone(town: Town) -> None:
    opened(town, settle_s=0.5)
    content = csv_of(2000)
    with (inbox(town) / "a.csv").open("wb") as file:
        for start in range(0, len(content), 4000):
            file.write(content[start : start + 4000])
            file.flush()
            until(lambda: True)
            assert not stored(town)
    assert report(inbox(town) / "done", "a.csv")["stored"] == 2000


def test_a_file_is_brought_by_hand_and_twice_the_same_name_is_kept_apart(town: Town) -> None:
    desk, number = opened(town)
    for place, name in enumerate(("a.csv", "a-2.csv")):
        content = csv_of(100 * (place + 1))
        address = f"/api/connectors/{number}/files"
        answer = desk.http.post(address, files={"file": ("a.csv", content)}, headers={"authorization": f"Bearer {desk.key}"})
        assert answer.json() == {"name": "a.csv", "bytes": len(content)}
        report(inbox(town) / "done", name)
    said = report(inbox(town) / "done", "a-2.csv")
    assert (said["stored"], said["doubled"]) == (100, 100)


@pytest.mark.parametrize("name", ["../../a.csv", "a.exe", ".a.csv", "", "a" * 300 + ".csv"])
def test_a_file_is_not_brought_to_anywhere_else(town: Town, name: str) -> None:
    desk, number = opened(town)
    address = f"/api/connectors/{number}/files"
    answer = desk.http.post(address, files={"file": (name, b"x,y\n")}, headers={"authorization": f"Bearer {desk.key}"})
    if name.startswith(".."):
        assert answer.json()["name"] == "a.csv" and not (town.city.home / "a.csv").exists()
    else:
        assert answer.status_code == 422


def test_a_large_file_is_read_on_where_it_was_left(town: Town) -> None:
    desk, number = opened(town)
    desk.post(f"/api/connectors/{number}/pause")
    until(lambda: health(desk, number)["state"] == "paused")
    rows = 200_000
    put(inbox(town), "a.csv", csv_of(rows).replace(b"\r\n", b"," + b"x" * 400 + b"\r\n"))  # twenty pages
    desk.post(f"/api/connectors/{number}/start")
    until(lambda: health(desk, number)["read"] > 0)
    desk.post(f"/api/connectors/{number}/pause")
    until(lambda: health(desk, number)["state"] == "paused")
    part = sum(stored(town).values())
    assert 0 < part < rows, "it was all read in one go: this test shows nothing"
    desk.post(f"/api/connectors/{number}/start")
    said = report(inbox(town) / "done", "a.csv")
    assert (said["read"], said["stored"] + said["doubled"]) == (rows, rows), said
    assert said["doubled"] <= part // 2, "it begins again from the start"
    assert sum(stored(town).values()) == len(stored(town)) == rows


def test_the_days_of_a_city_are_those_of_its_zone() -> None:
    assert ms("2026-03-01 08:00+08:00") == int(datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1000)
