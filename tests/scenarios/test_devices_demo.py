"""The demo's devices say what believable ones would, the same every time."""

from datetime import UTC, datetime, timedelta

import numpy as np

from scenarios.devices.demo import CABINETS, DEVICES, FAILURE_MS, LAMPS, play

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)


def test_what_is_played_in_pieces_is_what_is_played_at_once() -> None:
    whole = play(BEGAN, BEGAN + timedelta(minutes=10), BEGAN).readings
    parts = [play(BEGAN + timedelta(minutes=m), BEGAN + timedelta(minutes=m + 1), BEGAN).readings for m in range(10)]
    for name in ("subject", "at", "value"):
        np.testing.assert_array_equal(getattr(whole, name), np.concatenate([getattr(part, name) for part in parts]))


def test_most_speak_every_minute_and_a_cabinet_fails_with_all_its_lamps() -> None:
    at = datetime.fromtimestamp((int(BEGAN.timestamp() * 1000) // FAILURE_MS * FAILURE_MS) / 1000, UTC)
    heard = set(play(at + timedelta(minutes=5), at + timedelta(minutes=25), at).readings.subject.tolist())
    silent = set(range(len(DEVICES))) - heard
    dark = [cabinet for cabinet in range(CABINETS) if set(range(cabinet * LAMPS, (cabinet + 1) * LAMPS)) <= silent]
    assert len(dark) == 1
    assert len(silent) < LAMPS + 15
