"""Recorded movement, cut into legs and put together again to trips: how fast a truck gets on, from fix to fix."""

from functools import cache
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from cityloop.kernels.columns import Floats

SLOW_LEG_KMH = 8.0  # recorded legs slower than this on average make the jams
CALM_KMH = 64.0  # and those never faster than this make the ordinary drive: below a limit of 60 with its tolerance
FAST_KMH = 66.0
DOUBTED_KMH = 110.0  # a recording above this is left out
FAST_FOR_S = 30.0
FIX_EVERY_S = 5.0

HALTS_S = {"light": (20, 115), "dumping": (240, 720), "loading": (600, 1500), "unloading": (600, 900)}
JAM_S = (300.0, 600.0)
LIGHT_AFTER_LEG, JAM_AFTER_LEG = 0.35, 0.04


class Piece(NamedTuple):
    """A part of a drive of one kind: the time each step takes and how far it goes."""

    kind: str
    step_s: Floats
    step_m: Floats


class Recorded(NamedTuple):
    """Calm, slow and fast legs, and how a standing receiver seems to move: rows east and north, in metres."""

    calm: list[Piece]
    slow: list[Piece]
    fast: list[Piece]
    still: list[Floats]


@cache
def recorded() -> Recorded:
    kept = np.load(Path(__file__).parent / "assets" / "movement.npz")
    spans = [slice(*span) for span in pairwise(kept["leg_of"])]
    legs = [Piece("drive", kept["step_s"][span].astype(float), kept["step_m"][span].astype(float)) for span in spans]
    still = [np.stack([kept["still_east_m"][a:b], kept["still_north_m"][a:b]]) for a, b in pairwise(kept["still_of"])]
    calm = [leg for leg in legs if _kmh(leg).max() < CALM_KMH]
    fast = [leg for leg in legs if leg.step_s[_kmh(leg) > FAST_KMH].sum() >= FAST_FOR_S]
    return Recorded(
        calm=[leg for leg in calm if _usual_kmh(leg) >= SLOW_LEG_KMH],
        slow=[leg._replace(kind="jam") for leg in calm if _usual_kmh(leg) < SLOW_LEG_KMH],
        fast=[leg._replace(kind="overspeed") for leg in fast if _kmh(leg).max() < DOUBTED_KMH],
        still=still,
    )


def halt(rng: Generator, kind: str, for_s: float | None = None) -> Piece:
    """Standing for a time usual for its kind, or for `for_s`."""
    for_s = rng.uniform(*HALTS_S[kind]) if for_s is None else for_s
    steps = int(for_s / FIX_EVERY_S) + 1
    return Piece(kind, np.full(steps, FIX_EVERY_S) + rng.uniform(-0.2, 0.2, steps), np.zeros(steps))


def jitter_m(rng: Generator, steps: int) -> Floats:
    """How far off the receiver seems, rows east and north: recorded standing, one after the other."""
    still, parts, size = recorded().still, [], 0
    while size < steps:
        parts.append(still[rng.integers(len(still))])
        size += parts[-1].shape[1]
    return np.concatenate(parts, axis=1)[:, :steps].astype(float)


def trip(rng: Generator, length_m: float, due_m: dict[str, float]) -> list[Piece]:
    """Pieces that go exactly `length_m`, with a wrong of each kind (dumping, overspeed) where it is due."""
    pieces: list[Piece] = []
    fast = recorded().fast
    stages = [("", 0.0), *sorted(due_m.items(), key=itemgetter(1)), ("", length_m)]
    for (kind, from_m), (_, to_m) in pairwise(stages):
        if kind == "dumping":
            pieces.append(halt(rng, kind))
        left_m = to_m - from_m
        some = [fast[rng.integers(len(fast))]] if kind == "overspeed" else []
        while left_m > 0.01:  # what is left by rounding is no way to go
            pieces += (cut := _cut(some, left_m))
            left_m -= sum(float(piece.step_m.sum()) for piece in cut)
            some = _some_driving(rng)
    return pieces


def _some_driving(rng: Generator) -> list[Piece]:
    """A leg and what may come after it: a light, a jam, nothing."""
    calm, slow, _, _ = recorded()
    pieces = [calm[rng.integers(len(calm))]]
    chance = rng.random()
    if chance < LIGHT_AFTER_LEG:
        pieces.append(halt(rng, "light"))
    elif chance < LIGHT_AFTER_LEG + JAM_AFTER_LEG:
        left_s = rng.uniform(*JAM_S)
        while left_s > 0.0:
            pieces.append(slow[rng.integers(len(slow))])
            left_s -= float(pieces[-1].step_s.sum())
    return pieces


def _cut(pieces: list[Piece], length_m: float) -> list[Piece]:
    """The pieces up to `length_m`; the last step is shortened in time as in length, so its speed stays as recorded."""
    kept = []
    for piece in pieces:
        upto_m = np.cumsum(piece.step_m)
        if upto_m[-1] < length_m:
            kept.append(piece)
            length_m -= upto_m[-1]
            continue
        last = int(np.searchsorted(upto_m, length_m))
        part = 1.0 - (upto_m[last] - length_m) / piece.step_m[last]
        step_s, step_m = piece.step_s[: last + 1].copy(), piece.step_m[: last + 1].copy()
        step_s[last] = max(part * step_s[last], 0.1)
        step_m[last] *= part
        return [*kept, Piece(piece.kind, step_s, step_m)]
    return kept


def _kmh(leg: Piece) -> Floats:
    return 3.6 * leg.step_m / leg.step_s


def _usual_kmh(leg: Piece) -> float:
    return float(3.6 * leg.step_m.sum() / leg.step_s.sum())
