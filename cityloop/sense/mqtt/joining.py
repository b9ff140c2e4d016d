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
    names, places, first = list[str](), [np.zeros(0, np.int32)], 0
    for part in parts:
        names += part.names
        place = np.arange(len(part.names), dtype=np.int32) if part.place is None else part.place
        places.append(place + first)
        first += len(part.names)
    return Texts(names, np.concatenate(places).astype(np.int32))
