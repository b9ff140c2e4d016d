"""Grouping: the storms that thousands of findings are part of, worked out on columns and not on alerts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Findings, Ints
from cityloop.kit.work import Work
from cityloop.places.areas.queries import CITY
from cityloop.rulebook import Detector
from cityloop.sense.alerts import queries
from cityloop.sense.alerts.rules import moment
from cityloop.sense.alerts.storms import DISTRICT, STREET, Key
from cityloop.sense.devices import queries as devices
from cityloop.sense.devices.grounds import Grounds
from cityloop.sense.mutes import queries as mutes

MASS = 1000  # findings of one turn: of more not each gets an alert
ASKED = 20_000  # of so many it is asked what they hang on; of more, only where they stand counts
LONE, TAKEN = -1, -2

Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]


class Parted(NamedTuple):
    """Rows of findings: subjects of whom it is said that they are back, and those that are news; and of each row whether
    it lasts."""

    back: Rows
    news: Rows
    lasts: Bools


class Storm(NamedTuple):
    """Rows that are one storm; `mute` is why nobody is called."""

    key: Key
    rows: Rows
    mute: int | None


class Rank(NamedTuple):
    """What rows may have in common: of each the place of its key, -1 for none; and how many make a storm."""

    place: Ints
    keys: Sequence[Key]
    least: int


def part(findings: Findings, still: NDArray[np.generic], storm_of: Ints) -> Parted:
    """Who is back, and who is news. Of findings in the order of subject and beginning; `still` says by subject whether the
    last one lasts, `storm_of` by row in which storm the subject is as a number already.

    >>> said = np.array([3, 3, 5], np.int32), np.array([0, 9, 4]), np.array([5, 12, 12]), *[np.zeros(3)] * 3
    >>> parted = part(Findings(*said), np.array([0, 0, 0, 1, 0, 1]), np.array([8, 8, 0], np.int32))
    >>> parted.back, parted.news, parted.lasts
    (array([0]), array([1, 2]), array([False,  True,  True]))
    """
    edge = findings.subject[1:] != findings.subject[:-1]
    first, last = np.append(True, edge), np.append(edge, True)
    lasts = last & (still[findings.subject] != 0)
    known = first & (storm_of != 0)
    return Parted(np.flatnonzero(known & ~lasts), np.flatnonzero(~known), lasts)


def grouped(work: Work, detector: Detector, news: Findings, lasts: Bools) -> list[Storm]:
    """The storms that these findings are part of; what is in none is for an alert each.

    More than a thousand are a mass: they are one storm by what they hang on (if they are few enough to ask), by street, by
    district, or all over the city. Fewer only join a storm that is a crowd already, so that it does not matter in how many
    turns the readings of a mass are read.
    """
    size, raging = news.subject.size, queries.storms(work, detector.name)
    mass = size > MASS and detector.fold_at > 0
    into = {key for key, head in raging.items() if mass or head.crowd}
    if not size or (not mass and not into):
        return []
    ground, group = devices.grounds(work), np.full(size, LONE, np.int16)
    grids = ground.grids_of(news.subject)
    if mass:
        group[_standing(work, detector, news, lasts)] = TAKEN
    keys: list[Key] = []
    held = _quiet(work, detector, news.subject, ground.codes, grids)
    for mute, rows in held.items():
        _set_apart(group, rows, keys, Key("quiet", str(mute)), into, least=MASS if mass else size)
    ranks = _ranks(work, detector, news.subject, ground, grids)
    for rank in ranks:
        _fold(group, rank, keys, [str(key) in into for key in rank.keys])
    for rank in ranks if mass else ():
        free = group == LONE
        _fold(group, rank, keys, np.bincount(rank.place[free & (rank.place >= 0)], minlength=len(rank.keys)) >= rank.least)
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group[group >= 0], minlength=len(keys))
    bounds = size - sizes.sum() + np.append(0, np.cumsum(sizes))
    muted = {Key("quiet", str(mute)): mute for mute in held}
    groups = [Storm(key, order[bounds[at] : bounds[at + 1]], muted.get(key)) for at, key in enumerate(keys)]
    return [group for group in groups if group.rows.size]


def _standing(work: Work, detector: Detector, news: Findings, lasts: Bools) -> Bools:
    """Those that have an alert of their own, and those few that are over before it was seen that they are many: both are
    for an alert each, which is the same however often it is said."""
    over = ~lasts
    if np.count_nonzero(over) > MASS:
        since, over = moment(int(news.ended[over].min())) - detector.quiet, np.zeros(over.size, bool)
    else:
        since = work.now
    known = work.frames.subjects.known_of(list(queries.standing(work, detector.name, since)))
    numbers = np.array([number for number in known if number is not None], np.int32)
    return over | (np.isin(news.subject, numbers) if numbers.size else np.zeros(over.size, bool))


def _quiet(work: Work, detector: Detector, subject: Ints, codes: NDArray[np.str_], grids: Ints) -> dict[int, Rows]:
    """The rows that each mute covers, the first that does."""
    found, free = dict[int, Rows](), np.ones(subject.size, bool)
    for mute in mutes.in_force(work):
        if mute.detector not in ("", detector.name):
            continue
        covered = free & np.char.startswith(codes, mute.area)[grids]
        if mute.subject:
            covered &= subject == work.frames.subjects.known(mute.subject)
        free &= ~covered
        if covered.any():
            found[mute.id] = np.flatnonzero(covered)
    return found


def _ranks(work: Work, detector: Detector, subject: Ints, ground: Grounds, grids: Ints) -> list[Rank]:
    """What a mass may have in common, narrowest first."""
    at, nowhere = detector.fold_at, np.zeros(0, np.int32)
    ranks = [] if subject.size > ASKED else [_hung(work, subject, at)]
    for digits, least in ((STREET, at), (DISTRICT, 3 * at)):
        inside = np.char.str_len(ground.codes) >= digits
        names, place = np.unique(ground.codes.astype(f"U{digits}")[inside], return_inverse=True)
        of_grid = np.full(ground.codes.size, LONE, np.int32)
        of_grid[inside] = place
        ranks.append(Rank(of_grid[grids] if of_grid.size else nowhere, [Key("area", str(name)) for name in names], least))
    return [*ranks, Rank(np.zeros(subject.size, np.int32), [Key("area", CITY)], MASS)]


def _hung(work: Work, subject: Ints, least: int) -> Rank:
    names = [work.frames.subjects[number] for number in subject.tolist()]
    hangs_on = devices.assets(work, names)
    assets = sorted({asset for asset in hangs_on.values() if asset})
    place = {asset: at for at, asset in enumerate(assets)}
    places = np.array([place.get(hangs_on.get(name, ""), LONE) for name in names], np.int32)
    return Rank(places, [Key("network", asset) for asset in assets], least)


def _fold(group: NDArray[np.int16], rank: Rank, keys: list[Key], folds: Sequence[bool] | Bools) -> None:
    """Put the rows that are in no group yet into those of their keys that fold."""
    chosen = np.flatnonzero(np.append(folds, False))
    if not chosen.size:
        return
    number = np.full(len(rank.keys) + 1, LONE, np.int16)  # the last is for what has nothing in common
    for at in chosen.tolist():
        if rank.keys[at] not in keys:
            keys.append(rank.keys[at])
        number[at] = keys.index(rank.keys[at])
    free = np.flatnonzero(group == LONE)
    group[free] = number[rank.place[free]]


def _set_apart(group: NDArray[np.int16], rows: Rows, keys: list[Key], key: Key, into: set[str], least: int) -> None:
    """Put what a mute covers into a group of its own, or leave it for an alert each."""
    rows = rows[group[rows] == LONE]
    if rows.size > least or (rows.size and str(key) in into):
        keys.append(key)
        group[rows] = len(keys) - 1
    else:
        group[rows] = TAKEN
