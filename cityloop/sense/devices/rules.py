"""What may be registered. Pure."""

import math
import re
from enum import StrEnum
from typing import NamedTuple

CODE = re.compile(r"[^\s/\\#+]{1,128}")
LONGEST = 200
KEEPER = "device_keeper"  # the duty that registers devices and answers for their being heard
MOST_S = 366 * 86_400.0
BAD_CODE = "A code has 1 to 128 visible characters, none of them a space, /, \\, # or +."
BAD_TEXT = f"Name and kind must be given; no text is longer than {LONGEST} characters or has unprintable ones."


class Life(StrEnum):
    """Where a device stands in its life."""

    planned = "planned"  # not there yet: nothing is expected of it
    active = "active"
    suspended = "suspended"  # taken down or in repair
    retired = "retired"


class Entry(NamedTuple):
    """A device as someone says it is. `area` may be empty: then the place says it."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    area: str = ""
    maker: str = ""
    owner: str = ""
    repairer: str = ""
    asset: str = ""
    expect_every_s: float = 3600.0
    life: Life = Life.active


def why_not(entry: Entry, grid: str, city: str) -> str:
    """Why the entry cannot be registered, or nothing. `grid` is the area its place lies in, `city` the city's own code.

    >>> why_not(Entry("a", "Gauge", "water", float("nan"), 29.5), "50", "50")
    'It has no place: give lon and lat.'
    >>> why_not(Entry("a", "Gauge", "water", 106.5, 29.5, area="500104"), "500103001001001", "50")
    'It is in two places: its point lies in 500103001001001, not in 500104.'
    """
    texts = (entry.name, entry.kind, entry.maker, entry.owner, entry.repairer, entry.asset)
    wrongs = (
        (not CODE.fullmatch(entry.code) or not entry.code.isprintable(), BAD_CODE),
        (not (entry.name and entry.kind) or any(map(_unfit, texts)), BAD_TEXT),
        (not (math.isfinite(entry.lon) and math.isfinite(entry.lat)), "It has no place: give lon and lat."),
        (grid == city, "It has no place in this city: its point lies outside every area."),
        (not grid.startswith(entry.area), f"It is in two places: its point lies in {grid}, not in {entry.area}."),
        (not 0 < entry.expect_every_s <= MOST_S, "It reports every so many seconds: more than none, at most a year."),
    )
    return next((reason for wrong, reason in wrongs if wrong), "")


def _unfit(text: str) -> bool:
    return len(text) > LONGEST or bool(text and not text.isprintable())
