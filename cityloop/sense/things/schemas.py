"""What it looks like outside: entities, pages and data arrays as SensorThings writes them."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from cityloop.sense.things.expressions import NotUnderstood
from cityloop.sense.things.model import OBSERVATION, PLURALS, Form, Kind
from cityloop.sense.things.observations import Observation, moment
from cityloop.sense.things.options import Options, pairs
from cityloop.sense.things.queries import Node, Opened, next_page

SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
DONE = (
    "datamodel", "resource-path/resource-path-to-entities", "request-data",
    "create-update-delete/create-entity", "create-update-delete/link-to-existing-entities",
    "create-update-delete/deep-insert", "create-update-delete/deep-insert-status-code",
    "create-update-delete/update-entity", "create-update-delete/update-entity-put",
    "create-update-delete/update-entity-jsonpatch", "create-update-delete/delete-entity",
    "batch-request/batch-request", "data-array/data-array",
)  # fmt: skip
JSON_BATCH = "https://fraunhoferiosb.github.io/FROST-Server/extensions/JsonBatchRequest.html"
ARRAY = ("id", "phenomenonTime", "resultTime", "result")


def shown_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def reference(kind: Kind, id: int | str) -> str:
    """The address of one, after the version."""
    return f"{kind.plural}({id})" if isinstance(id, int) else f"{kind.plural}('{quote(id)}')"


@dataclass(frozen=True)
class Writer:
    """Writes answers; `base` is the address of the version, without a slash at its end."""

    base: str

    def root(self) -> dict[str, Any]:
        """What there is, and what of the standard is kept."""
        sets = [{"name": plural, "url": f"{self.base}/{plural}"} for plural in PLURALS]
        settings = {
            "conformance": [*(SPEC + one for one in DONE), JSON_BATCH],
            f"{SPEC}batch-request/batch-request": {"endpoints": [f"{self.base}/$batch"]},
            f"{SPEC}data-array/data-array": {"endpoints": [f"{self.base}/CreateObservations"]},
        }
        return {"value": sets, "serverSettings": settings}

    def link(self, kind: Kind, id: int | str) -> str:
        return f"{self.base}/{reference(kind, id)}"

    def written(self, node: Node, options: Options) -> dict[str, Any]:
        """One, with what was chosen of it and what is opened below it."""
        wanted = _wanted(node.kind, options.select)
        here = self.link(node.kind, node.row.id)
        said: dict[str, Any] = {}
        if wanted is None or "@iot.id" in wanted:
            said["@iot.id"] = node.row.id
        if wanted is None or "@iot.selfLink" in wanted:
            said["@iot.selfLink"] = here
        told = _observation(node.row) if node.kind is OBSERVATION else _row(node.kind, node.row)
        said |= {name: value for name, value in told.items() if wanted is None or name in wanted}
        for name in node.kind.links:
            if name in node.opened:
                said |= self._below(f"{here}/{name}", name, node.opened[name], options.expand[name])
            elif wanted is None or name in wanted:
                said[f"{name}@iot.navigationLink"] = f"{here}/{name}"
        return said

    def _below(self, address: str, name: str, opened: Opened | Node | None, options: Options) -> dict[str, Any]:
        if not isinstance(opened, Opened):
            return {name: self.written(opened, options) if opened else None}
        said: dict[str, Any] = {name: [self.written(node, options) for node in opened.nodes]}
        if opened.count is not None:
            said[f"{name}@iot.count"] = opened.count
        if opened.more:
            said[f"{name}@iot.nextLink"] = self._next(address, opened, options)
        return said

    def page(self, path: str, opened: Opened, options: Options, refs: bool = False) -> dict[str, Any]:
        """A page of a set, with the address of the next."""
        said: dict[str, Any] = {}
        if opened.count is not None:
            said["@iot.count"] = opened.count
        if opened.more:
            said["@iot.nextLink"] = self._next(f"{self.base}/{path}", opened, options)
        if refs:
            said["value"] = [{"@iot.selfLink": self.link(node.kind, node.row.id)} for node in opened.nodes]
        elif options.arrays:
            said["value"] = self._arrays(opened, options)
        else:
            said["value"] = [self.written(node, options) for node in opened.nodes]
        return said

    def _next(self, address: str, opened: Opened, options: Options) -> str:
        return f"{address}?{urlencode(pairs(next_page(options, opened)), safe='$,()/', quote_via=quote)}"

    def _arrays(self, opened: Opened, options: Options) -> list[dict[str, Any]]:
        """The observations of each datastream as rows of the same components."""
        if any(node.kind is not OBSERVATION for node in opened.nodes):
            raise NotUnderstood(why="$resultFormat=dataArray is for Observations.")
        components = [name for name in options.select if name in OBSERVATION.held] or list(ARRAY)
        groups: dict[int, list[list[Any]]] = {}
        for node in opened.nodes:
            said = {"id": node.row.id, "@iot.id": node.row.id, **_observation(node.row)}
            groups.setdefault(node.row.stream.id, []).append([said.get(name) for name in components])
        return [
            {
                "Datastream@iot.navigationLink": f"{self.base}/Datastreams({number})",
                "components": components,
                "dataArray@iot.count": len(rows),
                "dataArray": rows,
            }
            for number, rows in groups.items()
        ]


def _wanted(kind: Kind, select: tuple[str, ...]) -> set[str] | None:
    """The names chosen; None for all."""
    if not select or "*" in select:
        return None
    strange = [name for name in select if name.partition("/")[0] not in {*kind.held, *kind.links, "@iot.selfLink"}]
    if strange:
        raise NotUnderstood(why=f"{kind.name} has no {strange[0][:60]}.")
    return {"@iot.id" if name == "id" else name.partition("/")[0] for name in select}


def _row(kind: Kind, row: Any) -> dict[str, Any]:
    said = {}
    for name, held in kind.held.items():
        if name in ("@iot.id", "id") or held.form is Form.worked_out:
            continue
        value = getattr(row, held.column)
        said[name] = shown_time(value) if isinstance(value, datetime) else value
    if said.get("properties", 0) is None:
        said["properties"] = {}
    return said


def _observation(one: Observation) -> dict[str, Any]:
    noted = one.note.said if one.note else {}
    result_at = noted.get("resultTime", one.at)
    said: dict[str, Any] = {
        "phenomenonTime": noted.get("phenomenonTime") or shown_time(moment(one.at)),
        "resultTime": shown_time(moment(result_at)) if isinstance(result_at, int) else None,
        "result": said_result(one),
    }
    parameters = noted.get("parameters") or {}
    if not math.isnan(one.lon):
        parameters = {"lon": one.lon, "lat": one.lat} | parameters
    said |= {"parameters": parameters} if parameters else {}
    return said | {name: noted[name] for name in ("resultQuality", "validTime") if name in noted}


def said_result(one: Observation) -> float | int | bool | None:
    """The number, or what it stands for in a datastream of truths or counts."""
    if math.isnan(one.value):
        return None
    if one.stream.truth and one.value in (0.0, 1.0):
        return one.value == 1.0
    return int(one.value) if one.stream.whole and one.value.is_integer() else one.value
