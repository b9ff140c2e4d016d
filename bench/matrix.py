"""Every category × every grid × every day of a matrix of responsibility, looked over at once: gaps, overlaps, vacant duties.

Beside it in the same run: the plain way, a table of cells painted line by line with numpy, at one moment and without posts.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bench.machine import line
from cityloop.decide.matrix.rules import Line
from cityloop.decide.matrix.solving import LADDER, Held, Period, solve
from cityloop.rulebook.standards import national

DISTRICTS, STREETS, COMMUNITIES, GRIDS = 38, 1_031, 11_270, 65_000
LINES, DAYS, TIMES = 20_000, 50, 3
DUTIES = tuple(f"department{number}" for number in range(30))
BEGIN = date(2026, 3, 1)
AFTER = "\uffff"


def measure() -> Iterator[str]:
    keys, grids = sorted(national()), codes()
    worlds = {"a line a class and district": plain(keys, grids), f"{LINES:,} lines, {DAYS} days": many(keys, grids)}
    for name, lines in worlds.items():
        held = [Held(duty, "50", None, None) for duty in DUTIES]
        held += [Held(DUTIES[place % 30], code, None, None) for place, code in enumerate(np.unique(grids.astype("U9")).tolist())]
        solve(lines[:10], held, keys, [Period(BEGIN, None, grids)])
        figures = []
        for _ in range(TIMES):
            began = time.perf_counter()
            found = solve(lines, held, keys, [Period(BEGIN, None, grids)])
            figures.append(time.perf_counter() - began)
        yield line(f"matrix {len(keys)} x {grids.size:,}: {name}", figures, "s", 10.0, least=False)
        cells = sum(fault.cells for fault in found.faults)
        yield f"matrix: {name}: {found.moments} moments, {len(found.faults):,} sentences for {cells:,} cells at fault"
        began = time.perf_counter()
        painted(lines, keys, grids)
        yield line(f"matrix: {name}: cells painted with numpy, one moment", [time.perf_counter() - began], "s", least=False)


def codes() -> NDArray[np.str_]:
    """As many grids as a large city has, in as many streets and communities, in the order of their codes."""
    district = np.arange(DISTRICTS) + 500101
    street = [f"{district[place % DISTRICTS]}{1 + place // DISTRICTS:03}" for place in range(STREETS)]
    community = [f"{street[place % STREETS]}{1 + place // STREETS:03}" for place in range(COMMUNITIES)]
    return np.array(sorted(f"{community[place % COMMUNITIES]}{1 + place // COMMUNITIES:03}" for place in range(GRIDS)))


def plain(keys: Sequence[str], grids: NDArray[np.str_]) -> list[Line]:
    """What a city begins with: each class in each district, without a fault."""
    classes, districts = sorted({key[:3] for key in keys}), np.unique(grids.astype("U6")).tolist()
    return [one(category, area, DUTIES[place % 30]) for place, category in enumerate(classes) for area in districts]


def many(keys: Sequence[str], grids: NDArray[np.str_]) -> list[Line]:
    """Lines of every depth, strewn, beginning and ending on many days."""
    random, found = np.random.default_rng(7), plain(keys, grids)
    while len(found) < LINES:
        key, grid = str(random.choice(keys)), str(random.choice(grids))
        since = BEGIN + timedelta(days=int(random.integers(0, DAYS)))
        until = since + timedelta(days=int(random.integers(1, DAYS))) if random.random() < 0.3 else None
        category, area = key[: random.choice([3, 6])], grid[: random.choice([6, 9, 9, 9, 12, 15])]
        found.append(one(category, area, DUTIES[int(random.integers(30))], since, until))
    return found


def one(category: str, area: str, duty: str, since: date = BEGIN, until: date | None = None) -> Line:
    return Line(category, area, duty, LADDER[2].value, "", (), "bench", since, until)


def painted(lines: Sequence[Line], keys: Sequence[str], grids: NDArray[np.str_]) -> int:
    """The plain way: a table of all cells, lines laid from the widest to the narrowest. How many cells are at fault."""
    best, count = np.zeros((grids.size, len(keys), 2), np.uint8), np.zeros((grids.size, len(keys)), np.uint8)
    for one in sorted((said for said in lines if said.since <= BEGIN), key=lambda one: (len(one.area), len(one.category))):
        rows = slice(*np.searchsorted(grids, [one.area, one.area + AFTER]))
        columns = slice(*np.searchsorted(keys, [one.category, one.category + AFTER]))
        cell = best[rows, columns]
        deeper = len(one.category) + 1 >= cell[..., 1]
        same = (len(one.category) + 1 == cell[..., 1]) & (len(one.area) == cell[..., 0])
        count[rows, columns] = np.where(same, count[rows, columns] + 1, np.where(deeper, 1, 0))
        cell[..., 0], cell[..., 1] = len(one.area), np.maximum(cell[..., 1], len(one.category) + 1)
    return int((count != 1).sum())
