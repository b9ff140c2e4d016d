"""The machine, the versions, and how a figure is printed."""

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

PARTS = ("numpy", "numba", "pyarrow", "msgspec", "fastapi", "uvicorn", "sqlalchemy", "shapely", "wntr")


def about() -> str:
    """One line on the machine, one on the versions."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores {model}, {memory:.0f} GiB, {platform.platform()}, Python {platform.python_version()}"
    return machine + "\n" + ", ".join(f"{part} {version(part)}" for part in PARTS)


def runs(measure: Callable[[], float], times: int = 5) -> list[float]:
    return [measure() for _ in range(times)]


def line(what: str, figures: Sequence[float], unit: str, target: float | None = None, least: bool = True) -> str:
    """The median with the smallest and largest, and whether the target is met."""
    middle = statistics.median(figures)
    verdict = ""
    if target is not None:
        met = middle >= target if least else middle <= target
        verdict = f"   target {'≥' if least else '≤'} {_short(target)}: {'met' if met else 'MISSED'}"
    spread = f"({_short(min(figures))} – {_short(max(figures))}, {len(figures)} runs)"
    return f"{what:<58} {_short(middle):>9} {unit:<12} {spread}{verdict}"


def ratio(what: str, ours: Sequence[float], theirs: Sequence[float], target: float) -> str:
    """How many times the peer of the same run we are, by medians."""
    times = statistics.median(ours) / statistics.median(theirs)
    return f"   {times:,.1f} × {what}   target ≥ {target:,g}: {'met' if times >= target else 'MISSED'}"


def _short(figure: float) -> str:
    for size, name in ((1e6, " M"), (1e3, " k")):
        if abs(figure) >= size:
            return f"{figure / size:.2f}{name}"
    return f"{figure:.3g}"
