"""Examples of a detector, as domain experts write them: given these readings, these findings.

`scenarios/<name>/examples/*.toml`: `detector`, `every_s`, and `[[example]]` with `says`, `values` and `finds`. An example
may say more: `parameters` in place of those in force, `lon` and `lat` (one or a list), `subject`, `signal`, `from` (when the
first reading is made, with its zone), `repeat` (the values so many times over). Where several speak, `[[example.series]]`
holds a `signal`, `subject`, `values`, `repeat`, `lon`, `lat`, `from_s` and `every_s` each. A find is `began_s`, `ended_s` and,
where it matters, `peak` and `subject`. What stands above the first example holds for all of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cityloop.kernels.columns import Findings, Floats, Readings, State, joined, merged
from cityloop.rulebook import Detector, Rulebook, Scenario

FROM = "2026-03-02T10:00:00+08:00"
SOMEONE = "someone"


class Find(NamedTuple):
    subject: str
    began_s: float
    ended_s: float
    peak: float | None


class Example(NamedTuple):
    """Readings as the detector reads them, and what it must find in them."""

    detector: str
    says: str
    readings: Readings
    subjects: tuple[str, ...]
    parameters: Mapping[str, float]
    finds: tuple[Find, ...]
    began: int  # milliseconds UTC


def read_examples(file: Path, detectors: Mapping[str, Detector]) -> Iterator[Example]:
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    detector = detectors[said["detector"]]
    common = {name: value for name, value in said.items() if name not in ("detector", "example")}
    for one in said["example"]:
        yield _example(detector, {**common, **one})


def _example(detector: Detector, said: dict[str, Any]) -> Example:
    began = int(datetime.fromisoformat(str(said.get("from", FROM))).timestamp() * 1000)
    series = [{**said, **one} for one in said.get("series", [said])]
    names = detector.subjects or tuple(dict.fromkeys(one.get("subject", SOMEONE) for one in series))
    parts = [_series(detector, one, names, began) for one in series]
    readings = Readings._make(map(np.concatenate, zip(*parts, strict=True)))
    readings = readings.take(np.argsort(readings.at, kind="stable"))
    found = detector.finds or names
    finds = tuple(
        Find(one.get("subject", said.get("subject", found[0])), one["began_s"], one["ended_s"], one.get("peak"))
        for one in said["finds"]
    )
    return Example(detector.name, said["says"], readings, found, said.get("parameters", {}), finds, began)


def _series(detector: Detector, said: dict[str, Any], subjects: tuple[str, ...], began: int) -> Readings:
    values = np.tile(np.array(said["values"], np.float64), said.get("repeat", 1))
    size = values.size
    signals = [signal.name for signal in detector.reads]
    signal = signals.index(said.get("signal", signals[0]))
    subject = subjects.index(said.get("subject", subjects[0]))
    at = began + np.round((said.get("from_s", 0) + np.arange(size) * said["every_s"]) * 1000).astype(np.int64)
    lon, lat = (np.broadcast_to(np.asarray(said.get(name, np.nan), np.float64), size).copy() for name in ("lon", "lat"))
    return Readings(np.full(size, signal, np.int32), np.full(size, subject, np.int32), at, values, lon, lat)


def told(scenario: Scenario, detector: Detector, parts: list[Readings], parameters: Mapping[str, float]) -> Findings:
    """What the detector says of these batches in the end, under the parameters of each reading's day."""
    rulebook, state, said = Rulebook((scenario,)), dict[str, Any](), []
    for part in parts:
        columns = rulebook.columns(detector, part.at, lambda size=part.at.size: [""] * size, parameters)  # type: ignore[misc]
        state, found = stepped(detector, state, part, columns)
        said.append(found)
    return merged(joined(said))


def stepped(detector: Detector, state: State, part: Readings, columns: Mapping[str, Floats]) -> tuple[State, Findings]:
    return detector.step(state, part, **columns)


def finds(example: Example, found: Findings) -> list[Find]:
    """The findings as an example writes them, the peak only where the example says one."""
    wanted = {(find.subject, find.began_s): find.peak for find in example.finds}
    seen = []
    for subject, began, ended, peak, *_ in zip(*(column.tolist() for column in found), strict=True):
        name, began_s = example.subjects[subject], (began - example.began) / 1000
        said = wanted.get((name, began_s))
        close = said is not None and abs(peak - said) <= 1e-3 * max(1.0, abs(said))
        shown = said if close else peak if said is not None else None
        seen.append(Find(name, began_s, (ended - example.began) / 1000, shown))
    return seen
