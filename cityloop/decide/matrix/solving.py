"""A whole matrix looked over at once: every category × every grid × every day, in rectangles and not in cells. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.decide.matrix.rules import CITY, Fault, Kind, Line, Spot, Whole
from cityloop.kernels.covering import GAP, KINDS, LEVELS, OVERLAP, Cover, Runs, Stands, Tree, faults
from cityloop.rulebook import Level

Texts = NDArray[np.str_]
LADDER = (Level.city, Level.district, Level.street, Level.community, Level.grid)
LEVEL_OF = {level.digits: place for place, level in enumerate(LADDER)}
AFTER = "\uffff"  # sorts behind every code
RANK = {Kind.gap: 0, Kind.overlap: 1, Kind.vacant: 2}
MOST = 2000  # faults that are put into words, of a period; more are counted
KIND_OF = {GAP: Kind.gap, OVERLAP: Kind.overlap}
STEPS = (0, 1, 3)  # lengths of beginnings of a key that are classes: all, its letter, its letter and two digits


class Held(NamedTuple):
    """That somebody holds a duty in an area, from a day on and before another, each if it is said."""

    duty: str
    area: str
    since: date | None
    until: date | None


class Period(NamedTuple):
    """Days during which the tree stays as it is, `until` not among them, and the codes of its grids, sorted."""

    since: date
    until: date | None
    grids: Texts


def solve(lines: Sequence[Line], held: Sequence[Held], keys: Sequence[str], periods: Sequence[Period]) -> Whole:
    """Everything that is wrong with these lines for these keys, sorted, in those periods, which follow each other."""
    found, moments, untold = list[Fault](), 0, 0
    for period in periods:
        span = _Span(lines, held, keys, period)
        told, more = span.faults()
        found, moments, untold = found + told, moments + len(span.days), untold + more
    ordered = sorted(_joined(found), key=lambda one: (RANK[one.kind], one.since, one.classes, one.spots))
    return Whole(tuple(ordered), untold, len(keys), max((period.grids.size for period in periods), default=0), moments)


class _Alike(NamedTuple):
    """Runs of the kernel that differ in the node alone."""

    value: int
    begin: int
    end: int
    ranges: tuple[tuple[int, int], ...]
    nodes: set[int]


class _Spot(NamedTuple):
    """A node at fault, but for some nodes below it."""

    node: int
    apart: tuple[int, ...]


class _Span:
    """One period laid out as columns for the kernel."""

    def __init__(self, lines: Sequence[Line], held: Sequence[Held], keys: Sequence[str], period: Period) -> None:
        self._lines, self._keys, self._period = lines, np.array(keys, np.str_), period
        self._row = [place for place, line in enumerate(lines) if self._lasts(line.since, line.until)]
        lasting = [one for one in held if self._lasts(one.since, one.until)]
        self.days = self._moments([*(lines[row] for row in self._row), *lasting])
        self._duties = sorted({lines[row].duty for row in self._row})
        duties = set(self._duties)
        self._held = [one for one in lasting if one.duty in duties]
        self.codes, self.tree = self._tree({*(lines[row].area for row in self._row), *(one.area for one in self._held), CITY})
        self._node = {code: place for place, code in enumerate(self.codes)}

    def faults(self) -> tuple[list[Fault], int]:
        """The faults, the gravest first, and how many more there are than are put into words."""
        self._row = sorted((row for row in self._row if self._lines[row].area in self._node), key=self._node_of)
        self._at = defaultdict[str, list[int]](list)
        for row in self._row:
            self._at[self._lines[row].area].append(row)
        runs = faults(self.tree, self._cover(), self._stands(), self._keys.size, len(self.days), len(self._duties))
        groups, count = _gathered(runs)
        below: defaultdict[int, list[int]] = defaultdict(list)
        for node, parent in enumerate(self.tree.parent.tolist()):
            below[parent].append(node)
        return [self._fault(one, _lifted(one.nodes, below, self.tree)) for one in groups], count - len(groups)

    # the world as columns --------------------------------------------------------------------------------------------

    def _lasts(self, since: date | None, until: date | None) -> bool:
        begun = self._period.until is None or since is None or since < self._period.until
        return begun and (until is None or until > self._period.since) and not (since and until and until <= since)

    def _moments(self, dated: Sequence[Any]) -> list[date]:
        """The days on which something changes, the first of the period among them."""
        days = {day for one in dated for day in (one.since, one.until) if day and self._lasts(day, None)}
        return sorted({self._period.since, *(day for day in days if day > self._period.since)})

    def _tree(self, areas: set[str]) -> tuple[list[str], Tree]:
        """The areas that lines or posts speak of, with at least a grid on the map, in the order of their codes."""
        codes = np.array(sorted(areas), np.str_)
        first = np.searchsorted(self._period.grids, codes)
        size = np.searchsorted(self._period.grids, np.char.add(codes, AFTER)) - first
        there = (size > 0) | (codes == CITY)
        codes, size = codes[there], size[there].astype(np.int64)
        parent, rung = np.full(codes.size, -1, np.int32), np.zeros(codes.size, np.int32)
        last, leaves, above = np.zeros(codes.size, np.int32), size.copy(), list[int]()
        for place, code in enumerate(codes.tolist()):
            while above and not code.startswith(codes[above[-1]]):
                last[above.pop()] = place
            if above:
                parent[place], rung[place] = above[-1], len(above)
                leaves[above[-1]] -= size[place]
            above.append(place)
        last[above] = codes.size
        level = np.array([LEVEL_OF[len(code)] for code in codes.tolist()], np.int32)
        self.size = size
        return codes.tolist(), Tree(parent, rung, level, last, leaves)

    def _node_of(self, row: int) -> int:
        return self._node[self._lines[row].area]

    def _cover(self) -> Cover:
        chosen = [self._lines[row] for row in self._row]
        start = np.searchsorted([self._node_of(row) for row in self._row], np.arange(len(self.codes) + 1)).astype(np.int32)
        prefix = np.array([line.category for line in chosen], np.str_)
        first, stop = np.searchsorted(self._keys, prefix), np.searchsorted(self._keys, np.char.add(prefix, AFTER))
        place = {duty: number for number, duty in enumerate(self._duties)}
        return Cover(
            start,
            first.astype(np.int32),
            stop.astype(np.int32),
            np.char.str_len(prefix).astype(np.int32),
            *self._when(chosen),
            np.array([place[line.duty] for line in chosen], np.int32),
            np.array([LADDER.index(Level(line.level)) for line in chosen], np.int32),
        )

    def _stands(self) -> Stands:
        standing = sorted((one for one in self._held if one.area in self._node), key=lambda one: self._node[one.area])
        start = np.searchsorted([self._node[one.area] for one in standing], np.arange(len(self.codes) + 1)).astype(np.int32)
        place = {duty: number for number, duty in enumerate(self._duties)}
        return Stands(start, np.array([place[one.duty] for one in standing], np.int32), *self._when(standing))

    def _when(self, dated: Sequence[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The moments in which each begins and before which it ends."""
        days = [day.toordinal() for day in self.days]
        begin = np.searchsorted(days, [one.since.toordinal() if one.since else 0 for one in dated])
        end = np.searchsorted(days, [one.until.toordinal() if one.until else 1 << 30 for one in dated])
        return begin.astype(np.int32), end.astype(np.int32)

    # and back into sentences -----------------------------------------------------------------------------------------

    def _fault(self, group: _Alike, spots: Sequence[_Spot]) -> Fault:
        value, begin, end, ranges, _ = group
        kind, about = value % KINDS, value // KINDS
        places = [self._spot(*spot) for spot in spots]
        return Fault(
            KIND_OF.get(kind, Kind.vacant),
            tuple(one for first, stop in ranges for one in classes_of(self._keys, first, stop)),
            tuple(sorted(places)),
            self.days[begin],
            self.days[end] if end < len(self.days) else self._period.until,
            sum(stop - first for first, stop in ranges),
            self._two(about, ranges[0][0], min(group.nodes), begin) if kind == OVERLAP else (),
            self._duties[about // LEVELS] if kind not in KIND_OF else "",
            LADDER[about % LEVELS].value if kind not in KIND_OF else "",
        )

    def _spot(self, node: int, apart: Sequence[int]) -> Spot:
        grids = self.size[node] - sum(self.size[one] for one in apart)
        return Spot(self.codes[node], int(grids), tuple(sorted(self.codes[one] for one in apart)))

    def _two(self, about: int, column: int, node: int, moment: int) -> tuple[int, ...]:
        """A line that overlaps and one it overlaps with, at the first cell of a fault."""
        key, code, day = str(self._keys[column]), self.codes[node], self.days[moment]
        one = self._row[about]
        for other in (row for step in range(len(code) + 1) for row in self._at.get(code[:step], ())):
            line = self._lines[other]
            if other != one and key.startswith(line.category) and self._holds(line, day) and not _nested(line, self._lines[one]):
                return tuple(sorted((one, other)))
        return (one,)

    @staticmethod
    def _holds(line: Line, day: date) -> bool:
        return line.since <= day and (line.until is None or day < line.until)


def _nested(one: Line, other: Line) -> bool:
    """Whether one of two lines over the same cell lies inside the other."""
    wider = len(one.category) >= len(other.category), len(one.area) >= len(other.area)
    same = (one.category, one.area) == (other.category, other.area)
    narrower = len(one.category) <= len(other.category), len(one.area) <= len(other.area)
    return not same and (all(wider) or all(narrower))


def classes_of(keys: Texts, first: int, stop: int) -> list[str]:
    """Beginnings of keys that name `keys[first:stop]` and nothing else, as few as there can be.

    >>> classes_of(np.array(["M01001", "M01002", "M02001", "M02002"]), 1, 4)
    ['M01002', 'M02']
    """
    found = []
    while first < stop:
        for step in (*STEPS, len(str(keys[first]))):
            prefix = str(keys[first])[:step]
            begin, end = np.searchsorted(keys, [prefix, prefix + AFTER])
            if begin == first and end <= stop:
                break
        found.append(prefix)
        first = max(int(end), first + 1)
    return found


def _gathered(runs: Runs) -> tuple[list[_Alike], int]:
    """The groups of runs that differ in the node alone, the gravest MOST of them, and how many there are in all."""
    order = np.lexsort((runs.first, runs.value, runs.end, runs.begin, runs.node))
    node, first, stop, begin, end = (column[order] for column in runs[:5])
    runs = Runs(node, first, stop, begin, end, runs.value[order])
    fresh = np.ones(order.size, np.bool_)  # where the runs of a node, of one value and time, begin
    fresh[1:] = False
    for column in (runs.node, runs.begin, runs.end, runs.value):
        fresh[1:] |= column[1:] != column[:-1]
    head = np.flatnonzero(fresh)
    digest = np.add.reduceat(_mixed(runs.first, runs.stop), head) if head.size else np.zeros(0, np.uint64)
    what = np.lexsort((runs.node[head], digest, runs.value[head], runs.end[head], runs.begin[head], runs.value[head] % KINDS))
    alike = np.ones(what.size, np.bool_)
    alike[1:] = digest[what[1:]] != digest[what[:-1]]
    for column in (runs.begin[head], runs.end[head], runs.value[head]):
        alike[1:] |= column[what[1:]] != column[what[:-1]]
    starts, stops = np.flatnonzero(alike), np.append(head, order.size)[1:]
    groups = []
    for start, stop in zip(starts[:MOST].tolist(), np.append(starts, what.size)[1:].tolist(), strict=False):
        one = what[start]
        columns = slice(head[one], stops[one])
        ranges = tuple(zip(runs.first[columns].tolist(), runs.stop[columns].tolist(), strict=True))
        row = head[one]
        nodes = set(runs.node[head[what[start:stop]]].tolist())
        groups.append(_Alike(int(runs.value[row]), int(runs.begin[row]), int(runs.end[row]), ranges, nodes))
    return groups, int(starts.size)


def _mixed(first: NDArray[np.int32], stop: NDArray[np.int32]) -> NDArray[np.uint64]:
    """A number of each range such that sums of different sets of ranges differ (the finalizer of SplitMix64)."""
    mixed = (first.astype(np.uint64) << np.uint64(32)) + stop.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed


def _lifted(nodes: set[int], below: Mapping[int, list[int]], tree: Tree) -> list[_Spot]:
    """The uppermost nodes that stand for these: one whose own leaves are at fault takes in those below that are as well."""
    whole, waiting, last = set[int](), [-node for node in nodes], -1
    heapify(waiting)
    while waiting:  # from the last in preorder to the first, so that children come before parents
        node = -heappop(waiting)
        if node == last:
            continue
        last = node
        if (node in nodes or tree.leaves[node] == 0) and all(child in whole for child in below[node]):
            whole.add(node)
            if tree.parent[node] >= 0:
                heappush(waiting, -int(tree.parent[node]))
    fault = whole | nodes
    apart: dict[int, tuple[int, ...]] = {}
    for node in sorted(fault, reverse=True):
        apart[node] = tuple(one for child in below[node] for one in (apart[child] if child in fault else (child,)))
    return [_Spot(node, apart[node]) for node in sorted(fault) if int(tree.parent[node]) not in fault]


def _joined(found: Sequence[Fault]) -> list[Fault]:
    """Faults that go on from one period into the next, as one."""
    open_: dict[tuple[object, ...], Fault] = {}
    done = []
    for one in sorted(found, key=lambda fault: fault.since):
        which = (one.kind, one.classes, one.spots, one.lines, one.duty, one.level)
        before = open_.get(which)
        if before is not None and before.until == one.since:
            open_[which] = before._replace(until=one.until)
            continue
        if before is not None:
            done.append(before)
        open_[which] = one
    return [*done, *open_.values()]
