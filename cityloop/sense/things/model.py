"""What SensorThings knows, as data, pure: its eight kinds, what is said of each, and how they hang together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cityloop.kit.errors import NotFound
from cityloop.sense.things.expressions import NotUnderstood


class Form(Enum):
    """What a property holds."""

    text = "text"
    json = "json"  # any JSON
    object = "object"  # a JSON object, into which a name may go on
    shape = "shape"  # GeoJSON
    time = "time"
    number = "number"
    number_id = "number id"
    worked_out = "worked out"  # from the Observations; read only


@dataclass(frozen=True)
class Held:
    """A property: where it is kept, and whether one must say it."""

    form: Form
    column: str
    required: bool = False


@dataclass(frozen=True)
class Link:
    """A relation, told by columns: `own` is one here, `theirs` one there, `through` (table, here, there) a table between."""

    to: str
    many: bool
    own: str = ""
    theirs: str = ""
    through: tuple[str, str, str] = ("", "", "")
    required: bool = False


@dataclass(frozen=True)
class Kind:
    name: str
    plural: str
    held: Mapping[str, Held]
    links: Mapping[str, Link]


def _held(**forms: tuple[Form, str, bool]) -> dict[str, Held]:
    found = {"@iot.id": Held(Form.number_id, "id"), "id": Held(Form.number_id, "id")}
    return found | {name: Held(*told) for name, told in forms.items()}


_NAMED = {"name": (Form.text, "name", True), "description": (Form.text, "description", True)}
_PROPERTIES = {"properties": (Form.object, "properties", False)}
_ENCODED = {"encodingType": (Form.text, "encoding", True)}

THING = Kind(
    "Thing",
    "Things",
    _held(**_NAMED, **_PROPERTIES),
    {
        "Locations": Link("Location", True, through=("thing_location", "thing_id", "location_id")),
        "HistoricalLocations": Link("HistoricalLocation", True, theirs="thing_id"),
        "Datastreams": Link("Datastream", True, theirs="thing_id"),
    },
)
LOCATION = Kind(
    "Location",
    "Locations",
    _held(**_NAMED, **_ENCODED, location=(Form.shape, "shape", True), **_PROPERTIES),
    {
        "Things": Link("Thing", True, through=("thing_location", "location_id", "thing_id")),
        "HistoricalLocations": Link(
            "HistoricalLocation", True, through=("historical_location_location", "location_id", "historical_location_id")
        ),
    },
)
HISTORICAL_LOCATION = Kind(
    "HistoricalLocation",
    "HistoricalLocations",
    _held(time=(Form.time, "at", True)),
    {
        "Thing": Link("Thing", False, own="thing_id", required=True),
        "Locations": Link("Location", True, through=("historical_location_location", "historical_location_id", "location_id")),
    },
)
SENSOR = Kind(
    "Sensor",
    "Sensors",
    _held(**_NAMED, **_ENCODED, metadata=(Form.json, "told", True), **_PROPERTIES),
    {"Datastreams": Link("Datastream", True, theirs="sensor_id")},
)
OBSERVED_PROPERTY = Kind(
    "ObservedProperty",
    "ObservedProperties",
    _held(name=_NAMED["name"], definition=(Form.text, "definition", True), description=_NAMED["description"], **_PROPERTIES),
    {"Datastreams": Link("Datastream", True, theirs="observed_property_id")},
)
DATASTREAM = Kind(
    "Datastream",
    "Datastreams",
    _held(
        **_NAMED,
        observationType=(Form.text, "observation_type", True),
        unitOfMeasurement=(Form.object, "measured_in", True),
        observedArea=(Form.worked_out, "", False),
        phenomenonTime=(Form.worked_out, "", False),
        resultTime=(Form.worked_out, "", False),
        **_PROPERTIES,
    ),
    {
        "Thing": Link("Thing", False, own="thing_id", required=True),
        "Sensor": Link("Sensor", False, own="sensor_id", required=True),
        "ObservedProperty": Link("ObservedProperty", False, own="observed_property_id", required=True),
        "Observations": Link("Observation", True),
    },
)
FEATURE = Kind(
    "FeatureOfInterest",
    "FeaturesOfInterest",
    _held(**_NAMED, **_ENCODED, feature=(Form.shape, "shape", True), **_PROPERTIES),
    {"Observations": Link("Observation", True)},
)
OBSERVATION = Kind(
    "Observation",
    "Observations",
    {
        "@iot.id": Held(Form.text, "id"),
        "id": Held(Form.text, "id"),
        "phenomenonTime": Held(Form.time, "at"),
        "resultTime": Held(Form.time, "result_at"),
        "result": Held(Form.number, "result", True),
        "resultQuality": Held(Form.json, "resultQuality"),
        "validTime": Held(Form.json, "validTime"),
        "parameters": Held(Form.object, "parameters"),
    },
    {
        "Datastream": Link("Datastream", False, required=True),
        "FeatureOfInterest": Link("FeatureOfInterest", False),
    },
)
KINDS = {
    one.name: one for one in (THING, LOCATION, HISTORICAL_LOCATION, DATASTREAM, SENSOR, OBSERVED_PROPERTY, OBSERVATION, FEATURE)
}
PLURALS = {one.plural: one for one in KINDS.values()}

Id = int | str
STEP = re.compile(r"(\w+)(?:\((?:(-?\d{1,18})|'((?:[^']|'')*)')\))?")


@dataclass(frozen=True)
class Way:
    """An address taken apart: the steps to a kind (with an id where one is named), and what of it is wanted."""

    steps: tuple[tuple[str, Id | None], ...]  # names as said: 'Things', then names of links
    kinds: tuple[Kind, ...]
    asked: tuple[str, ...] = ()  # a property, and names inside it
    value: bool = False
    ref: bool = False

    @property
    def kind(self) -> Kind:
        return self.kinds[-1]

    @property
    def one(self) -> bool:
        """Whether it leads to one and not to a set."""
        if self.steps[-1][1] is not None:
            return True
        return len(self.steps) > 1 and not self.kinds[-2].links[self.steps[-1][0]].many


def way(path: str) -> Way:
    """The address after the version.

    >>> way("Things(1)/Datastreams(2)/Observations").kind.name, way("Things(1)/name/$value").asked
    ('Observation', ('name',))
    """
    parts = path.split("/")
    ref, value = parts[-1] == "$ref", parts[-1] == "$value"
    if ref or value:
        parts.pop()
    steps: list[tuple[str, Id | None]] = []
    kinds: list[Kind] = []
    while parts and (found := _step(parts[0], steps, kinds)):
        steps.append(found[0])
        kinds.append(found[1])
        parts.pop(0)
    if not steps or (parts and parts[0] not in kinds[-1].held) or len(steps) > 12:
        raise NotFound(kind="address", id=path[:100])
    told = Way(tuple(steps), tuple(kinds), tuple(parts), value, ref)
    if (parts and not told.one) or (value and not parts) or (ref and parts):
        raise NotFound(kind="address", id=path[:100])
    return told


def _step(part: str, before: list[tuple[str, Id | None]], kinds: list[Kind]) -> tuple[tuple[str, Id | None], Kind] | None:
    found = STEP.fullmatch(part)
    if not found:
        return None
    name, number, text = found[1], found[2], found[3]
    id = int(number) if number else text.replace("''", "'") if text is not None else None
    if not kinds:
        return ((name, id), PLURALS[name]) if name in PLURALS else None
    if name not in kinds[-1].links:
        return None
    if before[-1][1] is None and (len(kinds) == 1 or kinds[-2].links[before[-1][0]].many):
        raise NotUnderstood(why=f"Say which of {before[-1][0]}: {before[-1][0]}(id)/{name}.")
    link = kinds[-1].links[name]
    if id is not None and not link.many:
        raise NotUnderstood(why=f"{name} is one and takes no id.")
    return (name, id), KINDS[link.to]


def known(kind: str, id: Id | None) -> int:
    """The number of one of the kinds that are numbered; there is none under a text."""
    if not isinstance(id, int) or not 0 < id < 1 << 62:
        raise NotFound(kind=kind, id=str(id)[:60])
    return id
