"""From an Arrow stream to columns, which lie as they came as far as they can."""

import numpy as np
import pyarrow as pa

from cityloop.kernels.columns import Floats, Longs
from cityloop.kernels.texts import Texts as Column
from cityloop.kit.errors import Unreadable
from cityloop.sense.readings.decoded import Decoded, Texts
from cityloop.sense.readings.rules import BAD_TIME

ARROW = "application/vnd.apache.arrow.stream"
MOST_ROWS = 4_000_000  # of an Arrow stream, whose compressed or empty columns may say far more rows than it has bytes


def from_arrow(body: bytes, batch: str) -> Decoded:
    try:
        table = _read_arrow(body)
        about = table.schema.metadata or {}
        count = table.num_rows
        signal, subject = _arrow_texts(table.column("signal"), few=True), _arrow_texts(table.column("subject"), few=False)
        value, lon, lat = (_arrow_numbers(table, name) for name in ("value", "lon", "lat"))
        at = _arrow_instants(table.column("at"))
    except (pa.ArrowException, KeyError, ValueError, OSError) as fault:
        raise Unreadable(why=f"The body is not an Arrow stream with signal, subject, at, value: {fault}.") from None
    key = batch or about.get(b"batch", b"").decode(errors="replace")
    return Decoded(key, signal, subject, at, value, lon, lat, np.arange(count), [])


def _read_arrow(body: bytes) -> pa.Table:
    """The stream as a table, looked through before anything trusts its offsets: a stranger may have written it."""
    parts, rows = [], 0
    with pa.ipc.open_stream(body) as stream:
        for part in stream:
            rows += part.num_rows
            if rows > MOST_ROWS:
                raise Unreadable(why=f"An Arrow stream has at most {MOST_ROWS} rows.")
            part.validate(full=True)
            parts.append(part)
        return pa.Table.from_batches(parts, stream.schema)


def _arrow_texts(column: pa.ChunkedArray, few: bool) -> Texts:
    """`few`: the same names come again and again, so each is looked at once."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(whole.type):
        whole = whole.cast(pa.string())
        if not few:
            return Texts(column=_bytes(whole))
        whole = whole.dictionary_encode()
    names = whole.dictionary.cast(pa.string())
    place = whole.indices.fill_null(len(names)) if whole.null_count else whole.indices
    return Texts(None, np.asarray(place.to_numpy(zero_copy_only=False), np.int32), _bytes(names, one_more=whole.null_count > 0))


def _bytes(names: pa.StringArray, one_more: bool = False) -> Column:
    """The column as it lies in Arrow's buffers; no name is an empty one. With `one_more` an empty name at the end."""
    if names.null_count:
        names = names.fill_null("")
    _, offsets, data = names.buffers()
    ends = (
        np.frombuffer(offsets, np.int32, len(names) + 1, 4 * names.offset).astype(np.int64)
        if len(names)
        else np.zeros(1, np.int64)
    )
    if one_more:
        ends = np.r_[ends, ends[-1]]
    return Column(np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8), ends[:-1], ends[1:])


def _arrow_numbers(table: pa.Table, name: str) -> Floats:
    if name not in table.column_names:
        return np.full(table.num_rows, np.nan)
    numbers = table.column(name).cast(pa.float64()).to_numpy()
    return np.asarray(numbers, np.float64)


def _arrow_instants(column: pa.ChunkedArray) -> Longs:
    if pa.types.is_timestamp(column.type) and column.type.tz is None:
        return np.full(len(column), BAD_TIME)
    whole = column.cast(pa.timestamp("ms", tz="UTC"), safe=False) if pa.types.is_timestamp(column.type) else column
    return np.asarray(whole.cast(pa.int64()).fill_null(BAD_TIME).to_numpy(), np.int64)
