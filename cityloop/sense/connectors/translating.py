"""Translating: a mapping turned over a parcel, whole columns at a time. Nothing of a mapping is ever run as code."""

import re
from collections.abc import Mapping as Dict
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats
from cityloop.sense.connectors.connector import Parcel
from cityloop.sense.connectors.datum import to_wgs84
from cityloop.sense.connectors.mapping import Cell, Condition, Gives, Mapping, Term, expression
from cityloop.sense.connectors.originals import Originals
from cityloop.sense.connectors.sheet import Column, Fault, Faults, Sheet, sheet_of, texts
from cityloop.sense.connectors.units import conversion
from cityloop.sense.connectors.values import instants, numbers
from cityloop.sense.readings.decoded import Decoded, Texts

PART = re.compile(r"\{([^{}]+)\}")
Rows = NDArray[np.bool_]


class Translated(NamedTuple):
    """Readings to be taken in, whose `rows` are places in the parcel; how many rows it had, and how many were left out."""

    readings: Decoded
    read: int
    left: int


def translate(parcel: Parcel, mapping: Mapping, units: Dict[str, str], batch: str, only: int | None = None) -> Translated:
    """`units` is the unit of each signal by its name. Rows that cannot be read are refused, each with a sentence. `only`
    one of the readings of each row is made, if that is asked for."""
    sheet, faults = sheet_of(parcel, mapping.opens, mapping.each)
    unopened = 0 if sheet.count else len(faults)
    wanted = _held(sheet, mapping.where)
    numbers_of = range(len(mapping.gives)) if only is None else [only]
    parts = [_part(sheet, mapping, number, wanted, units, faults) for number in numbers_of]
    used = np.zeros(sheet.count, np.bool_)
    for part in parts:
        used |= part.wanted
    at, value, lon, lat = (np.concatenate(columns) for columns in zip(*(part.plain for part in parts), strict=True))
    signal, subject = (_joined(names) for names in ([part.signal for part in parts], [part.subject for part in parts]))
    rows = np.concatenate([sheet.origin[part.rows] for part in parts])
    after = range(sheet.count, sheet.count + len(parcel.odd))
    faults += [Fault(place, one.why, place * len(mapping.gives)) for place, one in zip(after, parcel.odd, strict=True)]
    faults.sort()
    marks = np.concatenate([*(part.marks for part in parts), np.array([fault.mark for fault in faults], np.int64)])
    refused = [(fault.place, fault.why) for fault in faults]
    originals = Originals(parcel, sheet, mapping)
    decoded = Decoded(batch, signal, subject, at, value, lon, lat, rows, refused, originals, marks)
    return Translated(decoded, sheet.count + unopened + len(parcel.odd), int(sheet.count - used.sum()))


class _Part(NamedTuple):
    signal: Texts
    subject: Texts
    plain: tuple[Any, ...]  # at, value, lon, lat
    rows: NDArray[np.int64]
    marks: NDArray[np.int64]
    wanted: Rows


def _part(sheet: Sheet, mapping: Mapping, number: int, wanted: Rows, units: Dict[str, str], faults: Faults) -> _Part:
    gives, marks = mapping.gives[number], np.arange(sheet.count) * len(mapping.gives) + number
    wanted = wanted & _held(sheet, gives.where)
    good = wanted.copy()

    def refuse(bad: Rows, why: str) -> None:
        faults.extend(Fault(int(sheet.origin[row]), why, int(marks[row])) for row in np.flatnonzero(bad & good))
        good[bad] = False

    signal, subject = (_names(_column(sheet, term)) for term in (gives.signal, gives.subject))
    at = instants(_column(sheet, gives.at), gives.time, gives.zone)
    value, lon, lat = (_numbers(sheet, term, name, refuse) for term, name in _measured(gives))
    times, plus, strange = _conversions(signal, gives.unit, units)
    refuse(strange & ~np.isnan(value), f"The signal is not measured in what {gives.unit} measures.")
    value = (value * times + plus) * gives.times + gives.plus
    if gives.datum == "gcj02":
        lon, lat = to_wgs84(lon, lat)
    rows = np.flatnonzero(good)
    taken = tuple(column[rows] for column in (at, value, lon, lat))
    return _Part(_taken(signal, rows), _taken(subject, rows), taken, rows, marks[rows], wanted)


def _measured(gives: Gives) -> list[tuple[Term | None, str]]:
    return [(gives.value, "value"), (gives.lon, "lon"), (gives.lat, "lat")]


def _numbers(sheet: Sheet, term: Term | None, name: str, refuse: Any) -> Floats:
    if term is None:
        return np.full(sheet.count, np.nan)
    found, bad = numbers(_column(sheet, term))
    refuse(bad, f"`{name}` is no number.")
    return found


def _conversions(signal: Texts, said: str, units: Dict[str, str]) -> tuple[Floats, Floats, Rows]:
    """What to multiply by and add to, for each row, and where there is no way from one unit to the other."""
    assert signal.place is not None
    ways = [conversion(said, units.get(name, "")) if said else (1.0, 0.0) for name in signal.names]
    both = np.array([way or (np.nan, np.nan) for way in ways], np.float64).reshape(-1, 2)[signal.place]
    return both[:, 0], both[:, 1], np.isnan(both[:, 0])


# terms ----------------------------------------------------------------------------------------------------------------


def _column(sheet: Sheet, term: Term) -> Column:
    if term.constant is not None:
        found = _same(term.constant, sheet.count)
    elif term.pattern is not None:
        found = _patterned(sheet, term.pattern)
    elif term.expression is not None:
        found = _worked_out(sheet, term.expression)
    else:
        found = sheet.column(str(term.path))
    if term.lookup:
        return _looked_up(texts(found), term.lookup, term.otherwise)
    if term.otherwise is not None:
        given = _same(term.otherwise, sheet.count)
        return pc.coalesce(found, given) if found.type == given.type else pc.coalesce(texts(found), texts(given))
    return found


def _same(cell: Cell, count: int) -> Column:
    return pa.repeat(pa.scalar(cell), count)


def _patterned(sheet: Sheet, pattern: str) -> Column:
    pieces: list[Any] = []
    for place, piece in enumerate(PART.split(pattern)):
        pieces.append(texts(sheet.column(piece)).cast(pa.string()) if place % 2 else piece)
    count_is_known = any(place % 2 for place in range(len(pieces)))
    return pc.binary_join_element_wise(*pieces, "") if count_is_known else _same(pattern, sheet.count)


def _worked_out(sheet: Sheet, said: str) -> Column:
    formula = expression(said)
    columns = {name: numbers(sheet.column(name))[0] for name in formula.names}
    return pa.array(formula.on(columns, sheet.count), from_pandas=True)


def _looked_up(column: Column, lookup: Dict[str, Cell], otherwise: Cell | None) -> Column:
    names = column.dictionary_encode()
    found = [otherwise if name is None else lookup.get(name, otherwise) for name in names.dictionary.to_pylist()]
    found.append(otherwise)  # for a cell that says nothing
    if any(isinstance(one, str) for one in found):
        found = [None if one is None else str(one) for one in found]
    return pa.array(found).take(names.indices.fill_null(len(found) - 1))


def _names(column: Column) -> Texts:
    encoded = texts(column).dictionary_encode()
    names = [name or "" for name in encoded.dictionary.to_pylist()]
    place = encoded.indices.fill_null(len(names))
    return Texts([*names, ""], np.asarray(place.to_numpy(zero_copy_only=False), np.int32))


def _taken(said: Texts, rows: NDArray[np.int64]) -> Texts:
    assert said.place is not None
    return Texts(said.names, said.place[rows])


def _joined(parts: list[Texts]) -> Texts:
    names: list[str] = []
    places = []
    for part in parts:
        assert part.place is not None
        places.append(part.place + np.int32(len(names)))
        names += part.names
    return Texts(names, np.concatenate(places))


# conditions -----------------------------------------------------------------------------------------------------------


def _held(sheet: Sheet, conditions: tuple[Condition, ...]) -> Rows:
    held = np.ones(sheet.count, np.bool_)
    for one in conditions:
        column = sheet.column(one.path)
        if one.is_in:
            held &= _truth(pc.is_in(texts(column), pa.array(one.is_in, pa.string())))
        if one.not_in:
            held &= ~_truth(pc.is_in(texts(column), pa.array(one.not_in, pa.string())))
        if one.least is not None or one.most is not None:
            said, _ = numbers(column)
            held &= said >= (-np.inf if one.least is None else one.least)
            held &= said <= (np.inf if one.most is None else one.most)
        if one.there is not None:
            held &= _truth(column.is_valid()) == one.there
    return held


def _truth(column: Column) -> Rows:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), np.bool_)
