"""Again: originals that wait in quarantine, turned over once more by the mapping that is in force now."""

import base64
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dict
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cityloop.kit.work import Work
from cityloop.sense.connectors import queries
from cityloop.sense.connectors.connector import Paper, Parcel
from cityloop.sense.connectors.mapping import Mapping
from cityloop.sense.connectors.sheet import cells
from cityloop.sense.connectors.translating import translate
from cityloop.sense.readings.decoded import Decoded, none_of

TOGETHER = 2_000_000  # bytes of documents in one parcel
STRANGE = "No mapping can be turned over this. The sender has to mend it and bring it again."

Glance = Callable[[str], AbstractContextManager[Work]]
Translate = Callable[[Sequence[str]], Iterator[Decoded]]


class _Kept(NamedTuple):
    """An original read back: a document or a row, what was known of it, and which of how many readings of it is meant."""

    paper: bytes | None
    row: dict[str, Any]
    times: tuple[str, ...]
    about: dict[str, str]
    of: tuple[int, int] | None


def translator(glance: Glance) -> Callable[[str], Translate | None]:
    """For a source that is a connector: what makes readings of its originals. None for every other source."""

    def of(source: str) -> Translate | None:
        with glance("quarantine") as work:
            connection = queries.named(work.session, source)
            if connection is None:
                return None
            mapping = Mapping.model_validate(queries.mapping(work.session, connection.id, connection.mapping))
            units = {name: signal.unit for name, signal in work.rulebook.signals.items()}
        return lambda originals: _translated(originals, mapping, units)

    return of


def _translated(originals: Sequence[str], mapping: Mapping, units: Dict[str, str]) -> Iterator[Decoded]:
    """What the mapping makes of them; `rows` are the places of the originals."""
    read = [_read(one) for one in originals]
    for places, parcel, only in _parcels(read, len(mapping.gives)):
        made = translate(parcel, mapping, units, "again", only).readings
        refused = [(int(places[place]), why) for place, why in made.refused]
        yield made._replace(rows=places[made.rows], refused=refused)
    if strange := [place for place, one in enumerate(read) if one is None]:
        yield none_of([(place, STRANGE) for place in strange], lambda number: originals[strange[number]])


def _read(original: str) -> _Kept | None:
    try:
        said = msgspec.json.decode(original)
        paper = base64.b64decode(said["base64"]) if "base64" in said else said["paper"].encode() if "paper" in said else None
        times = tuple(said.get("times", ()))
        cells_of = said["row"].items() if paper is None else ()
        row = {name: datetime.fromisoformat(cell) if name in times else cell for name, cell in cells_of}
        return _Kept(paper, row, times, said["about"], tuple(said["of"]) if "of" in said else None)
    except (msgspec.DecodeError, RecursionError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _parcels(read: Sequence[_Kept | None], gives: int) -> Iterator[tuple[NDArray[np.int64], Parcel, int | None]]:
    """Those that can be turned over together and their places; and which reading of each is meant, where the mapping still
    gives as many as it did. Otherwise all are made: one that is in the log is known by it."""
    heaps: dict[Any, list[int]] = {}
    size = 0
    for place, one in enumerate(read):
        if one is None:
            continue
        size += len(one.paper or b"")
        shape: Any = (size // TOGETHER,) if one.paper is not None else (*one.row, one.times, *sorted(one.about.items()))
        only = one.of[0] if one.of and one.of[1] == gives else None
        heaps.setdefault((one.paper is None, only, shape), []).append(place)
    for (of_table, only, _), places in heaps.items():
        some = [one for place in places if (one := read[place])]
        if of_table:
            table = pa.table({name: cells([one.row[name] for one in some]) for name in some[0].row})
            yield np.array(places), Parcel(table=table, about=some[0].about), only
        else:
            yield np.array(places), Parcel(papers=[Paper(one.paper or b"", one.about) for one in some]), only
