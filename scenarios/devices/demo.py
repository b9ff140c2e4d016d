"""Believable devices from a seed: lamps, manhole covers and water gauges that say how their batteries are, and now and then one
that says nothing; every six hours a lighting cabinet fails, and all its lamps with it."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Longs, Readings
from cityloop.rulebook import Hung, Played

EVERY_MS = 60_000
OUTAGE_MS, ODDS = 2 * 3_600_000, 90  # one in so many is silent for two hours
FAILURE_MS, FAILED_MS = 6 * 3_600_000, 30 * 60_000  # how often a cabinet fails, and for how long
CABINETS, LAMPS = 4, 25
KINDS = (("manhole", "井盖", 60), ("water_gauge", "水位计", 20))
WEST, SOUTH, EAST, NORTH = 106.545, 29.548, 106.575, 29.563  # 渝中区, within
BATTERY = "devices.battery"


def hung() -> tuple[Hung, ...]:
    """All devices, lamps first: each on its cabinet, a cabinet's lamps along a street."""
    rng = np.random.default_rng(361)
    found = []
    for cabinet in range(CABINETS):
        lon, lat = rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH)
        for lamp in range(LAMPS):
            code = f"LD-{cabinet + 1:02d}-{lamp + 1:03d}"
            place = (round(lon + lamp * 1e-4, 6), round(lat + lamp * 2e-5, 6))
            found.append(_one(code, f"{cabinet + 1} 号箱变 {lamp + 1} 号路灯", "lamp", place, f"XB-{cabinet + 1:02d}"))
    for kind, name, count in KINDS:
        for number in range(count):
            place = (round(rng.uniform(WEST, EAST), 6), round(rng.uniform(SOUTH, NORTH), 6))
            found.append(_one(f"{kind[:2].upper()}-{number + 1:04d}", f"{name} {number + 1}", kind, place, ""))
    return tuple(found)


def _one(code: str, name: str, kind: str, place: tuple[float, float], asset: str) -> Hung:
    return Hung(
        code, name, kind, *place, asset=asset, owner="城市管理局", repairer="市政设施维护中心", expect_every_s=EVERY_MS / 1000
    )


DEVICES = hung()


def play(since: datetime, until: datetime, _founded: datetime) -> Played:
    """What the batteries are at, a minute apart, each device at a second of its own."""
    first, last = (int(one.timestamp() * 1000) for one in (since, until))
    devices = np.arange(len(DEVICES))
    minutes = np.arange(first // EVERY_MS - 1, last // EVERY_MS + 1)
    device, minute = (part.ravel() for part in np.meshgrid(devices, minutes))
    at = minute * EVERY_MS + _mixed(device, 7) % EVERY_MS
    inside = (at >= first) & (at < last) & ~_silent(device, at)
    device, at = device[inside], at[inside]
    order = np.argsort(at, kind="stable")
    device, at = device[order], at[order]
    volts = 3.6 - 0.3 * (at % (86_400_000 * 30)) / (86_400_000 * 30) - (_mixed(device, 3) % 20) / 100
    nowhere = np.full(at.size, np.nan)
    numbers = np.zeros(at.size, np.int32)
    said = Readings(numbers, device.astype(np.int32), at, np.round(volts, 2), nowhere, nowhere)
    return Played((BATTERY,), tuple(one.code for one in DEVICES), said)


def _silent(device: Longs, at: Longs) -> NDArray[np.bool_]:
    alone: NDArray[np.bool_] = _mixed(device * 100_003 + at // OUTAGE_MS, 11) % ODDS == 0
    failure = at // FAILURE_MS
    cabinet = np.where(device < CABINETS * LAMPS, device // LAMPS, -1)
    together: NDArray[np.bool_] = (cabinet == failure % CABINETS) & (at % FAILURE_MS < FAILED_MS)
    return np.logical_or(alone, together)


def _mixed(number: Longs, salt: int) -> Longs:
    """Numbers that look like chance and are the same every time."""
    mixed = (number.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed ^ (mixed >> np.uint64(29))) >> np.uint64(20)).astype(np.int64)
