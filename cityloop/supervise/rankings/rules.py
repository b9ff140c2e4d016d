"""Which cases compare with which. Pure."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from cityloop.kernels.columns import Floats, Ints
from cityloop.kit.errors import Refused
from cityloop.rulebook.rulebook import CITY_OFFSET_MS
from cityloop.rulebook.scoring import Yardstick

HOURS = (0, 6, 12, 18, 22)  # night to six, morning, afternoon, evening to ten, night again
DAY_S = 86_400


class NotRankable(Refused):
    """{yardstick} is not a share of cases: a ranking can be adjusted only where each case ends well or does not."""

    status = 422


class Ranked(NamedTuple):
    """One that is compared: how many cases, its raw value, what its mix would give everybody together, the adjusted value with
    its standard error in points of percent, and both places."""

    group: str
    cases: int
    raw: float
    expected: float
    adjusted: float
    error: float
    raw_place: int
    place: int


def shares(one: Yardstick) -> tuple[str, str]:
    """The counts of good cases and of all, if the yardstick is a share of cases."""
    if one.whole is None or one.unit != "percent" or one.better == "none":
        raise NotRankable(yardstick=one.name)
    if one.part.formula.does != "name" or one.whole.formula.does != "name":
        raise NotRankable(yardstick=one.name)
    return one.part.formula.name, one.whole.formula.name


def cells(table: pa.Table, opened: Floats, rows: Ints) -> tuple[Ints, Ints]:
    """For each of these cases its cell (category, grade, part of the day) and its category."""
    category = table["category_code"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)[rows]
    grade = table["warning"].to_numpy()[rows]
    hour = ((opened[rows] + CITY_OFFSET_MS / 1000) % DAY_S) / 3600
    part = np.searchsorted(HOURS, hour, side="right") % len(HOURS)  # from ten at night on it is 0, until six 1: both are night
    part = np.where(part == 0, 1, part)
    return (category.astype(np.int64) * 100 + grade * 10 + part).astype(np.int32), category.astype(np.int32)
