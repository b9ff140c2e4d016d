"""What Spark and the process beside it both do: readings of a city made up from a seed, two folds, findings as files."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from cityloop.kernels import stops, threshold
from cityloop.kernels.columns import Readings

ROWS, BATCHES, SUBJECTS = 1_000_000, 6, 100_000
SHARDS = 8
FOLDS: tuple[tuple[str, Any, dict[str, float]], ...] = (
    ("threshold", threshold.step, {"limit": 60.0, "for_s": 10.0}),
    ("stops", stops.step, {"radius_m": 30.0, "for_s": 180.0}),
)
EVERY_MS = 60_000


def readings(number: int) -> Readings:
    """A batch: ten minutes of every subject, a reading a minute; each stands for a while and drives for a while."""
    random, minutes = np.random.default_rng(number), ROWS // SUBJECTS
    step = number * minutes + np.arange(minutes)
    subject = np.tile(np.arange(SUBJECTS, dtype=np.int32), minutes)
    at = np.repeat(1_772_416_800_000 + step * EVERY_MS, SUBJECTS)
    drives = (np.repeat(step, SUBJECTS) + subject) % 20 < 12
    leg = (np.repeat(step, SUBJECTS) + subject) // 20
    lon = 106.4 + (leg % 50) * 0.01 + np.where(drives, ((np.repeat(step, SUBJECTS) + subject) % 20) * 0.005, 0.06)
    lon += random.normal(0, 5e-5, ROWS)
    lat = 29.5 + (subject % 100) * 0.001 + random.normal(0, 5e-5, ROWS)
    value = random.uniform(0, 65, ROWS)
    return Readings(np.zeros(ROWS, np.int32), subject, at, value, lon.astype(np.float64), lat.astype(np.float64))


def columns(values: dict[str, float], rows: int) -> dict[str, Any]:
    return {name: np.full(rows, value) for name, value in values.items()}


def found_by(folder: Path, fold: str) -> set[tuple[int, int, int, float]]:
    """All that was found, read from the files in which each batch left it."""
    said: set[tuple[int, int, int, float]] = set()
    for path in sorted(folder.glob("*.parquet")):
        rows = pq.read_table(path, filters=[("fold", "=", fold)])
        lists = [rows.column(name).to_pylist() for name in ("subject", "began", "ended", "peak")]
        said |= set(zip(*lists, strict=True))
    return said
