"""Tiers: hours and days say what the readings said, before they are summed up, after, and when the readings are gone."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars
import pytest

from cityloop.kernels.summary import summarise
from cityloop.kit.frames import Frames, compaction
from cityloop.kit.frames.delta import Damaged
from cityloop.kit.frames.tiers import DAILY, HOURLY, WIDTHS
from cityloop.rulebook import Keep
from tests.kit.logs import Row, listed, rows
from tests.kit.test_lake import DAY, NOON, bring, everything, lake, said

DAYS = timedelta(days=1)
KEEPS = {0: Keep(raw=3 * DAYS, hourly=10 * DAYS, daily=30 * DAYS), 1: Keep(raw=300 * DAYS)}
EVER = 1 << 50


def turn(frames: Frames, days: float, keeps: Mapping[int, Keep] = KEEPS) -> None:
    frames.log.turn_over()
    frames.rolling.turn(NOON + int(days * DAY), frames.log.end, keeps)


def same_as(frames: Frames, held: list[Row], tier: str = HOURLY, signals: tuple[int, ...] = (0, 1)) -> None:
    """Hours or days are those of these readings."""
    found = frames.tiers.window(frames.log, tier, signals, 0, EVER)
    np.testing.assert_equal(found._asdict(), summarise(rows(held), *WIDTHS[tier])._asdict())


def of(said: list[Row], signal: int) -> list[Row]:
    return [row for row in said if row[0] == signal]


def test_hours_and_days_are_the_same_before_and_after_a_day_is_summed_up(tmp_path: Path) -> None:
    held = said(95)
    with lake(tmp_path) as frames:
        bring(frames, held, roll=False)
        for tier in WIDTHS:
            same_as(frames, held, tier)
        turn(frames, 1.6)
        assert {file.day for file in frames.tiers.tables[HOURLY].table.now.files.values()} == {"2026-03-02", "2026-03-03"}
        turn(frames, 2.9)
        for tier in WIDTHS:
            same_as(frames, held, tier)
        some = frames.tiers.window(frames.log, HOURLY, [1], NOON, NOON + 1, np.array([1], np.int32))
        assert some.at.tolist() == [NOON] and some.rows.tolist() == [1]
    with lake(tmp_path) as frames:
        same_as(frames, held)


def test_a_late_reading_stands_in_its_hour_at_once_and_the_day_is_summed_again_later(tmp_path: Path) -> None:
    held, late = said(95), [(1, 2, NOON + 7, -5.0), (0, 1, NOON + 8, 99.0)]
    with lake(tmp_path) as frames:
        bring(frames, held)
        turn(frames, 2.6)
        bring(frames, late, roll=False)
        same_as(frames, held + late)
        turn(frames, 2.6)
        before = frames.tiers.tables[HOURLY].table.now.version
        turn(frames, 2.6)
        assert frames.tiers.tables[HOURLY].table.now.version == before
        same_as(frames, held + late)
        turn(frames, 2.7)
        assert frames.tiers.tables[HOURLY].table.now.version == before + 1
        same_as(frames, held + late)
        same_as(frames, held + late, DAILY)


def test_readings_hours_and_days_of_each_signal_go_when_their_time_is_over_and_no_others(tmp_path: Path) -> None:
    held = said(95)
    with lake(tmp_path) as frames:
        bring(frames, held)
        turn(frames, 5.5)
        assert sorted(everything(frames)) == sorted(of(held, 1) + [row for row in of(held, 0) if row[2] >= NOON + 3 * DAY // 2])
        same_as(frames, held)
        turn(frames, 30)
        assert everything(frames) == of(held, 1)
        same_as(frames, of(held, 1))
        same_as(frames, held, DAILY)
        turn(frames, 40)
        same_as(frames, of(held, 1), DAILY)
        frames.rolling.readable_ms = 0
        turn(frames, 41)
        lying = {str(path.relative_to(tmp_path / "lake")) for path in (tmp_path / "lake").glob("*ly/day=*/*.parquet")}
        named = {f"{tier}/{path}" for tier, table in frames.tiers.tables.items() for path in table.table.now.files}
        assert lying == named
    with lake(tmp_path) as frames:
        turn(frames, 41)
        assert everything(frames) == of(held, 1)
        same_as(frames, of(held, 1), DAILY)


def test_what_is_given_up_stays_given_up_though_it_is_to_be_kept_longer_now(tmp_path: Path) -> None:
    held, again = said(95), said(20)
    with lake(tmp_path) as frames:
        bring(frames, held)
        turn(frames, 20, {0: Keep(raw=3 * DAYS)})
        frames.log.shelf.digests_of = 1
        frames.log.shelf.forget(frames.lake.rolled)
        bring(frames, again, roll=False)
        turn(frames, 20.1, {0: Keep(raw=300 * DAYS)})
        assert everything(frames) == of(held, 1)
        same_as(frames, held)
        same_as(frames, held, DAILY)
        assert frames.rolling.beyond == 10
        now = frames.tiers.given_up_before(np.array([0, 1, 7], np.int32))
        assert now[0] == NOON + 15 * DAY + DAY // 2 and (now[1:] < 0).all()


def test_late_readings_of_one_signal_leave_the_sums_of_another_whose_readings_are_gone(tmp_path: Path) -> None:
    held, late = said(95), [(1, 2, NOON + 7, -5.0)]
    with lake(tmp_path) as frames:
        bring(frames, held)
        turn(frames, 20)
        bring(frames, late, roll=False)
        same_as(frames, held + late, DAILY)
        turn(frames, 20)
        turn(frames, 20.2)
        assert listed(frames.log.window([1], NOON, NOON + 10)) == [(1, 2, NOON + 7, -5.0)]
        same_as(frames, held + late, DAILY)


def test_sums_that_readings_were_given_up_for_are_never_cut_off(tmp_path: Path) -> None:
    with lake(tmp_path) as frames:
        bring(frames, said(95))
        turn(frames, 2.5)
    entries = sorted((tmp_path / "lake/hourly/_delta_log").glob("0*.json"))
    entries[-1].write_bytes(b"")
    with lake(tmp_path) as frames:
        turn(frames, 2.5)
        same_as(frames, said(95))
        turn(frames, 20)
    entries = sorted((tmp_path / "lake/hourly/_delta_log").glob("0*.json"))
    for entry in entries[2:]:
        entry.write_bytes(b"")
    with pytest.raises(Damaged, match="not whole"):
        Frames(tmp_path).open()


def test_a_day_is_summed_in_slices_and_read_by_anyone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = said(400)
    monkeypatch.setattr(compaction, "SLICE_ROWS", 30)
    with lake(tmp_path) as frames:
        bring(frames, held)
        turn(frames, 20, {})
        same_as(frames, held)
    days = polars.scan_delta(str(tmp_path / "lake/daily")).select("day", "rows", "sum").sum().collect()
    assert days["rows"][0] == 400 and days["sum"][0] == sum(range(400))
