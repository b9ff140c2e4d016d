"""The lake: what was rolled into it is held once, by whoever reads it, whatever was torn on the way."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import polars
import pyarrow.dataset
import pytest
from deltalake import DeltaTable

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Frames, delta
from cityloop.kit.frames.days import sorted_rows
from cityloop.kit.frames.delta import Damaged
from cityloop.kit.frames.shelf import Gone
from tests.kit.logs import Row, batch, listed

DAY = 86_400_000
NOON = 1_772_424_000_000  # 2026-03-02 12:00 in the city
LATER = NOON + 3 * DAY


@contextmanager
def lake(home: Path, segment_rows: int = 10) -> Iterator[Frames]:
    frames = Frames(home, segment_rows)
    frames.signals.numbers(["trucks.position", "pipes.pressure"])
    frames.subjects.numbers(["渝A·1", "渝A·2", "渝A·3"])
    frames.open()
    try:
        yield frames
    finally:
        frames.rolling.turning.acquire()
        frames.close()


def said(count: int, first: int = 0) -> list[Row]:
    """Readings of three subjects and two signals, a minute apart, over the end of a day."""
    return [(at % 2, at % 3, NOON + at * 60_000 * 30, float(at)) for at in range(first, first + count)]


def bring(frames: Frames, rows: list[Row], roll: bool = True, now: int = NOON) -> None:
    for first in range(0, len(rows), 5):
        frames.log.append([batch(*rows[first : first + 5], key=f"{first} {rows[first]}")])
    if roll:
        frames.log.turn_over()
        frames.rolling.turn(now, frames.log.end)


def everything(frames: Frames) -> list[Row]:
    return listed(frames.log.window([0, 1], 0, 1 << 60))


def test_a_window_is_the_same_before_and_after_its_readings_are_rolled(tmp_path: Path) -> None:
    rows = said(95)
    with lake(tmp_path) as frames:
        bring(frames, rows, roll=False)
        assert everything(frames) == rows
        frames.rolling.roll(NOON)
        assert frames.lake.rolled == 90
        assert everything(frames) == rows
        assert listed(frames.log.window([1], rows[7][2], rows[60][2])) == [row for row in rows[7:60] if row[0] == 1]
        only = frames.log.window([0, 1], 0, 1 << 60, np.array([2], np.int32))
        assert listed(only) == [row for row in rows if row[1] == 2]
    with lake(tmp_path) as frames:
        assert everything(frames) == rows


def test_while_the_door_is_busy_the_lake_waits_and_nothing_is_missed(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(50), roll=False)
        frames.rolling.turn(NOON, read_to=50, busy=lambda: True)
        assert (frames.lake.rolled, frames.rolling.waiting) == (0, 4)
        asked = iter([False, False, False, True, True])
        frames.rolling.turn(NOON, read_to=50, busy=lambda: next(asked))
        assert (frames.lake.rolled, frames.rolling.waiting) == (20, 3)
        assert everything(frames) == said(50)
        frames.rolling.turn(NOON, read_to=50)
        assert (frames.lake.rolled, frames.rolling.waiting) == (50, 0)
        assert everything(frames) == said(50)


def test_a_segment_goes_when_it_is_in_the_lake_and_every_fold_has_read_it_and_not_before(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(50), roll=False)
        frames.log.turn_over()
        frames.rolling.turn(NOON, read_to=25)
        assert frames.log.begin == 20
        assert listed(frames.log.read(20)[0])[:10] == said(10, 20)
        with pytest.raises(Gone):
            frames.log.shelf.at(19)
        frames.rolling.turn(NOON, read_to=50)
        assert frames.log.begin == 50
        assert everything(frames) == said(50)
    with lake(tmp_path) as frames:
        assert frames.log.end == 50
        bring(frames, said(20, 50))
        assert everything(frames) == said(70)


def test_a_reading_said_again_is_known_however_long_it_is_in_the_lake(tmp_path: Path) -> None:
    rows = said(400)
    with lake(tmp_path) as frames:
        frames.log.shelf.digests_of = 2
        bring(frames, rows)
        assert len(list((tmp_path / "segments").glob("*.keys.npy"))) == 2
        counts = frames.log.append([batch(*rows[:300])])[0]
        assert (counts.stored, counts.late, counts.doubled) == (0, 0, 300)
        new = [(signal, subject, at + 1, value) for signal, subject, at, value in rows[:100]]
        counts = frames.log.append([batch(*new, *rows[:100])])[0]
        assert (counts.late, counts.doubled) == (100, 100)
        assert sorted(everything(frames)) == sorted(rows + new)


def test_batches_are_known_by_their_keys_when_their_segments_are_gone(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(100))
        assert not list((tmp_path / "segments").glob("*0.arrow"))[1:]
    with lake(tmp_path) as frames:
        assert frames.log.digest_of("gps", f"0 {said(1)[0]}")


def test_compaction_leaves_what_was_there_in_few_files_that_lie_in_order(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(200))
        many = len(frames.lake.table.now.files)
        frames.rolling.turn(NOON + 30 * DAY, frames.log.end)
        files = frames.lake.table.now.files.values()
        assert len({file.day for file in files}) == len(files) < many
        assert everything(frames) == said(200)
        frames.rolling.readable_ms = 0
        frames.rolling.turn(NOON + 30 * DAY, frames.log.end)
        assert len(list((tmp_path / "lake" / "readings").glob("day=*/*.parquet"))) == len(files)
        for file in files:
            rows = frames.lake.parts([file], 0, 1 << 62)
            assert (np.lexsort((rows.at, rows.subject, rows.signal)) == np.arange(rows.at.size)).all()


def test_anyone_who_reads_delta_reads_the_lake_with_names_and_city_days(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(60))
        assert frames.lake.rolled == 60
    home = tmp_path / "lake"
    read = polars.scan_delta(str(home / "readings")).join(
        polars.scan_delta(str(home / "subjects")), left_on="subject", right_on="number"
    )
    held = read.group_by("name", "day").agg(polars.len(), polars.col("value").sum()).sort("day", "name").collect()
    assert held["len"].sum() == 60 and held["value"].sum() == sum(range(60))
    assert str(held["day"][0]) == "2026-03-02" and held["name"][0] == "渝A·1"
    readings, signals = (DeltaTable(str(home / name)).to_pyarrow_dataset() for name in ("readings", "signals"))
    asked = duckdb.connect()
    asked.register("r", readings)
    asked.register("s", signals)
    (row,) = asked.sql("select count(*) from r join s on r.signal = s.number where s.name = 'pipes.pressure'").fetchall()
    assert row == (30,)
    assert asked.sql("select count(*) from r where value > 40").fetchall() == [(19,)]


@pytest.mark.parametrize("torn", ["entry", "empty entry", "file", "file gone", "entry in the middle"])
def test_what_is_torn_in_the_lake_is_noticed_and_given_again_by_the_segments(tmp_path: Path, torn: str) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(50), roll=False)
        frames.rolling.roll(NOON)
        newest = list(frames.lake.table.now.files.values())[-1]
    entries = sorted((tmp_path / "lake/readings/_delta_log").glob("0*.json"))
    if torn == "entry":
        entries[-1].write_bytes(entries[-1].read_bytes()[:300])
    elif torn == "empty entry":
        entries[-1].write_bytes(b"")
    elif torn == "entry in the middle":
        entries[2].write_bytes(b"")
    elif torn == "file":
        file = tmp_path / "lake/readings" / newest.path
        file.write_bytes(file.read_bytes()[:-9])
    else:
        (tmp_path / "lake/readings" / newest.path).unlink()
    with lake(tmp_path) as frames:
        assert frames.lake.rolled < 50
        assert everything(frames) == said(50)
        frames.rolling.roll(NOON)
        assert frames.lake.rolled == 50
        assert everything(frames) == said(50)
        assert DeltaTable(str(tmp_path / "lake/readings")).to_pyarrow_table().num_rows == 50


def test_what_is_torn_and_cannot_be_given_again_is_never_passed_over(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(50))
        file = next(iter(frames.lake.table.now.files))
    (tmp_path / "lake/readings" / file).write_bytes(b"")
    with pytest.raises(Damaged, match="not whole"):
        _ = Frames(tmp_path).log


def test_after_a_checkpoint_old_entries_go_and_all_is_still_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta, "CHECKPOINT_AFTER", 7)
    log = tmp_path / "lake/readings/_delta_log"
    with lake(tmp_path) as frames:
        for first in range(0, 300, 10):
            bring(frames, said(10, first))
        assert len(list(log.glob("0*.json"))) <= 8
        assert len(list(log.glob("*.checkpoint.parquet"))) == 1
    with lake(tmp_path) as frames:
        assert frames.lake.rolled == 300
        assert everything(frames) == said(300)
    past = DeltaTable(str(tmp_path / "lake/readings")).to_pyarrow_dataset()
    assert past.count_rows(filter=pyarrow.dataset.field("value") >= 290.0) == 10
    (log / "_last_checkpoint").write_bytes(b"")
    with lake(tmp_path) as frames:
        assert everything(frames) == said(300)


def test_what_was_said_last_is_the_same_after_a_crash(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(100))
        frames.log.append([batch((0, 0, NOON, 7.0), (0, 1, LATER, 1.0), (1, 2000, LATER, 2.0))])
        before = frames.log.latest.all_of(0), frames.log.latest.all_of(1)
        frames.log.shelf.leave()
        frames.log._writer.close()
        frames.log.close = lambda: None  # type: ignore[method-assign]
    with lake(tmp_path) as frames:
        assert_same(before, (frames.log.latest.all_of(0), frames.log.latest.all_of(1)))
        last = frames.log.latest.of(0, np.array([0, 1, 5000], np.int32))
        assert last.at.tolist() == [NOON + 96 * 1_800_000, LATER, np.iinfo(np.int64).min]


def assert_same(one: object, other: object) -> None:
    np.testing.assert_equal(one, other)


@pytest.mark.slow
def test_between_literally_any_two_steps_all_is_there_once(tmp_path: Path) -> None:
    """A short life in which the lake is rolled to, checkpointed, summed up and cleared; the long one below compacts, too."""
    command = [sys.executable, "-m", "tests.kit.killed", str(tmp_path / "home")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    states, _, done = ran.stdout.partition(" states, ")
    assert int(states) > 80 and done.strip() == "['DELETE', 'WRITE']"


@pytest.mark.slow
def test_a_process_killed_again_and_again_neither_loses_nor_doubles(tmp_path: Path) -> None:
    """Every life is killed some steps later than the last: while it rolls, compacts, sums up, gives up, clears."""
    command = [sys.executable, "-m", "tests.kit.killed", str(tmp_path / "home"), "13", "97"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert int(ran.stdout.split()[0]) > 10


def test_numbers_too_large_for_one_key_are_sorted_all_the_same() -> None:
    signal, subject = np.array([5, 70_000, 5], np.int32), np.array([1 << 30, 3, 7], np.int32)
    wide = Readings(signal, subject, np.array([NOON + 9, NOON, NOON + (1 << 35)]), *np.ones((3, 3)))
    assert sorted_rows(wide).tolist() == [2, 0, 1]
