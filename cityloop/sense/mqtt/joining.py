"""Joining: what many messages say as one, and parts of it again. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Longs
from cityloop.sense.readings.decode import Decoded, Texts


def only(said: Decoded, wanted: NDArray[np.bool_]) -> Decoded:
    """Only what the wanted messages say."""
    rows = np.flatnonzero(wanted[said.rows])
    value, lon, lat = said.value[rows], said.lon[rows], said.lat[rows]
    refused = [(place, why) for place, why in said.refused if wanted[place]]
    signal, subject = _taken(said.signal, rows), _taken(said.subject, rows)
    return Decoded("", signal, subject, said.at[rows], value, lon, lat, said.rows[rows], refused)


def _taken(said: Texts, rows: Longs) -> Texts:
    if said.place is None:
        return Texts([said.names[row] for row in rows.tolist()])
    return Texts(said.names, said.place[rows])


def together(parts: Sequence[Decoded]) -> Decoded:
    """Several as one; nothing at all if there are none."""
    signal, subject = _joined([part.signal for part in parts]), _joined([part.subject for part in parts])
    refused = [one for part in parts for one in part.refused]
    if not parts:
        none = np.zeros(0)
        return Decoded("", signal, subject, none.astype(np.int64), none, none, none, none.astype(np.int64), refused)
    at, rows = (np.concatenate([getattr(part, name) for part in parts]) for name in ("at", "rows"))
    value, lon, lat = (np.concatenate([getattr(part, name) for part in parts]) for name in ("value", "lon", "lat"))
    return Decoded("", signal, subject, at, value, lon, lat, rows, refused)


def _joined(parts: Sequence[Texts]) -> Texts:
    names, places, first = list[str](), list[NDArray[np.int32]](), 0
    for part in map(_once, parts):
        names += part.names
        if part.place is not None:
            places.append(part.place + np.int32(first))
        first += len(part.names)
    if not places:
        return Texts(names)
    if len(places) == len(parts):
        return Texts(names, np.concatenate(places))
    return _joined([part if part.place is not None else _placed(part.names) for part in map(_once, parts)])


def _once(said: Texts) -> Texts:
    """A name that all rows have is said once."""
    names = said.names
    if said.place is None and len(names) > 1 and names.count(names[0]) == len(names):
        return Texts(names[:1], np.zeros(len(names), np.int32))
    return said


def _placed(names: list[str]) -> Texts:
    return Texts(names, np.arange(len(names), dtype=np.int32))
