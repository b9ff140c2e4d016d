"""Replaying: rows of the quarantine are brought again, and counted in the hour they first came.

A row that is good now is one refused less and one stored, late or doubled more; one that is refused for another reason is
one less under the old and one more under the new. None is sent again. Each try has a key of its own, so that one that is
begun again after a crash counts once.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from cityloop.kernels.columns import Readings
from cityloop.kit.frames import Batch
from cityloop.kit.frames.accounts import Tally
from cityloop.sense.quarantine.rules import Kept, Verdict
from cityloop.sense.readings import rules
from cityloop.sense.readings.decode import decode
from cityloop.sense.readings.sorting import Incoming, Sorting

JSON = "application/json"
SHARED = {"batch": "again"}


def sorted_again(sorting: Sorting, kept: Sequence[Kept]) -> tuple[list[Verdict], list[Batch]]:
    """What becomes of every row under the rules of now, and the batches that store and count it."""
    verdicts, batches = [Verdict("", "")] * len(kept), list[Batch]()
    whole = [(place, one) for place, one in enumerate(kept) if one.reason != rules.UNREADABLE_BODY]
    for source in dict.fromkeys(one.source for _, one in whole):
        rows = [(place, one) for place, one in whole if one.source == source]
        incoming = _brought(sorting, source, [one for _, one in rows])
        refused = _reasons(incoming)
        taken = 0
        for row, (place, one) in enumerate(rows):
            verdicts[place] = refused.get(row, Verdict("", ""))
            readings = incoming.batch.readings.take(np.arange(taken, taken + (row not in refused)))
            taken += readings.at.size
            batches += _batch(one, readings, verdicts[place].reason)
    for place, one in enumerate(kept):
        if one.reason == rules.UNREADABLE_BODY:
            verdicts[place] = Verdict(one.reason, "The sender has to mend the body and send it again.")
    return verdicts, batches


def _brought(sorting: Sorting, source: str, kept: Sequence[Kept]) -> Incoming:
    """All rows together; one that is no JSON by itself is a row nobody can read."""
    contents = [msgspec.Raw(one.content.encode()) if _is_json(one.content) else None for one in kept]
    body = msgspec.json.encode(SHARED | {"readings": contents})
    return sorting.check(source, decode(body, JSON), keyed=False)


def _is_json(content: str) -> bool:
    try:
        msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _reasons(incoming: Incoming) -> dict[int, Verdict]:
    judged = zip(incoming.places.tolist(), incoming.verdicts.tolist(), strict=True)
    found = {place: Verdict(rules.CODES[verdict], rules.REASONS[verdict]) for place, verdict in judged}
    return found | {place: Verdict(rules.UNREADABLE, why) for place, why in incoming.unread}


def _batch(one: Kept, readings: Readings, reason: str) -> list[Batch]:
    if reason == one.reason:
        return []
    moved = {one.reason: -1, reason: 1} if reason else {one.reason: -1}
    return [Batch(one.source, f"again {one.id} {one.tries}", "", readings, Tally(one.hour, 0, moved), once=True)]
