"""Columns of cells as numbers and as instants, whole columns at a time; only what is odd is looked at cell by cell."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Longs
from cityloop.sense.connectors.sheet import Column
from cityloop.sense.readings.rules import BAD_TIME

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
TO_MS = {"s": 1e3, "ms": 1.0, "us": 1e-3, "ns": 1e-6}
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (a sheet's days have no zone; the mapping says it)
FAR_MS = 1e17


def numbers(column: Column) -> tuple[Floats, NDArray[np.bool_]]:
    """Numbers, nan where nothing is said, and which cells say something that is no number."""
    kind = column.type
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan), np.zeros(len(column), np.bool_)
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    elif pa.types.is_dictionary(kind):
        return numbers(column.dictionary_decode())
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _of_texts(column)
    try:
        return _floats(column.cast(pa.float64(), safe=False)), np.zeros(len(column), np.bool_)
    except pa.ArrowException:
        return np.full(len(column), np.nan), np.asarray(column.is_valid().to_numpy(zero_copy_only=False), np.bool_)


def _floats(column: Column) -> Floats:
    return np.array(column.to_numpy(zero_copy_only=False), np.float64)


def _of_texts(column: Column) -> tuple[Floats, NDArray[np.bool_]]:
    said = pc.utf8_trim_whitespace(column)
    said = pc.if_else(pc.equal(said, ""), pa.scalar(None, said.type), said)
    try:
        found, bad = _floats(said.cast(pa.float64())), np.zeros(len(said), np.bool_)
    except pa.ArrowException:
        good = pc.match_substring_regex(said, NUMBER)
        bad = np.asarray(pc.fill_null(pc.invert(good), False).to_numpy(zero_copy_only=False), np.bool_)
        found = _floats(pc.if_else(good, said, pa.scalar(None, said.type)).cast(pa.float64()))
    return found, bad


def instants(column: Column, time: str, zone: str) -> Longs:
    """Milliseconds UTC; BAD_TIME for what is no instant as `time` says they are written."""
    if pa.types.is_null(column.type):
        return np.full(len(column), BAD_TIME)
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return _of_stamps(column, zone)
    if time in TO_MS:
        return _milliseconds(*numbers(column), TO_MS[time])
    if time == "excel":
        days, bad = numbers(column)
        naive = _milliseconds(days, bad, 86_400_000.0)
        return _zoned(naive + int(EXCEL_DAY_ZERO.replace(tzinfo=UTC).timestamp() * 1000), naive == BAD_TIME, zone)
    column = column if pa.types.is_string(column.type) else column.cast(pa.string())
    if time != "iso":
        return _by_pattern(column, time, zone)
    return _of_iso(column, zone)


def _milliseconds(said: Floats, bad: NDArray[np.bool_], times: float) -> Longs:
    bad = bad | ~(np.abs(said) * times < FAR_MS)
    return np.where(bad, BAD_TIME, np.round(np.where(bad, 0.0, said) * times).astype(np.int64))


def _zoned(naive_ms: Longs, bad: NDArray[np.bool_], zone: str) -> Longs:
    stamps = pa.array(np.where(bad, 0, naive_ms), pa.timestamp("ms"), mask=bad)
    return _of_stamps(stamps, zone)


def _of_stamps(column: Column, zone: str) -> Longs:
    column = column.cast(pa.timestamp("ms"), safe=False) if getattr(column.type, "tz", None) is None else column
    if column.type.tz is None:
        column = pc.assume_timezone(column, zone, ambiguous="earliest", nonexistent="earliest")
    whole = column.cast(pa.timestamp("ms", tz="UTC"), safe=False).cast(pa.int64())
    return np.asarray(whole.fill_null(BAD_TIME).to_numpy(), np.int64)


def _by_pattern(column: Column, pattern: str, zone: str) -> Longs:
    if "%z" in pattern or "%f" in pattern:  # Arrow has neither
        return _each(column.to_pylist(), lambda said: datetime.strptime(said, pattern), zone)  # noqa: DTZ007 (zoned in _each)
    return _of_stamps(pc.strptime(pc.utf8_trim_whitespace(column), pattern, "ms", error_is_null=True), zone)


def _of_iso(column: Column, zone: str) -> Longs:
    for kind in (pa.timestamp("ms", tz="UTC"), pa.timestamp("ms")):
        try:
            return _of_stamps(column.cast(kind), zone)
        except pa.ArrowException:
            continue
    return _each(column.to_pylist(), lambda said: datetime.fromisoformat(said.strip()), zone)


def _each(said: Sequence[str | None], read: Any, zone: str) -> Longs:
    place, found = ZoneInfo(zone), np.full(len(said), BAD_TIME)
    for row, one in enumerate(said):
        try:
            when: datetime = read(one)
            when = when if when.tzinfo else when.replace(tzinfo=place)
            found[row] = (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        except (ValueError, TypeError, AttributeError, OverflowError):
            continue
    return found
