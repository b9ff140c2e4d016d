"""Look over areas a city brings, and say in sentences what is wrong with them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.places.areas.importing import digits_of
from cityloop.places.areas.levels import DIGITS
from cityloop.places.areas.measures import are_degrees, square_metres

Shapes = NDArray[np.object_]

POLYGON, MULTIPOLYGON = shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON
TOLERANCE = 1.0  # square metres
MOST = 5  # sentences about one kind of fault


def check_coverage(
    polygons: Shapes,
    codes: Sequence[str],
    tolerance: float = TOLERANCE,
    parents: Mapping[str, shapely.Geometry] | None = None,
    width: float = 0.0,
) -> list[str]:
    """What is wrong with areas of one level, the first few faults of each kind; an empty list if nothing is.

    Polygons are in degrees. Overlaps and gaps below `tolerance` square metres or `width` degrees are let pass. With
    `parents`, the areas of the level above by code, each area must have its parent among them, and areas must fill every
    parent that has any of them exactly; without, only gaps with areas all around are seen.
    """
    found = [*_code_faults(codes, parents), *islice(_shape_faults(polygons, codes), MOST)]
    good = np.nan_to_num(shapely.area(polygons)) > 0
    if not good.any() or not are_degrees(polygons[good]):
        return found
    whole = shapely.make_valid(polygons[good], method="structure", keep_collapsed=False)
    names = [code for code, keep in zip(codes, good, strict=True) if keep]
    if parents is None:
        around = {"": shapely.union_all(shapely.get_parts(shapely.polygons(_shells(whole))))}
    else:
        around = {code: parents[code] for code in sorted({_parent(code) for code in names} & parents.keys())}
    least = _Least(tolerance, width)
    found += islice(_overlaps(whole, names, least), MOST)
    found += islice(_gaps(whole, names, around, least), MOST)
    found += islice(_overhangs(whole, names, around, least), MOST)
    return found


class _Least(NamedTuple):
    """How large a fault must be to be one."""

    area: float  # square metres
    width: float  # degrees

    def passed_by(self, shape: shapely.Geometry, area: float) -> bool:
        return area > self.area and not shape.buffer(-self.width / 2).is_empty


def _parent(code: str) -> str:
    return code[: max((digits for digits in DIGITS.values() if digits < len(code)), default=0)]


def _code_faults(codes: Sequence[str], parents: Mapping[str, shapely.Geometry] | None) -> Iterator[str]:
    digits = digits_of(list(codes))
    wrong = (code for code in codes if len(code) != digits or not (code.isascii() and code.isdigit()))
    yield from (f"{code or 'An empty code'} is not a code of {digits} digits." for code in islice(wrong, MOST))
    often = ((code, times) for code, times in Counter(codes).items() if times > 1 and code)
    yield from (f"{code} is used {times} times." for code, times in islice(often, MOST))
    if parents is not None:
        lone = (code for code in codes if len(code) == digits and _parent(code) not in parents)
        yield from (f"{code} lies in {_parent(code)}, and there is no such area." for code in islice(lone, MOST))


def _shape_faults(polygons: Shapes, codes: Sequence[str]) -> Iterator[str]:
    missing = shapely.is_missing(polygons) | shapely.is_empty(polygons)
    other = ~missing & ~np.isin(shapely.get_type_id(polygons), [POLYGON, MULTIPOLYGON])
    far = ~(missing | other) & (np.abs(np.nan_to_num(shapely.bounds(polygons))) > [180, 90, 180, 90]).any(axis=1)
    for place in np.flatnonzero(missing | other | far | ~shapely.is_valid(polygons)).tolist():
        if missing[place]:
            yield f"{codes[place]} has no outline."
        elif other[place]:
            yield f"{codes[place]} is a {polygons[place].geom_type}, not a polygon."
        elif far[place]:
            yield f"{codes[place]} has coordinates that are not degrees."
        else:
            yield f"{codes[place]} has an outline that does not hold: {shapely.is_valid_reason(polygons[place])}."


def _united(polygons: Shapes) -> shapely.Geometry:
    return shapely.coverage_union_all(polygons) if shapely.coverage_is_valid(polygons) else shapely.union_all(polygons)


def _shells(polygons: Shapes) -> Shapes:
    """Outer rings of the union of all polygons: what they would cover if there were no gaps."""
    united = shapely.get_parts(_united(polygons))
    return np.asarray(shapely.get_exterior_ring(united[shapely.get_type_id(united) == POLYGON]))


def _overlaps(polygons: Shapes, codes: list[str], least: _Least) -> Iterator[str]:
    # Overlapping polygons have edges that do not match; looking for those first is much faster than trying all pairs.
    suspect = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
    one, other = shapely.STRtree(polygons[suspect]).query(polygons[suspect], predicate="intersects")
    for first, second in sorted({(suspect[a], suspect[b]) for a, b in zip(one, other, strict=True) if a < b}):
        common = shapely.intersection(polygons[first], polygons[second])
        area = _area(common)
        if least.passed_by(common, area):
            yield f"{codes[first]} and {codes[second]} overlap by {_metres(area)} {_near(common)}."


def _gaps(polygons: Shapes, codes: list[str], around: Mapping[str, shapely.Geometry], least: _Least) -> Iterator[str]:
    tree = shapely.STRtree(polygons)
    for parent, outline in around.items():
        inside = np.sort(tree.query(outline, predicate="intersects"))
        for gap in shapely.get_parts(shapely.difference(outline, _united(polygons[inside]))):
            area = _area(gap)
            if least.passed_by(gap, area):
                yield f"There is a gap of {_metres(area)} {_near(gap)}, {_beside(gap, polygons, codes, tree, parent)}."


def _overhangs(polygons: Shapes, codes: list[str], around: Mapping[str, shapely.Geometry], least: _Least) -> Iterator[str]:
    outlines = np.array([around.get(_parent(code)) for code in codes], dtype=object)
    over = shapely.difference(polygons, outlines)  # None where no outline is known
    area = square_metres(over)
    for place in np.flatnonzero(area > least.area).tolist():
        if not least.passed_by(over[place], area[place]):
            continue
        out = f"{codes[place]} reaches out of {_parent(codes[place])}"
        yield f"{out} by {_metres(area[place])} {_near(over[place])}."


def _beside(gap: shapely.Geometry, polygons: Shapes, codes: list[str], tree: shapely.STRtree, parent: str) -> str:
    """Which two areas a gap lies between, those with the longest common border."""
    close = np.sort(tree.query(gap, predicate="intersects"))
    border = shapely.length(shapely.intersection(shapely.boundary(gap), polygons[close]))
    longest = close[np.argsort(-border, kind="stable")][:2]
    beside = sorted(codes[place] for place in longest)
    if len(beside) == 2:
        return f"between {beside[0]} and {beside[1]}"
    return f"beside {beside[0]}" if beside else f"in {parent}"


def _area(shape: shapely.Geometry) -> float:
    return float(square_metres(np.array([shape]))[0])


def _metres(area: float) -> str:
    return f"{area:,.0f} m²" if area >= 10 else f"{area:.1f} m²"


def _near(shape: shapely.Geometry) -> str:
    parts = shapely.get_parts(shape)
    point = shapely.point_on_surface(parts[shapely.area(parts).argmax()])
    return f"near {point.x:.4f}, {point.y:.4f}"
