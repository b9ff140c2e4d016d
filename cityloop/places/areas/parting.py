"""A patch of cells parted into connected pieces of about the wanted sizes."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.reach import UNREACHED, Graph, reach

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Parting:
    """Parts patches of one graph. Cells are numbers in the graph; a patch is an array of them, sorted."""

    def __init__(self, graph: Graph, middle: Floats, remote: Floats) -> None:
        self.graph = graph
        self.middle = middle  # f8[cells, 2], degrees
        self.remote = remote  # f8[cells], how far from the middle of town, in any unit
        self._region = np.full(len(middle), -1, np.int32)
        self._distance = np.zeros(len(middle), np.int64)
        self._waiting = np.zeros(len(middle), np.bool_)
        self._regions = 0

    def parted(self, cells: Ints, wanted: Longs, least: Longs) -> Iterator[Ints]:
        """Patches of about the wanted sizes, none below its least, in the order of `wanted`; all cells are used.

        The patch is halved again and again between its two ends: a cell goes to the end it is nearer to by the
        length of the ways. The ways to an end then never leave its half, so halves of a connected patch are connected.
        """
        if wanted.size == 1:
            yield cells
            return
        total = np.cumsum(wanted)
        pieces = 1 + int(np.abs(2 * total[:-1] - total[-1]).argmin())
        share = cells.size * total[pieces - 1] / total[-1]
        low, high = int(least[:pieces].sum()), cells.size - int(least[pieces:].sum())
        near, lead = self._between_ends(cells)
        cut = _cut(lead, share, low, high)
        yield from self.parted(np.sort(near[:cut]), wanted[:pieces], least[:pieces])
        yield from self.parted(np.sort(near[cut:]), wanted[pieces:], least[pieces:])

    def core(self, cells: Ints, wanted: int, least: int, leave: int) -> tuple[Ints, Ints]:
        """About `wanted` cells in the middle, at least `least`, and the rest, at least `leave`; no rest for leave 0.

        Both are connected if the patch is: what the core cuts off from the main rest joins the core. A smaller core is
        tried if too much is cut off.
        """
        if not leave:
            return cells, cells[:0]
        wanted = min(wanted, cells.size - leave)
        order = cells[np.argsort(self.remote[cells], kind="stable")]
        core, rest, gap = np.sort(order[:wanted]), np.sort(order[wanted:]), cells.size
        for size in np.unique(np.linspace(wanted, least, 12).astype(np.int64))[::-1]:
            inner = self._largest_piece(np.sort(order[:size]))
            outer = self._largest_piece(np.setdiff1d(cells, inner))
            have = cells.size - outer.size
            if outer.size >= leave and have >= least and abs(have - wanted) < gap:
                core, rest, gap = np.setdiff1d(cells, outer), outer, abs(have - wanted)
        return core, rest

    def _ways(self, cells: Ints, source: int) -> Longs:
        self._regions += 1
        self._region[cells] = self._regions
        return reach(self.graph, self._region, self._regions, source, cells, self._distance, self._waiting)

    def _between_ends(self, cells: Ints) -> tuple[Ints, Longs]:
        """The cells from the western end to the eastern one, and by how much nearer each is to the eastern end."""
        one = cells[_farthest(self._ways(cells, int(cells[0])))]
        from_one = self._ways(cells, int(one))
        other = cells[_farthest(from_one)]
        from_other = self._ways(cells, int(other))
        if self.middle[one, 0] > self.middle[other, 0]:
            from_one, from_other = from_other, from_one
        lead = from_one - from_other
        order = np.lexsort((from_one, lead))
        return cells[order], lead[order]

    def _largest_piece(self, cells: Ints) -> Ints:
        left, largest = cells, cells[:0]
        while left.size > largest.size:
            reached = self._ways(left, int(left[0])) < UNREACHED
            if reached.sum() > largest.size:
                largest = left[reached]
            left = left[~reached]
        return largest


def _farthest(ways: Longs) -> int:
    return int(np.where(ways < UNREACHED, ways, -1).argmax())


def _cut(lead: Longs, share: float, low: int, high: int) -> int:
    """Where to cut nearest to `share` within low..high; between cells of equal lead, a dead end, only if it must be."""
    places = np.arange(low, high + 1)
    firm = places[lead[places] != lead[places - 1]]
    choice = firm if firm.size else places
    return int(choice[np.abs(choice - share).argmin()])
