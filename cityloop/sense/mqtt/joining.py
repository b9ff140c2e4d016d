"""Joining: what many messages say as one, and parts of it again. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Longs
from cityloop.kernels.texts import Texts as Column
from cityloop.sense.mqtt.heard import MESSAGE
from cityloop.sense.readings.decoded import Decoded, Texts


def only(said: Decoded, wanted: NDArray[np.bool_]) -> Decoded:
    """Only what the wanted messages say."""
    rows = np.flatnonzero(wanted[said.rows & MESSAGE])
    value, lon, lat = said.value[rows], said.lon[rows], said.lat[rows]
    refused = [(number, why) for number, why in said.refused if wanted[number & MESSAGE]]
    signal, subject = _taken(said.signal, rows), _taken(said.subject, rows)
    return Decoded("", signal, subject, said.at[rows], value, lon, lat, said.rows[rows], refused)


def _taken(said: Texts, rows: Longs) -> Texts:
    if said.place is None:
        return Texts(column=said.column.take(rows))
    which, place = np.unique(said.place[rows], return_inverse=True)
    return Texts(None, place.astype(np.int32), said.column.take(which))


def together(parts: Sequence[Decoded]) -> Decoded:
    """Several as one; nothing at all if there are none."""
    signal = _joined([_once(part.signal) for part in parts])
    subject = _joined([part.subject for part in parts])
    refused = [one for part in parts for one in part.refused]
    if not parts:
        none = np.zeros(0)
        return Decoded("", signal, subject, none.astype(np.int64), none, none, none, none.astype(np.int64), refused)
    at, rows = (np.concatenate([getattr(part, name) for part in parts]) for name in ("at", "rows"))
    value, lon, lat = (np.concatenate([getattr(part, name) for part in parts]) for name in ("value", "lon", "lat"))
    return Decoded("", signal, subject, at, value, lon, lat, rows, refused)


def _joined(parts: Sequence[Texts]) -> Texts:
    if not parts:
        return Texts([])
    columns = [_close(part.column) for part in parts]
    first = np.cumsum([0, *(column.data.size for column in columns)])
    start, end = (
        np.concatenate([getattr(column, name) + begin for column, begin in zip(columns, first[:-1].tolist(), strict=True)])
        for name in ("start", "end")
    )
    column = Column(np.concatenate([column.data for column in columns]), start, end)
    if all(part.place is None for part in parts):
        return Texts(column=column)
    above = np.cumsum([0, *(column.rows for column in columns)])
    placed = [np.arange(one.column.rows) if one.place is None else one.place for one in parts]
    place = np.concatenate([one + begin for one, begin in zip(placed, above[:-1].tolist(), strict=True)])
    return Texts(None, place.astype(np.int32), column)


def _close(said: Column) -> Column:
    """The same without the bytes before the first name and after the last: names lie in buffers far larger than they."""
    if not said.rows:
        return Column(said.data[:0], said.start, said.end)
    begin, end = int(said.start.min()), int(said.end.max())
    return Column(said.data[begin:end], said.start - begin, said.end - begin)


def _once(said: Texts) -> Texts:
    """A name that all rows have is said once."""
    if said.place is None and said.column.rows > 1:
        names = said.names
        if names.count(names[0]) == len(names):
            return Texts(names[:1], np.zeros(len(names), np.int32))
    return said
