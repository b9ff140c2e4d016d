"""A matrix put together for a page: lines with names, faults with sentences, the table of an area."""

from collections.abc import Sequence
from datetime import date

from cityloop.decide.matrix import queries, rules
from cityloop.decide.matrix.rules import Fault, Kind, Line, Whole
from cityloop.decide.matrix.schemas import (
    LeadOut,
    MatrixCellOut,
    MatrixFaultOut,
    MatrixLineOut,
    MatrixOut,
    MatrixRowOut,
    MatrixSpotOut,
    MatrixTableOut,
    MatrixWholeOut,
)
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook.standards import classes

SHOWN = 500


def matrix_line(work: Work, one: queries.Matrix) -> MatrixOut:
    held = queries.holding(work)
    return MatrixOut.model_validate(one).model_copy(update={"holds": held is not None and held.id == one.id})


def line_out(work: Work, one: queries.MatrixLine) -> MatrixLineOut:
    return MatrixLineOut.model_validate(one).model_copy(update={"area_name": areas.title(work, one.area)})


def whole_out(work: Work, matrix_id: int, whole: Whole, day: date) -> MatrixWholeOut:
    ids = [one.id for one in queries.lines(work, matrix_id)]
    bars = set(whole.barring(day))
    faults = [_fault(work, one, ids, one in bars) for one in whole.faults[:SHOWN]]
    untold = whole.untold + len(whole.faults) - len(faults)
    return MatrixWholeOut(
        bars=bool(bars), faults=faults, untold=untold, categories=whole.categories, grids=whole.grids, moments=whole.moments
    )


def _fault(work: Work, one: Fault, ids: Sequence[int], bars: bool) -> MatrixFaultOut:
    spots = [
        MatrixSpotOut(area=spot.area, name=areas.title(work, spot.area), grids=spot.grids, apart=list(spot.apart[:50]))
        for spot in one.spots[:50]
    ]
    said = one._asdict() | {"lines": [ids[place] for place in one.lines], "spots": spots, "classes": list(one.classes)}
    told = {name: said[name] for name in MatrixFaultOut.model_fields if name in said}
    return MatrixFaultOut(**told, said=str(one), cells=one.cells, bars=bars)


def lead_out(work: Work, found: queries.Explained) -> LeadOut:
    lead = found.lead
    return LeadOut(
        duty=lead.duty if lead else None,
        level=lead.level if lead else "",
        area=lead.area if lead else None,
        area_name=areas.title(work, lead.area) if lead and lead.area else "",
        agency=lead.agency if lead else "",
        assisting=list(lead.assisting) if lead else [],
        matrix=found.matrix.id if found.matrix else None,
        lines=[line_out(work, one) for one in found.lines],
    )


def table(work: Work, matrix_id: int, area: str, day: date) -> MatrixTableOut:
    """Classes down, the areas below one across; what is wrong is worked out for this area alone."""
    rows = queries.lines(work, matrix_id)
    said = [(one, queries.as_line(one)) for one in rows]
    said = [(one, line) for one, line in said if line.since <= day and (line.until is None or day < line.until)]
    below = areas.children(work, area, day)
    whole = queries.faults(work, matrix_id, area, day)
    faults = [one for one in whole.faults if one.since <= day]
    shown = [one for one in classes().values() if one.key[0] in "CML"]
    return MatrixTableOut(
        area=area,
        areas=[one.code for one in below],
        names=[one.name for one in below],
        rows=[
            MatrixRowOut(key=one.key, zh=one.zh, en=one.en, cells=[_cell(said, faults, one.key, here.code) for here in below])
            for one in shown
        ],
    )


def _cell(said: Sequence[tuple[queries.MatrixLine, Line]], faults: Sequence[Fault], key: str, area: str) -> MatrixCellOut:
    over = [(one, line) for one, line in said if key.startswith(line.category) and area.startswith(line.area)]
    place = rules.winner([line for _, line in over])
    inner = sum(
        1
        for _, line in said
        if (line.category.startswith(key) or key.startswith(line.category))
        and (line.area.startswith(area) or area.startswith(line.area))
        and not (key.startswith(line.category) and area.startswith(line.area))
    )
    kinds = {fault.kind for fault in faults if _meets(fault, key, area)}
    lead = over[place] if place is not None else None
    return MatrixCellOut(
        duty=lead[1].duty if lead else "",
        level=lead[1].level if lead else "",
        line=lead[0].id if lead else None,
        inner=inner,
        faults=[kind for kind in Kind if kind in kinds],
    )


def _meets(fault: Fault, key: str, area: str) -> bool:
    if not any(key.startswith(one) or one.startswith(key) for one in fault.classes):
        return False
    inside = (area.startswith(spot.area) and not area.startswith(spot.apart or "-") for spot in fault.spots)
    return any(inside) or any(spot.area.startswith(area) for spot in fault.spots)
