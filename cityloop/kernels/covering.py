"""Which of many nested rectangles covers each cell of a table last, where none does, and where it cannot be said; over time.

Columns of the table are places in a sorted list of keys; rows are the leaves of a tree, whose nodes stand in preorder. A
rectangle is a node, with all leaves below it, and a range of columns of one depth. Of the rectangles over a cell the one that
lies inside all others wins: no other is deeper in the tree, none deeper in the columns. Nothing is said leaf by leaf: all
leaves of a node that lie in no node below it are alike.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

FINE, GAP, OVERLAP, VACANT = 0, 1, 2, 3
ROWS = 7  # node, first, stop, begin, end, value, and the next open run of the node
KINDS = 4  # a value is its kind and four times what it is about
LEVELS = 8  # of the tree, at most


class Tree(NamedTuple):
    """Nodes in preorder. `leaves` counts those that lie in no node below."""

    parent: Ints  # -1 for the first node
    rung: Ints  # how deep the node stands, 0 for the first
    level: Ints  # which of LEVELS levels of the world it is on, growing downwards
    last: Ints  # the node after its last descendant
    leaves: Longs


class Cover(NamedTuple):
    """Rectangles sorted by node; `start[v]:start[v + 1]` are those of node v. They hold in moments `begin <= m < end`."""

    start: Ints
    first: Ints  # columns first <= c < stop
    stop: Ints
    depth: Ints  # of the range among the columns: what lies inside is deeper
    begin: Ints
    end: Ints
    holder: Ints  # who is to hold it
    level: Ints  # the lowest level at which the holder may stand


class Stands(NamedTuple):
    """Who stands at which node, sorted by node, in moments `begin <= m < end`."""

    start: Ints
    holder: Ints
    begin: Ints
    end: Ints


class Runs(NamedTuple):
    """Columns first <= c < stop of the leaves a node has for itself, in moments `begin <= m < end`, that are not fine.

    `value % KINDS` is the kind; `value // KINDS` the rectangle of an OVERLAP, holder * LEVELS + level of a VACANT.
    """

    node: Ints
    first: Ints
    stop: Ints
    begin: Ints
    end: Ints
    value: Longs


def faults(tree: Tree, cover: Cover, stands: Stands, columns: int, moments: int, holders: int) -> Runs:
    """Where no rectangle covers, where none wins, and where who is to hold the winner stands nowhere at or above its level.

    Only nodes around which something changes are worked out again at a moment. Time: moments x nodes + changed nodes x columns.
    """
    found = _faults(tree, cover, stands, columns, moments, holders)
    node, first, stop, begin, end = (found[row].astype(np.int32) for row in range(5))
    return Runs(node, first, stop, begin, end, found[5])


@njit(cache=True, nogil=True)
def _faults(tree: Tree, cover: Cover, stands: Stands, columns: int, moments: int, holders: int) -> Longs:
    nodes = tree.parent.size
    best = np.empty((LEVELS, columns), np.int32)  # the depth among the columns of the deepest over a cell, -1 if none
    count = np.empty((LEVELS, columns), np.int32)  # how many win: one if all is well
    line = np.empty((LEVELS, columns), np.int32)
    held = np.zeros((LEVELS, holders), np.int32)  # a bit for each level at which the holder stands
    head = np.full(nodes, -1, np.int64)  # the first of a node's runs that have no end yet; each names the next
    runs = np.empty((ROWS, 1024), np.int64)
    size = 0
    for moment in range(moments):
        fresh, needed = _changed(tree, cover, stands, moment)
        for node in range(nodes):
            if not needed[node]:
                continue
            rung = tree.rung[node]
            if rung == 0:
                best[0, :], count[0, :], line[0, :], held[0, :] = -1, 0, -1, 0
            else:
                best[rung], count[rung], line[rung] = best[rung - 1], count[rung - 1], line[rung - 1]
                held[rung] = held[rung - 1]
            _lay(cover, node, moment, best[rung], count[rung], line[rung])
            for one in range(stands.start[node], stands.start[node + 1]):
                if stands.begin[one] <= moment < stands.end[one]:
                    held[rung, stands.holder[one]] |= 1 << tree.level[node]
            if fresh[node] and tree.leaves[node] > 0:
                if size + columns > runs.shape[1]:
                    runs = _longer(runs, columns)
                stop = _note(runs, size, node, moment, moments, cover, best[rung], count[rung], line[rung], held[rung])
                head[node], size = _gone_on(runs, head[node], size, stop, moment)
    return runs[:, :size].copy()


@njit(cache=True, nogil=True)
def _longer(runs: Longs, room: int) -> Longs:
    longer = np.empty((ROWS, 2 * runs.shape[1] + room), np.int64)
    longer[:, : runs.shape[1]] = runs
    return longer


@njit(cache=True, nogil=True)
def _changed(tree: Tree, cover: Cover, stands: Stands, moment: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Nodes around which something begins or ends at the moment, and those that must be passed on the way to them."""
    nodes = tree.parent.size
    fresh = np.zeros(nodes, np.bool_)
    for node in range(nodes):
        begins = moment == 0
        for one in range(cover.start[node], cover.start[node + 1]):
            begins = begins or cover.begin[one] == moment or cover.end[one] == moment
        for one in range(stands.start[node], stands.start[node + 1]):
            begins = begins or stands.begin[one] == moment or stands.end[one] == moment
        if begins and not fresh[node]:
            fresh[node : tree.last[node]] = True
    needed = fresh.copy()
    for node in range(nodes - 1, 0, -1):
        if needed[node]:
            needed[tree.parent[node]] = True
    return fresh, needed


@njit(cache=True, nogil=True)
def _lay(cover: Cover, node: int, moment: int, best: Ints, count: Ints, line: Ints) -> None:
    """Lay a node's rectangles over what its ancestors' left; they are deeper in the tree than all of those."""
    begin, end = cover.start[node], cover.start[node + 1]
    if begin == end:
        return
    here = np.full(best.size, -1, np.int32)  # the deepest of this node
    for one in range(begin, end):
        if not cover.begin[one] <= moment < cover.end[one]:
            continue
        depth = cover.depth[one]
        for column in range(cover.first[one], cover.stop[one]):
            if depth < here[column]:
                continue
            if depth == here[column]:
                if depth >= best[column]:
                    count[column] += 1
                continue
            here[column] = depth
            if depth >= best[column]:
                best[column], count[column], line[column] = depth, 1, one
            else:
                count[column] = 0  # deeper in the tree, but not among the columns: they cross


@njit(cache=True, nogil=True)
def _note(
    runs: Longs, size: int, node: int, moment: int, moments: int, cover: Cover, best: Ints, count: Ints, line: Ints, held: Ints
) -> int:
    """Add the runs of a node's own leaves; returns how many runs there are then."""
    before, begun = np.int64(FINE), 0
    for column in range(best.size + 1):
        value = np.int64(FINE)
        if column < best.size:
            one = line[column]
            if best[column] < 0:
                value = np.int64(GAP)
            elif count[column] != 1:
                value = np.int64(OVERLAP + KINDS * one)
            elif held[cover.holder[one]] & ((2 << cover.level[one]) - 1) == 0:
                value = np.int64(VACANT + KINDS * (cover.holder[one] * LEVELS + cover.level[one]))
        if value != before:
            if before != FINE:
                runs[0, size], runs[1, size], runs[2, size] = node, begun, column
                runs[3, size], runs[4, size], runs[5, size] = moment, moments, before
                size += 1
            before, begun = value, column
    return size


@njit(cache=True, nogil=True)
def _gone_on(runs: Longs, old: int, size: int, stop: int, moment: int) -> tuple[int, int]:
    """Let open runs that are the same still go on, end the others, and keep of those at `size:stop` the new ones only. Both
    stand in the order of their columns. Returns the node's first open run and how many runs there are then."""
    head, last = -1, -1
    for run in range(size, stop):
        while old >= 0 and runs[1, old] < runs[1, run]:
            runs[4, old] = moment
            old = runs[6, old]
        same = old >= 0 and runs[1, old] == runs[1, run] and runs[2, old] == runs[2, run] and runs[5, old] == runs[5, run]
        if same:
            kept, old = old, runs[6, old]
        else:
            for row in range(6):
                runs[row, size] = runs[row, run]
            kept, size = size, size + 1
        if last >= 0:
            runs[6, last] = kept
        else:
            head = kept
        last = kept
    while old >= 0:
        runs[4, old] = moment
        old = runs[6, old]
    if last >= 0:
        runs[6, last] = -1
    return head, size
