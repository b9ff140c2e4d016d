"""Readings as Arrow streams, as devices that have many send them."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

ARROW = "application/vnd.apache.arrow.stream"


def stream(columns: Mapping[str, pa.Array], about: Mapping[str, str] | None = None) -> bytes:
    return streams([pa.table(dict(columns)).replace_schema_metadata(dict(about or {})).combine_chunks()])


def streams(tables: Sequence[pa.Table]) -> bytes:
    """One stream of several record batches."""
    body = io.BytesIO()
    with pa.ipc.new_stream(body, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table)
    return body.getvalue()


def positions(at: pa.Array, subject: Any = None, **columns: pa.Array) -> dict[str, pa.Array]:
    """Columns that say nothing wrong, as many as `at` has, with some of them replaced."""
    count = len(at)
    said = {
        "signal": pa.array(["trucks.position"] * count),
        "subject": pa.array([f"渝A·{number}" for number in range(count)]) if subject is None else subject,
        "at": at,
        "value": pa.array([50.0] * count),
        "lon": pa.array([106.556] * count),
        "lat": pa.array([29.556] * count),
    }
    return said | columns
