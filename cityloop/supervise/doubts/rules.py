"""What is odd about cases, on columns. Pure: tables of cases in, doubts out. The bounds are ours and stand here."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from cityloop.kernels.beside import pairs
from cityloop.kernels.bunching import BINS, REACH, jump

MINUTE, DAY = 60.0, 86_400.0
SOON_S = 2 * MINUTE  # a look on the spot that was answered sooner was not on the spot
NEAR_M = 50.0
AGAIN_S = 14 * DAY
SPLIT_S = 2 * 3600.0
SPLIT = 3  # cases of one category at one place within SPLIT_S
OFF_S = 60.0  # how far a time in a case may be from when it was told
NOTE = 12  # characters: shorter notes are alike by chance
DEGREE_M = 111_195.0
RARE = 0.001  # how often chance may make as many ends just before their limits
MANY = 1.5  # times what was to be expected there
TOLD = {"CaseFiled": "filed", "CaseDispatched": "dispatched", "CaseClosed": "closed"}


class Kind(StrEnum):
    """What is odd."""

    early = "early"
    unseen = "unseen"
    pieces = "pieces"
    redated = "redated"
    copied = "copied"
    alike = "alike"
    again = "again"
    bunched = "bunched"


class Doubt(NamedTuple):
    """A case, what is odd about it, the other case it has to do with (0 if none), and a number that says how odd: seconds,
    bits or cases. `about` are the numbers of a test, where there was one."""

    kind: Kind
    case: int
    other: int
    says: str
    number: float
    about: Mapping[str, float] = {}


def early(cases: Mapping[str, np.ndarray], looks: tuple[np.ndarray, np.ndarray]) -> Iterator[Doubt]:
    """Closed without a look before closing, or with one answered sooner than anybody can be on the spot. Cases in the order of
    their numbers; of each look the case and how many seconds it took."""
    of, took = looks
    place = np.minimum(np.searchsorted(cases["id"], of), max(cases["id"].size - 1, 0))
    known = cases["id"][place] == of if cases["id"].size else np.zeros(of.size, bool)
    soonest = np.full(cases["id"].size, np.inf)
    np.minimum.at(soonest, place[known], took[known])
    after = cases["closed"] - cases["done"]
    for row in np.flatnonzero(~np.isnan(after) & ((soonest < SOON_S) | np.isinf(soonest))).tolist():
        case = int(cases["id"][row])
        if np.isinf(soonest[row]):
            yield Doubt(Kind.unseen, case, 0, "closed without a look on the spot", float(after[row]))
        else:
            yield Doubt(Kind.early, case, 0, "the look came too soon to be on the spot", float(soonest[row]))


def near(cases: Mapping[str, np.ndarray]) -> Iterator[Doubt]:
    """Cases of one category within 50 metres: many within two hours, or one within 14 days after another was closed."""
    order = np.argsort(cases["opened"], kind="stable")
    x = (cases["lon"] * DEGREE_M * np.cos(np.radians(cases["lat"])))[order]
    y = (cases["lat"] * DEGREE_M)[order]
    order, x, y = (column[~np.isnan(x)] for column in (order, x, y))
    _, category = np.unique(cases["category_code"][order].astype(str), return_inverse=True)
    row, other = pairs(x, y, category, NEAR_M)
    for group in np.split(np.arange(row.size), np.flatnonzero(np.diff(row)) + 1) if row.size else ():
        yield from _near(cases, int(order[row[group[0]]]), order[other[group]].tolist())


def _near(cases: Mapping[str, np.ndarray], row: int, close: Sequence[int]) -> Iterator[Doubt]:
    opened, ids = cases["opened"], cases["id"]
    beside = [other for other in close if opened[row] - opened[other] <= SPLIT_S]
    if len(beside) + 1 >= SPLIT:
        yield Doubt(Kind.pieces, int(ids[row]), int(ids[beside[0]]), "many of one kind at one place", float(len(beside) + 1))
    closed = [other for other in close if 0 <= opened[row] - cases["closed"][other] <= AGAIN_S]
    if closed:
        last = max(closed, key=lambda other: float(cases["closed"][other]))
        since = float(opened[row] - cases["closed"][last])
        yield Doubt(Kind.again, int(ids[row]), int(ids[last]), "reported again soon after closing", since)


def redated(cases: Mapping[str, np.ndarray], told: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Iterator[Doubt]:
    """Times that stand in a case and are not when it was told; of several facts of a kind any may be the one."""
    ids = cases["id"]
    for kind, (of, micros) in told.items():
        said = cases[TOLD[kind]]
        place = np.minimum(np.searchsorted(ids, of), max(ids.size - 1, 0))
        known = ids[place] == of if ids.size else np.zeros(of.size, bool)
        off = np.full(ids.size, np.inf)
        np.minimum.at(off, place[known], np.abs(said[place[known]] - micros[known] / 1e6))
        for row in np.flatnonzero((off > OFF_S) & np.isfinite(off)).tolist():
            yield Doubt(Kind.redated, int(ids[row]), 0, f"{TOLD[kind]} is not when it was told", float(off[row]))


def copied(proofs: Sequence[tuple[int, str, str, Sequence[str]]]) -> Iterator[Doubt]:
    """The same photo, or the same long note by the same person, in another case before."""
    first: dict[tuple[str, str], int] = {}
    for case, by, note, photos in sorted(proofs, key=lambda one: one[0]):
        shown = [("photo", name) for name in photos]
        shown += [(f"note of {by}", " ".join(note.split()))] if len(note.strip()) >= NOTE else []
        for what in shown:
            other = first.setdefault(what, case)
            if other != case:
                yield Doubt(Kind.copied, case, other, f"the same {what[0].partition(' ')[0]} as in another case", 1.0)


def alike(proofs: Sequence[tuple[int, int, int]], known: set[tuple[int, int]]) -> Iterator[Doubt]:
    """A picture like one that was shown before: the case, where it was shown first (maybe in this case, before the work was sent
    back), and in how many of 64 bits they differ. Pairs that are `known` as copies are not said twice."""
    for case, other, bits in sorted(set(proofs)):
        if (case, other) not in known:
            yield Doubt(Kind.alike, case, other, "a picture like one shown before", float(bits))


def bunched(cases: Mapping[str, np.ndarray], posts: Sequence[str]) -> Iterator[Doubt]:
    """Cases done just before they were due, of those at whose posts far more are than chance makes."""
    limit = cases["due"] - cases["dispatched"]
    with np.errstate(all="ignore"):
        share = np.where(limit > MINUTE, (cases["done"] - cases["due"]) / limit, np.nan)
    names, post = np.unique(np.asarray(posts, dtype=str), return_inverse=True)
    for number, name in enumerate(names):
        own = np.flatnonzero((post == number) & ~np.isnan(share))
        found = jump(share[own])
        if found is None or found.chance >= RARE or found.before < MANY * max(found.expected, 1.0):
            continue
        about = {"before": found.before, "expected": round(found.expected, 1), "after": found.after, "chance": found.chance}
        for row in own[(share[own] > -REACH / BINS) & (share[own] <= 0)]:
            left = float(cases["due"][row] - cases["done"][row])
            yield Doubt(Kind.bunched, int(cases["id"][row]), 0, f"done just before the limit, as many at {name}", left, about)
