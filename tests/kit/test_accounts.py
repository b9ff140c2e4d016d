"""The counts of the reading log: as durable as the readings they count, and counted once."""

import shutil
from pathlib import Path

import pytest

from cityloop.kit.frames import Batch, ReadingLog
from cityloop.kit.frames.accounts import Cells, Tally
from tests.disks import full_disk
from tests.kit.logs import Row, dropped, opened, rows


def brought(*said: Row, key: str = "", hour: int = 5, refused: int = 0, once: bool = False) -> Batch:
    why = {"out_of_range": refused} if refused else {}
    return Batch("gps", key, "digest", rows(said), Tally(hour, len(said) + refused, why), once)


def balanced(cells: Cells) -> bool:
    fates = [sum(n for what, n in counts.items() if what != "sent") - counts["sent"] for counts in cells.values()]
    return not any(fates)


def left_by_a_killed_process(home: Path) -> tuple[bytes, str, list[int]]:
    """Four messages, the last of nothing but refused rows: the bytes, the file's name, and where each message ends."""
    ends = []
    log = ReadingLog(home, ())
    for batch in (
        brought((0, 0, 1, 1.0), (0, 1, 1, 1.0), refused=1),
        brought((0, 0, 1, 1.0), (0, 2, 2, 1.0)),
        brought((0, 2, 1, 1.0), hour=6),
        brought(refused=7, hour=6),
    ):
        log.append([batch])
        ends.append(log._writer.length)
    path = log._writer.path
    dropped(log)
    return path.read_bytes(), path.name, ends


def test_counts_and_readings_survive_or_are_lost_together_wherever_the_tail_is_torn(tmp_path: Path) -> None:
    whole, name, ends = left_by_a_killed_process(tmp_path / "killed")
    for length in range(ends[0], len(whole) + 1):
        home = tmp_path / "torn"
        home.mkdir()
        (home / name).write_bytes(whole[:length])
        with opened(home) as log:
            cells = log.accounts.since(0)
            messages = sum(end <= length for end in ends)
            assert balanced(cells)
            assert sum(counts["stored"] + counts["late"] for counts in cells.values()) == log.end
            assert cells["gps", 5]["sent"] == (3 if messages == 1 else 5)
            assert (("gps", 6) in cells) == (messages > 2)
        shutil.rmtree(home)


def test_a_count_damaged_on_disk_is_not_believed(tmp_path: Path) -> None:
    whole, name, _ = left_by_a_killed_process(tmp_path / "killed")
    home = tmp_path / "damaged"
    home.mkdir()
    place = whole.index(b'"refused:out_of_range": 7')
    (home / name).write_bytes(whole[:place] + b'"refused:out_of_range": 9' + whole[place + 25 :])
    with opened(home) as log:
        assert log.accounts.since(0)["gps", 6] == {"sent": 1, "late": 1}


@pytest.mark.parametrize("segment_rows", [2, 1000])
@pytest.mark.parametrize("killed", [False, True])
def test_nothing_is_counted_twice_however_often_the_log_is_opened_and_cut(
    tmp_path: Path, segment_rows: int, killed: bool
) -> None:
    for turn in range(6):
        log = ReadingLog(tmp_path, (), segment_rows)
        log.append([brought((0, 0, turn, 1.0), refused=1)])
        if turn == 2:
            log.accounts.cut()
        log.append([brought((0, 1, turn, 1.0)), brought((0, 1, turn, 1.0))])
        if killed:
            dropped(log)
        else:
            log.close()
    with opened(tmp_path) as log:
        assert log.accounts.since(0) == {("gps", 5): {"sent": 24, "stored": 12, "doubled": 6, "refused:out_of_range": 6}}


def test_a_part_that_was_taken_is_not_given_again(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        log.append([brought((0, 0, 1, 1.0))])
        (part,) = log.accounts.cut()
        log.append([brought((0, 0, 2, 1.0))])
        assert log.accounts.since(part[0]) == {("gps", 5): {"sent": 1, "stored": 1}}
        log.accounts.forget(part[0])
    with opened(tmp_path) as log:
        assert log.accounts.since(part[0]) == {("gps", 5): {"sent": 1, "stored": 1}}
        log.append([brought((0, 0, 3, 1.0))])
        assert log.accounts.since(part[0])["gps", 5]["sent"] == 2


def test_what_is_taken_once_counts_once(tmp_path: Path) -> None:
    mended = Batch("gps", "again 7", "", rows([(0, 0, 1, 1.0)]), Tally(5, 0, {"future": -1}), once=True)
    with opened(tmp_path) as log:
        log.append([brought(refused=1)])
        log.append([mended])
    with opened(tmp_path) as log:
        log.append([mended])
        counts = log.accounts.since(0)["gps", 5]
        assert (counts["sent"], counts["stored"], counts["doubled"], counts["refused:future"]) == (1, 1, 0, -1)


def test_a_disk_that_refuses_counts_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        log.append([brought((0, 0, 1, 1.0))])
        with full_disk(3000), pytest.raises(OSError, match=r"File too large|disk is full"):
            log.append([brought(*[(0, 0, at, 1.0) for at in range(2, 400)])])
        assert log.accounts.since(0) == {("gps", 5): {"sent": 1, "stored": 1}}
