"""Make `movement.npz` from the two recordings: `python make_movement.py <goal_gps folder> <bus304 folder>`."""

import csv
import gzip
import sys
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.stops import METRES_A_DEGREE

Floats = NDArray[np.float64]
Trace = tuple[Floats, Floats, Floats]  # seconds, metres east, metres north

LEAST_FIXES = 10
LONGEST_STEP_S = 20.0
STILL_M = 15.0  # whoever keeps this near to the middle is standing, the rest is the receiver's


def goal(folder: Path) -> tuple[list[Trace], list[Trace]]:
    """Runs of one label: those labelled Driving, and those on foot or waiting that stay in one place."""
    driven, still = [], []
    with gzip.open(next(folder.glob("*.csv.gz")), "rt") as file:
        for (_, label), rows in groupby(csv.DictReader(file), itemgetter("traj", "groundtruth")):
            points = [(float(row["t"]), float(row["x"]), float(row["y"])) for row in rows]
            seconds, east, north = np.array(points).T
            if seconds.size < LEAST_FIXES or np.diff(seconds).max() > LONGEST_STEP_S:
                continue
            if label == "Driving":
                driven.append((seconds, east, north))
            elif np.hypot(east - np.median(east), north - np.median(north)).max() < STILL_M:
                still.append((seconds, east - np.median(east), north - np.median(north)))
    return driven, still


def bus(folder: Path) -> list[Trace]:
    """The journey in pieces of 100 fixes, thinned from 1-2 s to about 5 s."""
    with (folder / "track.csv").open() as file:
        rows = list(csv.DictReader(file))
    seconds = np.array([datetime.fromisoformat(row["time"]).timestamp() for row in rows])
    seconds -= seconds[0]
    kept = np.unique(np.searchsorted(seconds, np.arange(0.0, seconds[-1], 5.0)))
    lon, lat = np.array([(float(row["lon"]), float(row["lat"])) for row in rows]).T
    east = METRES_A_DEGREE * np.cos(np.radians(lat.mean())) * lon
    north = METRES_A_DEGREE * lat
    pieces = [kept[start : start + 101] for start in range(0, kept.size - LEAST_FIXES, 100)]
    return [(seconds[piece], east[piece], north[piece]) for piece in pieces]


def main(goal_folder: Path, bus_folder: Path) -> None:
    driven, still = goal(goal_folder)
    driven += bus(bus_folder)
    steps = [(np.diff(s), np.hypot(np.diff(e), np.diff(n))) for s, e, n in driven]
    steps = [(s, m) for s, m in steps if s.max() <= LONGEST_STEP_S and s.min() >= 1.0]
    np.savez_compressed(
        Path(__file__).with_name("movement.npz"),
        leg_of=np.cumsum([0, *(s.size for s, _ in steps)]).astype(np.int32),
        step_s=np.concatenate([s for s, _ in steps]).astype(np.float32),
        step_m=np.concatenate([m for _, m in steps]).astype(np.float32),
        still_of=np.cumsum([0, *(s.size for s, _, _ in still)]).astype(np.int32),
        still_east_m=np.concatenate([e for _, e, _ in still]).astype(np.float32),
        still_north_m=np.concatenate([n for _, _, n in still]).astype(np.float32),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
