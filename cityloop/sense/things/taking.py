"""Taking observations in: from what is said to columns for the log, and to notes for what a reading cannot hold. Pure but for
the streams that are looked up."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import numpy as np

from cityloop.sense.readings.decoded import Decoded, Texts
from cityloop.sense.things import rules
from cityloop.sense.things.observations import milliseconds
from cityloop.sense.things.rules import Unfit
from cityloop.sense.things.streams import Stream

NOTED = ("resultQuality", "validTime", "parameters")
KNOWN = {"result", "phenomenonTime", "resultTime", "Datastream", "FeatureOfInterest", "@iot.id", "id", *NOTED}
COMPONENTS = {"id", "@iot.id", "FeatureOfInterest/id", "FeatureOfInterest/@iot.id", *KNOWN}
NOTE_LENGTH = 10_000  # bytes of what is noted beside a reading


class Taken(NamedTuple):
    """An observation understood: whose, when (milliseconds UTC), what, and what is noted beside it."""

    stream: Stream
    at: int
    value: float
    said: dict[str, Any]
    feature: int | None

    @property
    def noted(self) -> bool:
        return bool(self.said) or self.feature is not None


def observation(stream: Stream, said: Mapping[str, Any], now: int) -> Taken:
    """One observation of the stream; `now` for one that does not say when."""
    strange = said.keys() - KNOWN
    if strange:
        raise Unfit(why=f"An Observation has no {min(strange)[:60]}.")
    when = said.get("phenomenonTime")
    at = now if when is None else _end("phenomenonTime", when)
    noted = {name: said[name] for name in NOTED if said.get(name) is not None}
    if noted.get("parameters") is not None and not isinstance(noted["parameters"], dict):
        raise Unfit(why="parameters is a JSON object.")
    if isinstance(when, str) and "/" in when:
        noted["phenomenonTime"] = when
    if said.get("resultTime") is not None:
        result_at = milliseconds(_instant("resultTime", said["resultTime"]))
        if result_at != at:
            noted["resultTime"] = result_at
    if noted and len(msgspec.json.encode(noted)) > NOTE_LENGTH:
        raise Unfit(why=f"Beside its result an Observation says at most {NOTE_LENGTH} bytes.")
    feature = said.get("FeatureOfInterest")
    number = None if feature is None else rules.reference(feature)
    return Taken(stream, at, value(stream, said.get("result")), noted, None if number == stream.feature_id else number)


def value(stream: Stream, result: Any) -> float:
    """The number a result stands for.

    A truth is 1 or 0 in a datastream of truths; texts and objects have no place in a log of numbers.
    """
    if isinstance(result, bool):
        if stream.truth:
            return float(result)
        raise Unfit(why="true and false are results of a Datastream whose observationType is OM_TruthObservation.")
    if not isinstance(result, int | float) or not math.isfinite(result):
        raise Unfit(why="result is a finite number (or true or false, where truths are observed): readings are numbers.")
    return float(result)


def _end(name: str, said: Any) -> int:
    """Milliseconds UTC; of a stretch of time its end, when it was known."""
    if isinstance(said, str) and "/" in said:
        began, _, ended = said.partition("/")
        if _instant(name, began) > _instant(name, ended):
            raise Unfit(why=f"{name} ends before it begins.")
        return milliseconds(_instant(name, ended))
    return milliseconds(_instant(name, said))


def _instant(name: str, said: Any) -> datetime:
    return rules.instant(name, said).astimezone(UTC)


def decoded(taken: Sequence[Taken]) -> Decoded:
    """The observations as the intake takes them, each stream's names said once."""
    if len(taken) == 1:
        stream = taken[0].stream
        signal, subject = Texts([stream.signal]), Texts([stream.subject])
    else:
        places: dict[Stream, int] = {}
        place = np.array([places.setdefault(one.stream, len(places)) for one in taken], np.int32)
        signal = Texts([stream.signal for stream in places], place)
        subject = Texts([stream.subject for stream in places], place)
    at = np.array([one.at for one in taken], np.int64)
    nowhere = np.full(len(taken), np.nan)
    said = np.array([one.value for one in taken], np.float64)
    return Decoded("observations", signal, subject, at, said, nowhere, nowhere, np.arange(len(taken)), [])


def rows(group: Mapping[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """The datastream of one group of a data array, and its rows as observations."""
    datastream = rules.reference(group.get("Datastream") or {})
    components, data = group.get("components"), group.get("dataArray")
    if datastream is None or not isinstance(components, list) or not isinstance(data, list):
        raise Unfit(why="A group has a Datastream, components and a dataArray.")
    strange = [str(name) for name in components if name not in COMPONENTS]
    if strange or "result" not in components:
        raise Unfit(
            why=f"components are names of an Observation, result among them{': not ' + strange[0][:60] if strange else ''}."
        )
    return datastream, [_row(components, row) for row in data]


def _row(components: Sequence[str], row: Any) -> dict[str, Any]:
    if not isinstance(row, list) or len(row) != len(components):
        return {"result": None}  # refused where results are looked at
    said = dict(zip(components, row, strict=True))
    for name in ("FeatureOfInterest/id", "FeatureOfInterest/@iot.id"):
        feature = said.pop(name, None)
        if feature is not None:
            said["FeatureOfInterest"] = {"@iot.id": feature}
    return said
