"""Replaying: rows of the quarantine are brought again, and counted in the hour they first came.

A row that is good now is one refused less and one stored, late or doubled more; one that is refused for another reason is
one less under the old and one more under the new. None is sent again; but a document that could not be opened was one row,
and if it gives n now, n - 1 more were sent than was known. Each try has a key of its own, so that one that is begun again
after a crash counts once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import numpy as np

from cityloop.kernels.columns import Readings, together
from cityloop.kit.frames import Batch
from cityloop.kit.frames.accounts import Tally
from cityloop.sense.quarantine.rules import Kept, Still, Verdict
from cityloop.sense.readings import rules
from cityloop.sense.readings.decode import decode
from cityloop.sense.readings.decoded import Decoded
from cityloop.sense.readings.sorting import Incoming, Sorting, shown

JSON = "application/json"
SHARED = {"batch": "again"}
MEND = "The sender has to mend the body and send it again."

Translate = Callable[[Sequence[str]], Iterable[Decoded]]  # what was kept, to readings whose `rows` are its places
Translators = Callable[[str], Translate | None]  # by source; None where what is kept are rows of the door


def sorted_again(sorting: Sorting, kept: Sequence[Kept], translators: Translators) -> tuple[list[Verdict], list[Batch]]:
    """What becomes of every row under the rules of now, and the batches that store and count it."""
    verdicts = [list[Still]() for _ in kept]
    batches: list[Batch] = []
    heaps: dict[str, list[int]] = {}
    for place, one in enumerate(kept):
        if one.reason == rules.UNREADABLE_BODY:
            verdicts[place].append(Still(one.reason, MEND, one.content))
        else:
            heaps.setdefault(one.source, []).append(place)
    for source, places in heaps.items():
        batches += _brought(sorting, translators(source) or of_the_door, [(kept[p], verdicts[p]) for p in places])
    return list(verdicts), batches


def of_the_door(contents: Sequence[str]) -> list[Decoded]:
    """All rows together; one that is no JSON by itself is a row nobody can read."""
    rows = [msgspec.Raw(content.encode()) if _is_json(content) else None for content in contents]
    said = decode(msgspec.json.encode(SHARED | {"readings": rows}), JSON)
    marks = np.concatenate([said.rows, np.array([place for place, _ in said.refused], np.int64)])
    return [said._replace(raw=contents.__getitem__, marks=marks)]


def _is_json(content: str) -> bool:
    try:
        msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _brought(sorting: Sorting, translate: Translate, tried: Sequence[tuple[Kept, list[Still]]]) -> Iterator[Batch]:
    """The batches of the rows of one source; what is refused of each row is put down in its list."""
    good: list[list[Readings]] = [[] for _ in tried]
    for said in translate([one.content for one, _ in tried]):
        incoming = sorting.check(tried[0][0].source, said, keyed=False)
        _put_down(said, incoming, [refused for _, refused in tried])
        for place, readings in _by_place(said, incoming):
            good[place].append(readings)
    for (one, refused), taken in zip(tried, good, strict=True):
        yield from _batch(one, together(taken), refused)


def _put_down(said: Decoded, incoming: Incoming, refused: Sequence[list[Still]]) -> None:
    for number, (place, why) in enumerate(said.refused):
        refused[place].append(Still(rules.UNREADABLE, why, said.original_refused(number)))
    for row, verdict in zip(incoming.bad.tolist(), incoming.verdicts.tolist(), strict=True):
        still = Still(rules.CODES[verdict], rules.REASONS[verdict], shown(said, row, verdict))
        refused[int(said.rows[row])].append(still)


def _by_place(said: Decoded, incoming: Incoming) -> Iterator[tuple[int, Readings]]:
    """The readings that may be taken in, those of one place together."""
    places = np.delete(said.rows, incoming.bad)
    order = np.argsort(places, kind="stable")
    found, first = np.unique(places[order], return_index=True)
    for place, rows in zip(found.tolist(), np.split(order, first[1:]), strict=False):
        yield place, incoming.batch.readings.take(rows)


def _batch(one: Kept, readings: Readings, refused: Sequence[Still]) -> Iterator[Batch]:
    moved = Counter(still.reason for still in refused)
    moved.subtract([one.reason])
    changed = {reason: count for reason, count in moved.items() if count}
    if readings.at.size or changed:
        tally = Tally(one.hour, readings.at.size + len(refused) - 1, changed)
        yield Batch(one.source, f"again {one.id} {one.tries}", "", readings, tally, once=True)
