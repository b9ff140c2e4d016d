"""What a split, a merger, a move or a new name asks of the map. Pure: areas in, a `Recast` out."""

from collections.abc import Container, Mapping, Sequence

import numpy as np
import shapely
from shapely.ops import split as cut_by

from cityloop.kit.errors import Refused
from cityloop.places.areas.fitting import fitted
from cityloop.places.areas.levels import COMMUNITY, DIGITS, GRID, STREET, Areas, Shapes
from cityloop.places.areas.numbering import Numbers
from cityloop.places.areas.recasting import Became, Grid, Link, Recast

BELOW_DISTRICT = (STREET, COMMUNITY, GRID)
LEVEL_OF = {digits: level for level, digits in DIGITS.items()}


class NoSuchArea(Refused):
    """There is no area {code} on the map that is changed."""

    status = 404


class NotToBeCut(Refused):
    """The line does not cut {code} in two; draw it from outside to outside."""

    status = 422


class NotItsParts(Refused):
    """Two parts at least, and together they must be all that is in {code}, each thing once."""

    status = 422


class NotNeighbours(Refused):
    """Only neighbours in one and the same area can be merged: {codes}."""

    status = 422


class NotThere(Refused):
    """{code} cannot be moved to {to}; choose another area of the level above it, in the same district."""

    status = 422


class Drafting:
    """Works out changes of one map; numbers that were given once are not given again."""

    def __init__(self, areas: Areas, numbers: Numbers) -> None:
        self._areas, self._numbers = areas, numbers
        self._row = {code: row for row, code in enumerate(areas.code.tolist())}

    # what can be asked -----------------------------------------------------------------------------------------------

    def cut(self, code: str, line: Sequence[tuple[float, float]]) -> Recast:
        """Split a grid along a line in degrees that crosses it."""
        polygon = self._areas.polygon[self._found(code, (GRID,))]
        pieces = shapely.get_parts(cut_by(polygon, shapely.LineString(line)))
        if len(line) < 2 or len(pieces) < 2:
            raise NotToBeCut(code=code)
        return self.parted(code, pieces)

    def parted(self, code: str, outlines: Shapes) -> Recast:
        """Split a grid into parts by their outlines; they are fitted to it, border to border."""
        row = self._found(code, (GRID,))
        if len(outlines) < 2:
            raise NotItsParts(code=code)
        names = [str(number) for number in range(len(outlines))]
        parts = fitted(outlines, names, self._areas.polygon[row : row + 1], np.zeros(len(outlines), np.int64))
        drawn = bool(self._areas.drawn[row])
        codes = [self._numbers.below(code[: DIGITS[COMMUNITY]]) for _ in parts]
        fresh = [Grid(one, _numbered(one), drawn, part) for one, part in zip(codes, parts, strict=True)]
        links = [Link(code, one, Became.parted) for one in codes]
        return Recast(frozenset([code]), tuple(fresh), {}, tuple(links), cut=True)

    def split(self, code: str, parts: Sequence[Sequence[str]], names: Sequence[str] = ()) -> Recast:
        """Split a street or a community: each part is a list of what shall be in it, on the level below."""
        level = LEVEL_OF[len(code)] if self._found(code, (STREET, COMMUNITY)) >= 0 else 0
        inside = sorted(self._areas.code[self._areas.parent == code].tolist())
        if len(parts) < 2 or not all(parts) or sorted(one for part in parts for one in part) != inside:
            raise NotItsParts(code=code)
        called = [*names, *(f"{self._name(code)}{number}" for number in range(len(names) + 1, len(parts) + 1))]
        moves, titles, links = dict[str, str](), dict[str, str](), list[Link]()
        for part, name in zip(parts, called, strict=True):
            new = self._numbers.below(code[: DIGITS[level - 1]], like=code)
            titles[new] = name
            links.append(Link(code, new, Became.parted))
            moves |= {one: self._numbers.below(new, like=one) for one in sorted(part)}
        return self._recoded(moves, titles, links)

    def merge(self, codes: Sequence[str], into: str = "", name: str = "") -> Recast:
        """Make one of neighbours. The one they are merged into keeps its code; without it the whole gets a new one."""
        codes = sorted(set(codes))
        rows = [self._found(code, BELOW_DISTRICT) for code in codes]
        alike = len({code[:-3] for code in codes}) == 1 and len({len(code) for code in codes}) == 1
        if len(codes) < 2 or not alike or (into and into not in codes) or not self._touching(rows):
            raise NotNeighbours(codes=", ".join(codes))
        target = into or self._numbers.below(codes[0][:-3], like=codes[0])
        titles = {target: name or self._name(into or codes[0])}
        links = [Link(code, target, Became.merged) for code in codes if code != into]
        if len(target) == DIGITS[GRID]:
            called = name or (self._name(into) if into else _numbered(target))
            whole = shapely.coverage_union_all(self._areas.polygon[rows])
            grid = Grid(target, called, bool(self._areas.drawn[rows].any()), whole)
            return Recast(frozenset(codes), (grid,), {}, tuple(links))
        inside = [one for code in codes if code != into for one in self._children(code)]
        return self._recoded({one: self._numbers.below(target, like=one) for one in inside}, titles, links)

    def move(self, code: str, to: str) -> Recast:
        """Put a community into another street of its district, or a grid into another community."""
        self._found(code, (COMMUNITY, GRID))
        around = code[:-3]
        if to not in self._row or len(to) != len(around) or to[:6] != code[:6] or to == around:
            raise NotThere(code=code, to=to)
        if self._children(around) == [code]:
            raise NotItsParts(code=around)
        return self._recoded({code: self._numbers.below(to, like=code)}, {}, [])

    def rename(self, names: Mapping[str, str]) -> Recast:
        """Call areas otherwise."""
        for code in names:
            self._found(code, tuple(DIGITS))
        changed = {code: name.strip() for code, name in names.items() if name.strip() != self._name(code)}
        return Recast(frozenset(), (), changed, tuple(Link(code, code, Became.renamed) for code in changed))

    # how -------------------------------------------------------------------------------------------------------------

    def _found(self, code: str, levels: Sequence[int]) -> int:
        row = self._row.get(code)
        if row is None or int(self._areas.level[row]) not in levels:
            raise NoSuchArea(code=code)
        return row

    def _name(self, code: str) -> str:
        return str(self._areas.name[self._row[code]])

    def _children(self, code: str) -> list[str]:
        return sorted(self._areas.code[self._areas.parent == code].tolist())

    def _touching(self, rows: Sequence[int]) -> bool:
        """Whether one can go from any of these areas to any other through common borders."""
        shapes = self._areas.polygon[rows]
        near, reached = [0], {0}
        while near:
            borders = shapely.length(shapely.intersection(shapes[near.pop()], shapes))
            found = {int(place) for place in np.flatnonzero(borders > 0)} - reached
            reached |= found
            near += found
        return len(reached) == len(rows)

    def _recoded(self, moves: Mapping[str, str], titles: Mapping[str, str], links: Sequence[Link]) -> Recast:
        """Everything below some areas under other codes, in the same places."""
        names, gone, fresh, became = dict(titles), set[str](), list[Grid](), list(links)
        for before, after in moves.items():
            under = np.flatnonzero(np.char.startswith(self._areas.code, before))
            for row in under.tolist():
                old = str(self._areas.code[row])
                new = after + old[len(before) :]
                became.append(Link(old, new, Became.moved))
                if len(old) == DIGITS[GRID]:
                    gone.add(old)
                    fresh.append(Grid(new, self._name(old), bool(self._areas.drawn[row]), self._areas.polygon[row]))
                else:
                    names[new] = self._name(old)
        return Recast(frozenset(gone), tuple(fresh), names, tuple(became))


def _numbered(code: str) -> str:
    """What a grid is called by its code, as drawn ones are."""
    return f"{int(code[-3:])}号网格"


def followed(links: Sequence[Link], known: Container[str]) -> list[Link]:
    """Links of changes made one after another to areas `known` before, each to where it ends: a → b, b → c is a → c.

    >>> followed([Link("a", "b", Became.merged), Link("b", "c", Became.moved)], {"a"})
    [Link(before='a', after='c', kind=<Became.merged: 'merged'>)]
    """
    onward: dict[str, list[str]] = {}
    for link in links:
        if link.kind is not Became.renamed:
            onward.setdefault(link.before, []).append(link.after)

    def ends(code: str) -> list[str]:
        return [end for one in onward[code] for end in ends(one)] if code in onward else [code]

    found = []
    for link in links:
        if link.before in known:
            after = [link.after] if link.kind is Became.renamed else ends(link.after)
            found += [link._replace(after=one) for one in after]
    return list(dict.fromkeys(found))
