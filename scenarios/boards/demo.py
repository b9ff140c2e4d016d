"""Believable numbers from a seed: days and weeks have their shape, streets their size, and now and then something goes wrong.

A series is a signal in a street, or in a district where streets do not report. Each speaks once a cycle at a moment of its
own, so that the load is even. What it says depends on its place in the list and the instant alone: the same every time.
"""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Longs, Readings
from cityloop.rulebook import Played
from cityloop.rulebook.catalogue import read_folder

HERE = Path(__file__).parent
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
UTC_MS = 8 * HOUR_MS
INCIDENT_MS, INCIDENT_ODDS = 4 * HOUR_MS, {"share": 0.002, "measure": 0.0006}
WAVE_MS, WAVE_ODDS, WAVE = 9 * HOUR_MS, 0.05, 0.75  # a wave goes over the whole city, not all the way
WEEKEND = 0.82
PROFILES = {  # by the hour of the day, in hundredths
    "flat": "100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100 100",
    "day": "10 10 10 10 10 15 30 60 90 120 125 110 80 90 120 120 110 90 60 50 40 30 20 10",
    "rush": "20 10 10 10 15 40 80 130 140 100 80 80 90 80 80 90 110 140 140 110 90 70 50 30",
    "eve": "40 30 20 20 20 30 40 60 70 80 90 100 110 100 90 90 100 110 120 130 130 110 80 60",
    "sun": "10 10 0 0 0 0 10 20 40 60 80 90 100 110 110 100 90 80 60 50 40 30 20 20",
    "night": "130 140 140 130 110 80 40 30 20 20 20 20 20 20 20 20 30 40 60 80 100 110 120 130",
}


class Made(NamedTuple):
    """The recipe of each signal as columns, and the size of each area."""

    signals: tuple[str, ...]
    areas: tuple[str, ...]
    kind: NDArray[np.str_]
    of: Longs  # the signal a share is one of, itself for the others
    cycle_ms: Longs
    clock: Longs  # the signal whose moments it keeps: a share speaks with what it is a share of
    numbers: dict[str, Floats]
    profile: Floats  # [signal, hour]
    size: Floats  # [area]


@cache
def made() -> Made:
    said: dict[str, dict[str, Any]] = tomllib.loads((HERE / "assets" / "demo.toml").read_text(encoding="utf-8"))
    areas = tuple((HERE / "assets" / "areas.txt").read_text().split())
    every = {one.name: round(one.expect_every.total_seconds() * 1000) for one in read_folder(HERE / "vitals").signals}
    signals = tuple(said)
    place = {name: row for row, name in enumerate(signals)}
    of = np.array([place[one.get("of", name)] for name, one in said.items()])
    cycle = np.array([every[name] for name in signals])
    names = {"base": 0.0, "share": 0.0, "spread": 0.05, "noise": 0.0, "swing": 0.0, "bad": np.nan, "decimals": 0.0, "least": 0.0}
    numbers = {name: np.array([float(one.get(name, usual)) for one in said.values()]) for name, usual in names.items()}
    profile = np.array([PROFILES[one.get("profile", "flat")].split() for one in said.values()], np.float64) / 100
    size = np.exp(np.random.default_rng(1361).normal(0.0, 0.35, len(areas)))
    size[[len(code) == 6 for code in areas]] *= 18.0  # a district that speaks for all its streets
    kind = np.array([one["kind"] for one in said.values()])
    clock = np.where(cycle == cycle[of], of, np.arange(len(signals)))
    return Made(signals, areas, kind, of, cycle, clock, numbers, profile, size)


def play(since: datetime, until: datetime, _founded: datetime) -> Played:
    """What all series say in the stretch, in the order of time."""
    all_of = made()
    first, last = (round(at.timestamp() * 1000) for at in (since, until))
    signal, area = (
        column.ravel() for column in np.meshgrid(np.arange(len(all_of.signals)), np.arange(len(all_of.areas)), indexing="ij")
    )
    cycle = all_of.cycle_ms[signal]
    at = _next(first, cycle, (_noise(all_of.clock[signal], area, 7) * cycle).astype(np.int64))
    parts = []
    while (going := at < last).any():
        signal, area, at, cycle = signal[going], area[going], at[going], cycle[going]
        parts.append((signal, area, at.copy()))
        at = at + cycle
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.zeros(0, np.int64)] * 3
    order = np.argsort(columns[2], kind="stable")
    signal, area, at = (column[order] for column in columns)
    nowhere = np.full(at.size, np.nan)
    said = Readings(signal.astype(np.int32), area.astype(np.int32), at, values(signal, area, at), nowhere, nowhere)
    return Played(all_of.signals, all_of.areas, said)


def _next(since: int, cycle: Longs, moment: Longs) -> Longs:
    """The first instant from `since` on at which a series with that moment in its cycle speaks."""
    return since + (moment - since) % cycle


def values(signal: Longs, area: Longs, at: Longs) -> Floats:
    """What these series say at these instants (ms UTC)."""
    all_of = made()
    said = np.zeros(at.size)
    for kind, way in (("count", _count), ("share", _share), ("measure", _measure)):
        rows = np.flatnonzero(all_of.kind[signal] == kind)
        said[rows] = way(signal[rows], area[rows], at[rows])
    return said


def _count(signal: Longs, area: Longs, at: Longs) -> Floats:
    all_of = made()
    noise = all_of.numbers["noise"][signal] * _waving(signal, area, at)
    week = np.where(((at + UTC_MS) // DAY_MS + 3) % 7 >= 5, WEEKEND, 1.0)
    flat = all_of.numbers["noise"][signal] == 0
    shape = np.where(flat, 1.0, _shape(signal, at) * week)
    return np.asarray(np.round(all_of.numbers["base"][signal] * all_of.size[area] * shape * (1.0 + noise)))


def _share(signal: Longs, area: Longs, at: Longs) -> Floats:
    all_of = made()
    whole = _count(all_of.of[signal], area, at)
    share, spread = all_of.numbers["share"][signal], all_of.numbers["spread"][signal]
    own = share + 0.3 * np.minimum(spread, 1.0 - share) * (_noise(signal, area, 3) - 0.5 + 0.5 * _waving(signal, area, at))
    wrong = _wrong("share", signal, area, at)
    own = own + wrong * (all_of.numbers["bad"][signal] - own)
    return np.asarray(np.clip(np.round(whole * own), 0.0, whole))


def _measure(signal: Longs, area: Longs, at: Longs) -> Floats:
    all_of = made()
    base, spread, noise = (all_of.numbers[name][signal] for name in ("base", "spread", "noise"))
    usual = base * (1.0 + spread * (_noise(signal, area, 3) - 0.5))
    usual = usual + all_of.numbers["swing"][signal] * _shape(signal, at) / 1.4 + noise * _waving(signal, area, at)
    usual = usual + _wrong("measure", signal, area, at) * (all_of.numbers["bad"][signal] - usual)
    digits = 10.0 ** all_of.numbers["decimals"][signal]
    return np.asarray(np.maximum(np.round(usual * digits) / digits, all_of.numbers["least"][signal]))


def _shape(signal: Longs, at: Longs) -> Floats:
    """The hour's part of the day, from one hour to the next in a straight line."""
    hour = (at + UTC_MS) % DAY_MS / HOUR_MS
    before = hour.astype(np.int64)
    profile = made().profile
    part = hour - before
    return np.asarray(profile[signal, before] * (1 - part) + profile[signal, (before + 1) % 24] * part)


def _waving(signal: Longs, area: Longs, at: Longs) -> Floats:
    """Slow waves between -1 and 1, each series its own."""
    turn = 2 * np.pi * at / HOUR_MS
    phases = [2 * np.pi * _noise(signal, area, salt) for salt in (11, 12, 13)]
    waves = [np.sin(turn / hours + phase) for hours, phase in zip((3.1, 0.9, 17.0), phases, strict=True)]
    return np.asarray(0.4 * waves[0] + 0.2 * waves[1] + 0.4 * waves[2])


def _wrong(kind: str, signal: Longs, area: Longs, at: Longs) -> Floats:
    """How far something has gone wrong, 0 to 1: in one place for some hours, or a little everywhere."""
    block, wave = at // INCIDENT_MS, at // WAVE_MS
    here = _noise(signal * 1009 + block, area, 21) < INCIDENT_ODDS[kind]
    depth = (0.35 + 0.65 * _noise(signal, area + block, 22)) * np.sin(np.pi * (at % INCIDENT_MS) / INCIDENT_MS)
    nowhere = np.zeros_like(area)
    everywhere = (_noise(signal * 1013 + wave, nowhere, 23) < WAVE_ODDS) & (kind == "share")
    height = WAVE * _noise(signal + wave, nowhere, 24) * np.sin(np.pi * (at % WAVE_MS) / WAVE_MS)
    return np.asarray(np.maximum(np.where(here, depth, 0.0), np.where(everywhere, height, 0.0)))


def _noise(one: Longs, other: Longs, salt: int) -> Floats:
    """A number in [0, 1) out of three, mixed as in SplitMix64 (Steele, Lea, Flood 2014)."""
    word = np.asarray(one, np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.asarray(other, np.uint64) + np.uint64(salt * 1_000_003)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        word = (word ^ (word >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(((word ^ (word >> np.uint64(31))) >> np.uint64(11)) / float(1 << 53))
