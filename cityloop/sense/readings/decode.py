"""From the bytes of a request to columns: JSON rows, JSON columns or an Arrow stream.

JSON that is written plainly is read where it lies by compiled code, which leaves Python to others meanwhile; what is not
is decoded by a library. If some of it is not of the right type, each row is tried for itself, so that one bad row does not
cost the others.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.bodies import Many, alike
from cityloop.kernels.bodies import body as read_body
from cityloop.kernels.columns import Floats, Longs
from cityloop.kernels.texts import Texts as Column
from cityloop.kit.errors import Unreadable
from cityloop.sense.readings.arrows import ARROW, from_arrow
from cityloop.sense.readings.decoded import Decoded, Texts
from cityloop.sense.readings.rules import BAD_TIME

NUMBER = float | None


class Row(msgspec.Struct, gc=False):
    signal: str
    subject: str
    at: int | datetime
    value: NUMBER = None
    lon: NUMBER = None
    lat: NUMBER = None


class Body(msgspec.Struct):
    """Rows in `readings`, or a list for each column."""

    batch: str = ""
    readings: list[Row] | None = None
    signal: list[str] | None = None
    subject: list[str] | None = None
    at: list[int | datetime] | None = None
    value: list[NUMBER] | None = None
    lon: list[NUMBER] | None = None
    lat: list[NUMBER] | None = None


_DECODER = msgspec.json.Decoder(Body)


def decode(body: bytes, kind: str, batch: str = "") -> Decoded:
    """`kind` is the content type; `batch` the key from the address, for Arrow."""
    if kind.startswith(ARROW):
        return from_arrow(body, batch)
    plain = _from_plain_json(body)
    return from_json(body) if plain is None else plain


def _from_plain_json(body: bytes) -> Decoded | None:
    """What a body says that is written plainly; None for any other."""
    buffer, many = np.frombuffer(body, np.uint8), Many.room(len(body))
    count = read_body(buffer, 0, len(body), many, 0)
    if count < 0:
        return None
    signal, subject = (Column(buffer, *many.name[2 * one : 2 * one + 2, :count].copy()) for one in (0, 1))
    first, of = alike(*signal)
    signals = Texts(column=signal.take(first), place=of) if first.size else Texts(column=signal)
    value, lon, lat = many.numbers[:, :count].copy()
    key = body[slice(*many.batch.tolist())].decode()
    at = many.at[:count].copy()
    return Decoded(key, signals, Texts(column=subject), at, value, lon, lat, np.arange(count), [], _Loose(body).row)


def from_json(body: bytes) -> Decoded:
    """The same by a library, however it is written."""
    try:
        return _from_json(body)._replace(raw=_Loose(body).row)
    except RecursionError:
        raise Unreadable(why="The body is nested too deep.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Unreadable(why=f"The body is not JSON: {fault}.") from None


def rows_of(body: bytes) -> tuple[str, list[Row]] | None:
    """The key and the rows of a body that is JSON rows and all of the right type; None for any other."""
    try:
        said = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return (said.batch, said.readings) if said.readings is not None else None


def _from_json(body: bytes) -> Decoded:
    try:
        said = _DECODER.decode(body)
    except msgspec.ValidationError:
        return _row_by_row(body)
    if said.readings is not None:
        return from_rows(said.batch, said.readings, np.arange(len(said.readings)), [])
    if said.signal is None or said.subject is None or said.at is None:
        raise Unreadable(why="Give `readings`, or the columns `signal`, `subject` and `at`.")
    count = len(said.at)
    columns = [said.signal, said.subject, said.value, said.lon, said.lat]
    if any(column is not None and len(column) != count for column in columns):
        raise Unreadable(why="The columns are not of one length.")
    value, lon, lat = (_numbers(column, count) for column in (said.value, said.lon, said.lat))
    return Decoded(said.batch, Texts(said.signal), Texts(said.subject), instants(said.at), value, lon, lat, np.arange(count), [])


def from_rows(batch: str, rows: list[Row], places: NDArray[np.int64], refused: list[tuple[int, str]]) -> Decoded:
    return Decoded(
        batch,
        Texts([row.signal for row in rows]),
        Texts([row.subject for row in rows]),
        instants([row.at for row in rows]),
        _numbers([row.value for row in rows], len(rows)),
        _numbers([row.lon for row in rows], len(rows)),
        _numbers([row.lat for row in rows], len(rows)),
        places,
        refused,
    )


class _Loose:
    """The rows of a body as they came, looked at only if one of them is refused."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    @cached_property
    def _rows(self) -> list[Any]:
        return _loose_rows(msgspec.json.decode(self._body))

    def row(self, place: int) -> str:
        return msgspec.json.encode(self._rows[place]).decode()


def _row_by_row(body: bytes) -> Decoded:
    said = msgspec.json.decode(body)
    if not isinstance(said, dict) or not isinstance(said.get("batch", ""), str):
        raise Unreadable(why="The body is an object with a `batch` (text) and `readings` or columns.")
    rows, places, refused = [], [], []
    for place, row in enumerate(_loose_rows(said)):
        try:
            rows.append(msgspec.convert(row, Row))
            places.append(place)
        except msgspec.ValidationError as fault:
            refused.append((place, f"{fault}."))
    return from_rows(said.get("batch", ""), rows, np.array(places, np.int64), refused)


def _loose_rows(said: dict[str, Any]) -> list[Any]:
    if isinstance(said.get("readings"), list):
        rows: list[Any] = said["readings"]
        return rows
    columns = {name: said[name] for name in ("signal", "subject", "at", "value", "lon", "lat") if said.get(name) is not None}
    if not columns or not all(isinstance(column, list) for column in columns.values()):
        raise Unreadable(why="`readings` is a list of readings, and every column a list.")
    if len({len(column) for column in columns.values()}) > 1:
        raise Unreadable(why="The columns are not of one length.")
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _numbers(column: list[NUMBER] | None, count: int) -> Floats:
    if column is None or (count and column[0] is None and column.count(None) == count):
        return np.full(count, np.nan)
    return np.array(column, np.float64)


def instants(said: Sequence[int | datetime]) -> Longs:
    """Milliseconds UTC; BAD_TIME for what is no instant, such as a time without a zone."""
    plain = np.array(said) if said else np.zeros(0, np.int64)
    return plain if plain.dtype == np.int64 else np.array([_instant(one) for one in said], np.int64)


def _instant(said: int | datetime) -> int:
    if isinstance(said, datetime):
        return int(said.timestamp() * 1000) if said.tzinfo else BAD_TIME
    return said if abs(said) < 1 << 62 else BAD_TIME
