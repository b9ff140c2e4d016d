"""The reading log: what was acknowledged is there, once, whatever happened to the process or the disk."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cityloop.kit.frames import Frames, InUse, ReadingLog
from tests.disks import full_disk
from tests.kit.logs import Row, batch, dropped, listed, named, opened, replayed, rows

FIRST: list[Row] = [(0, subject, at, 1.5 * at) for at in (1000, 2000, 3000) for subject in range(3)]


def left_by_a_killed_process(home: Path) -> tuple[Path, int]:
    """An open segment with three messages; its path and where the last message begins."""
    log = ReadingLog(home, ())
    log.append([batch(*FIRST, key="a")])
    log.append([batch((1, 7, 5000, 2.0), key="b")])
    path = log._writer.path
    before = path.stat().st_size
    log.append([batch((1, 7, 6000, 3.0), (1, 8, 6000, 4.0), key="c")])
    dropped(log)
    return path, before


@pytest.mark.parametrize("rest", [b"", b"\x00"], ids=["cut short", "zeros to the end"])
def test_a_tail_torn_at_any_byte_costs_only_the_last_message(tmp_path: Path, rest: bytes) -> None:
    path, before = left_by_a_killed_process(tmp_path / "killed")
    whole = path.read_bytes()
    kept = [*FIRST, (1, 7, 5000, 2.0)]
    for length in range(before, len(whole)):
        home = tmp_path / "torn"
        home.mkdir()
        (home / path.name).write_bytes(whole[:length] + rest * (len(whole) - length))
        with opened(home) as log:
            last = whole[length:].strip(b"\x00") == b"" and bool(rest)  # only zeros were lost: nothing was
            assert replayed(log)[: len(kept)] == kept
            assert log.end == len(kept) + 2 * last, f"torn at byte {length}"
            assert log.digest_of("gps", "b") == "digest of b"
            counts = log.append([batch((1, 7, 6000, 3.0), (1, 8, 6000, 4.0), key="c")])[0]
            assert (counts.stored, counts.doubled) == ((0, 2) if last else (2, 0))
            assert len(replayed(log)) == len(kept) + 2
        shutil.rmtree(home)


def test_a_first_message_torn_at_any_byte_leaves_an_empty_log(tmp_path: Path) -> None:
    log = ReadingLog(tmp_path / "killed", ())
    log.append([batch((0, 0, 1000, 1.0), key="a")])
    path = log._writer.path
    dropped(log)
    whole = path.read_bytes()
    for length in range(0, len(whole), 3):
        home = tmp_path / "torn"
        home.mkdir()
        (home / path.name).write_bytes(whole[:length])
        with opened(home) as again:
            assert again.end == 0
            assert again.append([batch((0, 0, 1000, 1.0), key="a")])[0].stored == 1
            assert replayed(again) == [(0, 0, 1000, 1.0)]
        shutil.rmtree(home)


def test_a_name_torn_at_any_byte_is_cut_and_the_others_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "subjects.names"
    with named(file) as names:
        assert [names.number(one) for one in ("渝D·K0001", "a b", "渝A·最后")] == [0, 1, 2]
        names.sync()
    whole = file.read_bytes()
    before = whole.index(b"\n", whole.index(b" a b")) + 1
    for length in range(before, len(whole)):
        file.write_bytes(whole[:length])
        with named(file) as names:
            assert names.all == ["渝D·K0001", "a b"], f"torn at byte {length}"
            assert names.number("new") == 2
            names.sync()
        with named(file) as names:
            assert names.all == ["渝D·K0001", "a b", "new"]


def test_reading_from_any_offset_gives_the_same_rows(tmp_path: Path) -> None:
    said = [(0, at % 3, at, float(at)) for at in range(50)]
    with opened(tmp_path, segment_rows=10) as log:
        for at in range(0, 50, 4):
            log.append([batch(*said[at : at + 4])])
        for offset in range(51):
            assert replayed(log, offset) == said[offset:]
    with opened(tmp_path, segment_rows=10) as log:
        for offset in range(51):
            assert replayed(log, offset, limit=3) == said[offset:]
        assert log.read(51)[0].at.size == 0


@pytest.mark.parametrize("count", [9, 10, 11, 20, 21])
def test_segments_roll_over_at_their_borders_without_losing_or_doubling(tmp_path: Path, count: int) -> None:
    said = [(0, 0, at, float(at)) for at in range(count)]
    with opened(tmp_path, segment_rows=10) as log:
        for row in said:
            log.append([batch(row)])
        assert replayed(log) == said
    with opened(tmp_path, segment_rows=10) as log:
        assert replayed(log) == said
        assert log.append([batch(*said)])[0].doubled == count
        assert log.end == count


def test_a_window_reaches_over_closed_and_open_segments(tmp_path: Path) -> None:
    said = [(at % 2, 0, at, float(at)) for at in range(35)]
    with opened(tmp_path, segment_rows=10) as log:
        for at in range(0, 35, 5):
            log.append([batch(*said[at : at + 5])])
        assert listed(log.window([0, 1], 7, 33)) == said[7:33]
        assert listed(log.window([1], 7, 33)) == [row for row in said[7:33] if row[0] == 1]
        assert log.window([0], 100, 200).at.size == 0
        assert log.window([], 0, 200).at.size == 0


def test_a_reading_doubled_late_is_found_in_a_closed_segment(tmp_path: Path) -> None:
    with opened(tmp_path, segment_rows=4) as log:
        for at in range(20):
            log.append([batch((0, 0, 10 * at, 1.0))])
        late = log.append([batch((0, 0, 30, 1.0), (0, 0, 35, 1.0), (0, 0, 35, 2.0))])[0]
        assert (late.stored, late.late, late.doubled) == (0, 1, 2)
    with opened(tmp_path, segment_rows=4) as log:
        again = log.append([batch((0, 0, 35, 1.0), (0, 0, 20, 9.0), (0, 0, 25, 1.0))])[0]
        assert (again.stored, again.late, again.doubled) == (0, 1, 2)


def test_reopening_many_times_changes_nothing(tmp_path: Path) -> None:
    said: list[Row] = []
    for day in range(12):
        with opened(tmp_path, segment_rows=5) as log:
            assert replayed(log) == said
            fresh = [(0, subject, 100 * day + step, float(step)) for step in range(2) for subject in range(2)]
            assert log.append([batch(*fresh, key=f"day {day}")])[0].stored == 4
            assert log.append([batch(*fresh, key=f"day {day}")])[0].doubled == 4
            said += fresh
            assert [log.digest_of("gps", f"day {d}") for d in range(day + 1)] == [f"digest of day {d}" for d in range(day + 1)]


def test_a_second_process_is_refused_while_a_first_holds_the_log(tmp_path: Path) -> None:
    first = Frames(tmp_path)
    assert first.log.end == 0
    code = "import sys; from pathlib import Path; from cityloop.kit.frames import Frames; Frames(Path(sys.argv[1])).log"
    second = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "InUse" in second.stderr and "held by another process" in second.stderr
    with pytest.raises(InUse):
        _ = Frames(tmp_path).log
    first.close()
    third = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert third.returncode == 0, third.stderr


def test_a_disk_that_refuses_the_first_message_does_not_spoil_the_segment(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        with full_disk(100), pytest.raises(OSError, match=r"."):
            log.append([batch(*FIRST, key="a")])
        assert log.end == 0
        assert log.append([batch(*FIRST, key="a")])[0].stored == len(FIRST)
        assert listed(log.window([0], 0, 9000)) == FIRST
    with opened(tmp_path) as log:
        assert replayed(log) == FIRST


def test_a_disk_that_refuses_a_later_message_leaves_what_was_there(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        log.append([batch(*FIRST, key="a")])
        size = log._writer.path.stat().st_size
        for room in (0, 1, 100):
            with full_disk(size + room), pytest.raises(OSError, match=r"."):
                log.append([batch((1, 7, 5000, 2.0), key="b")])
            assert log._writer.path.stat().st_size == size
            assert log.digest_of("gps", "b") is None
        assert log.append([batch((1, 7, 5000, 2.0), key="b")])[0].stored == 1
    with opened(tmp_path) as log:
        assert replayed(log) == [*FIRST, (1, 7, 5000, 2.0)]


def test_a_disk_that_refuses_a_name_spoils_no_name_after_it(tmp_path: Path) -> None:
    file = tmp_path / "subjects.names"
    with named(file) as names:
        names.number("first")
        names.sync()
        names.number("渝D·K0001")
        with full_disk(file.stat().st_size + 5), pytest.raises(OSError, match=r"."):
            names.sync()
        names.number("third")
        names.sync()
    with named(file) as names:
        assert names.all == ["first", "渝D·K0001", "third"]


def test_a_disk_that_refuses_at_the_roll_over_neither_loses_nor_doubles(tmp_path: Path) -> None:
    said = [(0, subject, 1000, 1.0) for subject in range(50)]
    with opened(tmp_path, segment_rows=50) as log:
        log.append([batch(*said)])
        with full_disk(200):  # the digests of a full segment need more than that
            for _ in range(2):
                with pytest.raises(OSError, match=r"."):
                    log.append([batch((0, 0, 2000, 1.0))])
        assert log.append([batch((0, 0, 2000, 1.0))])[0].stored == 1
        assert log.append([batch(*said)])[0].doubled == 50
        assert replayed(log) == [*said, (0, 0, 2000, 1.0)]
    with opened(tmp_path, segment_rows=50) as log:
        assert replayed(log) == [*said, (0, 0, 2000, 1.0)]


def test_an_empty_batch_is_an_empty_batch(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        counts = log.append([batch(key="nothing")])[0]
        assert (counts.stored, counts.late, counts.doubled, counts.offset) == (0, 0, 0, 0)
        assert log.window([0], 0, 1).at.size == 0
        assert rows([]).at.size == 0
