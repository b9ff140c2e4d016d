"""Believable drives from a seed: recorded movement laid on the demo's routes, with planted wrongs and decoys."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Longs, Readings
from cityloop.kernels.stops import METRES_A_DEGREE
from cityloop.rulebook import Played
from scenarios.trucks.kernels import Circles, inside
from scenarios.trucks.movement import Piece, halt, jitter_m, trip
from scenarios.trucks.permits import TRUCKS, Route, permitted, plate, route_of

HOUR_S = 3600.0
CURFEWS_H = ((7.0, 9.0), (17.0, 19.0))  # local hours; invented, a city sets its own
UTC_H = 8.0
GRACE_S = 300.0
OFF_M, SPEEDING_KMH = 50.0, 66.0
LEAST_S = {"dumping": 180.0, "overspeed": 10.0, "off_route": 30.0, "curfew": 60.0}  # shorter is no wrong yet

TRIP_ODDS = {"dumping": 0.2, "overspeed": 0.2, "off_route": 0.2, "curfew": 0.4}
DECOYS = ("light", "jam", "loading", "unloading")
LEAST_RUN_S = 300.0  # a forbidden drive is at least so long, or the truck waits
CLEAR_M = 700.0  # wrongs are planted this far from places where standing is allowed
DETOUR_LONG_M, DETOUR_WIDE_M = (1800.0, 3000.0), (150.0, 500.0)

LOST, UNPLACED = 0.01, 0.005  # share of fixes that never come, or come without a place
TUNNELS_AN_HOUR, TUNNEL_S = 2.0, (60.0, 150.0)
SPEED_NOISE_KMH = 0.5


Detour = tuple[float, float, float]  # its middle and length along the route and its width, negative to the right; metres


class Planted(NamedTuple):
    """What was put into a drive on purpose: a wrong, named as its detector, or a decoy. Times in milliseconds UTC."""

    kind: str
    subject: int
    began: int
    ended: int


class Drive(NamedTuple):
    """A truck from fix to fix: when (s from the beginning), speed, how far along and aside of its route, doing what."""

    seconds: Floats
    kmh: Floats
    along_m: Floats
    aside_m: Floats
    kind: NDArray[np.str_]
    forbidden: NDArray[np.bool_]  # driving in forbidden hours on purpose


BLOCK = timedelta(hours=6)


def play(since: datetime, until: datetime, _founded: datetime) -> Played:
    """What the trucks say in the stretch. The day is cut into blocks, and each block is always the same."""
    parts = []
    first, last = int(since.timestamp() // BLOCK.total_seconds()), int(until.timestamp() // BLOCK.total_seconds())
    for block in range(first, last + 1):
        said = _block(block)
        inside = (said.at >= since.timestamp() * 1000) & (said.at < until.timestamp() * 1000)
        parts.append(said.take(np.flatnonzero(inside)))
    plates = tuple(plate(truck) for truck in range(TRUCKS))
    return Played(("trucks.position",), plates, Readings._make(map(np.concatenate, zip(*parts, strict=True))))


@lru_cache(maxsize=2)
def _block(number: int) -> Readings:
    began = datetime.fromtimestamp(number * BLOCK.total_seconds(), UTC)
    return drives(number, began, BLOCK.total_seconds() / HOUR_S, TRUCKS)[0]


def drives(seed: int, began: datetime, hours: float, trucks: int) -> tuple[Readings, list[str], list[Planted]]:
    """What `trucks` say in `hours` from `began` (aware), their plates by subject, and what was planted.

    One signal: `value` is the speed in km/h, with the place. The same arguments give the same drives.
    """
    start_ms = round(began.timestamp() * 1000)
    said, planted = [], []
    for truck in range(trucks):
        rng = np.random.default_rng([seed, truck])
        drive = _drive(rng, route_of(truck), start_ms / 1000.0, hours * HOUR_S)
        said.append(_said(rng, route_of(truck), drive, truck, start_ms))
        planted += _planted(drive, truck, start_ms)
    readings = Readings(*(np.concatenate(columns) for columns in zip(*said, strict=True)))
    return readings.take(np.argsort(readings.at, kind="stable")), [plate(truck) for truck in range(trucks)], planted


def _drive(rng: Generator, route: Route, start_s: float, length_s: float) -> Drive:
    """There and back again until the time is over: load, drive, unload, drive."""
    parts: list[Drive] = []
    clock_s, out = 0.0, True
    while clock_s < length_s:
        pieces = [halt(rng, "loading" if out else "unloading")]
        plan = {kind for kind, odds in TRIP_ODDS.items() if rng.random() < odds}
        due_m, detour = _due(rng, route, plan, out)
        way = trip(rng, route.along_m[-1], due_m)
        leave_s = start_s + clock_s + _length_s(pieces)
        wait_s, run = _curfew(leave_s, _length_s(way), bold="curfew" in plan)
        if wait_s > 0.0:
            pieces.append(halt(rng, pieces[0].kind, wait_s))
        part = _laid(pieces + way, clock_s, start_s, route, out, detour)
        parts.append(part._replace(forbidden=part.forbidden & run))
        clock_s, out = float(part.seconds[-1]), not out
    whole = Drive._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
    within = whole.seconds < length_s
    return Drive._make(column[within] for column in whole)


def _due(rng: Generator, route: Route, plan: set[str], out: bool) -> tuple[dict[str, float], Detour | None]:
    """Where on the way dumping and overspeed are due, and the detour."""
    places = permitted()
    clear = ~inside(Circles(places.lon, places.lat, places.radius_m + CLEAR_M), route.lon, route.lat)
    part = route.along_m / route.along_m[-1]
    middle = np.flatnonzero(clear & (part > 0.25) & (part < 0.7))
    at_m = {kind: float(route.along_m[rng.choice(middle)]) for kind in ("dumping", "overspeed", "off_route")}
    detour = None
    if "off_route" in plan:
        at_m["dumping"] = at_m["off_route"]  # who leaves the route to dump does it out there
        side = float(rng.choice([-1.0, 1.0]))
        detour = (at_m["off_route"], rng.uniform(*DETOUR_LONG_M), side * rng.uniform(*DETOUR_WIDE_M))
    length_m = float(route.along_m[-1])
    due = {}
    for kind in sorted(plan & {"dumping", "overspeed"}):  # a set has another order in every process
        due[kind] = at_m[kind] if out else length_m - at_m[kind]
    return due, detour


def _curfew(leave_s: float, way_s: float, bold: bool) -> tuple[float, bool]:
    """How long a truck waits for forbidden hours to pass, and whether it drives in them: the bold may."""
    local_h = (leave_s / HOUR_S + UTC_H) % 24.0
    for from_h, to_h in CURFEWS_H:
        driven_s = (min(local_h + way_s / HOUR_S, to_h) - max(local_h, from_h)) * HOUR_S
        if driven_s > 0.0:
            if bold and driven_s - 2.0 * GRACE_S > LEAST_RUN_S:
                return 0.0, True
            return (to_h - local_h) * HOUR_S, False
    return 0.0, False


def _laid(pieces: list[Piece], clock_s: float, start_s: float, route: Route, out: bool, detour: Detour | None) -> Drive:
    step_s = np.concatenate([piece.step_s for piece in pieces])
    step_m = np.concatenate([piece.step_m for piece in pieces])
    seconds, gone_m = clock_s + np.cumsum(step_s), np.cumsum(step_m)
    along_m = gone_m if out else route.along_m[-1] - gone_m
    aside_m = np.zeros(seconds.size)
    if detour is not None:
        middle_m, long_m, wide_m = detour
        part = np.clip((along_m - middle_m) / long_m + 0.5, 0.0, 1.0)
        aside_m = wide_m * np.sin(np.pi * part) ** 2
    hour = ((start_s + seconds) / HOUR_S + UTC_H) % 24.0
    grace_h = GRACE_S / HOUR_S
    spans = [(hour > from_h + grace_h) & (hour < to_h - grace_h) for from_h, to_h in CURFEWS_H]
    kind = np.repeat([piece.kind for piece in pieces], [piece.step_s.size for piece in pieces])
    return Drive(seconds, 3.6 * step_m / step_s, along_m, aside_m, kind, np.logical_or.reduce(spans))


def _said(rng: Generator, route: Route, drive: Drive, truck: int, start_ms: int) -> Readings:
    """The fixes of a drive: on the route plus what is aside of it and recorded jitter; some are lost, some unplaced."""
    size = drive.seconds.size
    east, north = jitter_m(rng, size)
    lon, lat = (np.interp(drive.along_m, route.along_m, column) for column in (route.lon, route.lat))
    narrow = np.cos(np.radians(lat))
    ahead_east, ahead_north = np.gradient(route.lon, route.along_m), np.gradient(route.lat, route.along_m)
    ahead_east, ahead_north = (np.interp(drive.along_m, route.along_m, ahead) for ahead in (ahead_east, ahead_north))
    east -= drive.aside_m * ahead_north * METRES_A_DEGREE
    north += drive.aside_m * ahead_east * METRES_A_DEGREE * narrow
    kept = (rng.random(size) >= LOST) & ~_in_tunnel(rng, drive)
    lon, lat = lon + east / (METRES_A_DEGREE * narrow), lat + north / METRES_A_DEGREE
    lon[rng.random(size) < UNPLACED] = np.nan
    kmh = np.maximum(drive.kmh + rng.normal(0.0, SPEED_NOISE_KMH, size), 0.0)
    at = start_ms + np.round(drive.seconds * 1000.0).astype(np.int64)
    none, subject = np.zeros(size, np.int32), np.full(size, truck, np.int32)
    return Readings._make((none, subject, at, np.round(kmh, 1), np.round(lon, 6), np.round(lat, 6))).take(kept)


def _in_tunnel(rng: Generator, drive: Drive) -> NDArray[np.bool_]:
    """Short silences while driving as one should, so that no planted wrong is lost in one."""
    silent = np.zeros(drive.seconds.size, np.bool_)
    for _ in range(rng.poisson(TUNNELS_AN_HOUR * drive.seconds[-1] / HOUR_S)):
        began_s = rng.uniform(0.0, drive.seconds[-1])
        silent |= (drive.seconds > began_s) & (drive.seconds < began_s + rng.uniform(*TUNNEL_S))
    silent &= (drive.kind == "drive") & (drive.aside_m == 0.0)
    return silent


def _planted(drive: Drive, truck: int, start_ms: int) -> list[Planted]:
    at: Longs = start_ms + np.round(drive.seconds * 1000.0).astype(np.int64)
    holds = {kind: drive.kind == kind for kind in ("dumping", *DECOYS)}
    holds["overspeed"] = drive.kmh > SPEEDING_KMH
    holds["off_route"] = np.abs(drive.aside_m) > OFF_M
    holds["curfew"] = drive.forbidden
    planted = []
    for kind, held in holds.items():
        edges = np.flatnonzero(np.diff(np.r_[False, held, False]))
        planted += [Planted(kind, truck, int(at[first]), int(at[last - 1])) for first, last in edges.reshape(-1, 2)]
    return [wrong for wrong in planted if wrong.ended - wrong.began >= LEAST_S.get(wrong.kind, 0.0) * 1000.0]


def _length_s(pieces: list[Piece]) -> float:
    return float(sum(piece.step_s.sum() for piece in pieces))
