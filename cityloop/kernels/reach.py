"""How far it is from one cell to others along a graph of neighbouring cells."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

UNREACHED = np.iinfo(np.int64).max // 4


class Graph(NamedTuple):
    """Neighbours of cell i are `neighbour[start[i]:start[i + 1]]`, at `length` > 0 in any whole unit."""

    start: Longs  # i8[cells + 1]
    neighbour: Ints
    length: Longs


def graph_of(cells: int, one: NDArray[np.integer], other: NDArray[np.integer], length: Longs) -> Graph:
    """The graph of links between cells; each link is given once and goes both ways.

    >>> graph_of(3, np.array([0]), np.array([2]), np.array([5]))
    Graph(start=array([0, 1, 1, 2]), neighbour=array([2, 0], dtype=int32), length=array([5, 5]))
    """
    origin, target = np.r_[one, other], np.r_[other, one]
    order = np.lexsort((target, origin))
    start = np.searchsorted(origin[order], np.arange(cells + 1))
    return Graph(start, target[order].astype(np.int32), np.r_[length, length][order])


@njit(cache=True, nogil=True)
def reach(graph: Graph, region: Ints, among: int, source: int, cells: Ints, distance: Longs, waiting: Flags) -> Longs:
    """Shortest ways from `source` to `cells` through cells of region `among` alone; UNREACHED where there is none.

    `region` has a place for every cell of the graph, as have `distance` and `waiting`, which are scratch; `waiting`
    must come false and is left so. `cells` must be all cells of the region. Whole numbers, so that equal ways compare
    equal. A queue does: cells lie in a plane, so few are visited twice.
    """
    for cell in cells:
        distance[cell] = UNREACHED
    queue = np.empty(cells.size + 1, np.int32)
    head, tail = 0, 1
    queue[0] = source
    distance[source] = 0
    while head != tail:
        cell = queue[head]
        head = (head + 1) % queue.size
        waiting[cell] = False
        for link in range(graph.start[cell], graph.start[cell + 1]):
            near = graph.neighbour[link]
            way = distance[cell] + graph.length[link]
            if region[near] == among and way < distance[near]:
                distance[near] = way
                if not waiting[near]:
                    waiting[near] = True
                    queue[tail] = near
                    tail = (tail + 1) % queue.size
    return distance[cells]
