"""What can be done: entities are made, with all that is told along with them, changed and removed."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from cityloop.kit.errors import NotAllowed, NotFound
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.sense.devices import queries as devices
from cityloop.sense.things import declaring, geometry, rules
from cityloop.sense.things.expressions import NotUnderstood
from cityloop.sense.things.model import KINDS, LOCATION, Kind
from cityloop.sense.things.tables import (
    TABLES,
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalLocationLocation,
    Location,
    Thing,
    ThingLocation,
)

Said = Mapping[str, Any]
MOST = 10_000  # entities told together


class Making:
    """Makes entities for one source, in one piece of work. Observations told along with them are left in `observations`,
    each with the number of its datastream: they go to the log once the rest is kept."""

    def __init__(self, work: Work, owner: str, seen: Callable[[str, Any], ColumnElement[bool]]) -> None:
        self._work, self._owner, self._seen = work, owner, seen
        self.observations: list[tuple[int, Said]] = []
        self._made = 0

    def make(self, kind: Kind, said: Any, above: Mapping[str, int]) -> Any:
        """A new one. `above` names what it belongs to by the address or by what it is told along with."""
        if not isinstance(said, Mapping):
            raise rules.Unfit(why=f"A {kind.name} is a JSON object.")
        self._made += 1
        if self._made > MOST:
            raise rules.Unfit(why=f"At most {MOST} entities are told together.")
        makers: dict[str, Callable[[Kind, Said, Mapping[str, int]], Any]] = {
            "Thing": self._thing,
            "Location": self._location,
            "HistoricalLocation": self._historical,
        }
        makers |= {"Datastream": self._datastream, "FeatureOfInterest": self._watched}
        return makers.get(kind.name, self._plain)(kind, said, above)

    def related(self, kind: str, said: Any, above: Mapping[str, int] | None = None) -> int:
        """The number of what is referred to, or of what is described and made now."""
        id = rules.reference(said)
        if id is None:
            return int(self.make(KINDS[kind], said, above or {}).id)
        self.find(kind, id)
        return id

    def find(self, kind: str, id: int) -> Any:
        """One that may be seen."""
        table = TABLES[kind]
        found = self._work.session.scalar(select(table).where(table.id == id, self._seen(kind, table)))
        if found is None:
            raise NotFound(kind=kind, id=id)
        return found

    def own(self, kind: str, id: int) -> Any:
        """One that is the source's own to change."""
        found = self.find(kind, id)
        owner = found.owner if hasattr(found, "owner") else self.find("Thing", found.thing_id).owner
        if owner != self._owner:
            raise NotAllowed(why=f"This {kind} is kept by another source.")
        return found

    # each kind ---------------------------------------------------------------------------------------------------

    def _plain(self, kind: Kind, said: Said, above: Mapping[str, int]) -> Any:
        row = self._work.keep(TABLES[kind.name](owner=self._owner, **rules.values(kind, said)))
        for one in rules.several("Datastreams", said.get("Datastreams", [])):
            self.make(KINDS["Datastream"], one, {kind.name: row.id})
        return row

    def _thing(self, kind: Kind, said: Said, above: Mapping[str, int]) -> Thing:
        nowhere = areas.code_at(self._work, None, None)
        thing = self._work.keep(Thing(owner=self._owner, code="", area=nowhere, **rules.values(kind, said)))
        thing.code = rules.code(thing.properties, thing.id)
        device = devices.by_code(self._work, [thing.code]).get(thing.code)
        thing.area = device.area if device else nowhere  # until it has a Location of its own
        told = rules.several("Locations", said.get("Locations", []))
        places = [self.related("Location", one) for one in told] + [above[name] for name in ("Location",) if name in above]
        if places:
            self.place(thing, places)
        for one in rules.several("HistoricalLocations", said.get("HistoricalLocations", [])):
            self.make(KINDS["HistoricalLocation"], one, {"Thing": thing.id})
        for one in rules.several("Datastreams", said.get("Datastreams", [])):
            self.make(KINDS["Datastream"], one, {"Thing": thing.id})
        return thing

    def _location(self, kind: Kind, said: Said, above: Mapping[str, int]) -> Location:
        location = self._work.keep(Location(owner=self._owner, **self._lying(rules.values(kind, said), "location")))
        things = [self.related("Thing", one) for one in rules.several("Things", said.get("Things", []))]
        for id in things + [above[name] for name in ("Thing",) if name in above]:
            self.place(self.own("Thing", id), [location.id])
        return location

    def _watched(self, kind: Kind, said: Said, above: Mapping[str, int]) -> FeatureOfInterest:
        feature = self._work.keep(FeatureOfInterest(owner=self._owner, **self._lying(rules.values(kind, said), "feature")))
        for one in rules.several("Observations", said.get("Observations", [])):
            if not isinstance(one, Mapping):
                raise rules.Unfit(why="An Observation is a JSON object.")
            datastream = self.related("Datastream", one.get("Datastream"))
            self.observations.append((datastream, {**one, "FeatureOfInterest": {"@iot.id": feature.id}}))
        return feature

    def _historical(self, kind: Kind, said: Said, above: Mapping[str, int]) -> HistoricalLocation:
        told = rules.values(kind, said)
        thing = self.own("Thing", above.get("Thing") or self.related("Thing", said.get("Thing")))
        places = [self.related("Location", one) for one in rules.several("Locations", said.get("Locations", []))]
        places += [above[name] for name in ("Location",) if name in above]
        if not places:
            raise rules.Unfit(why="A HistoricalLocation needs Locations.")
        newest = self._work.session.scalar(select(func.max(HistoricalLocation.at)).where(HistoricalLocation.thing_id == thing.id))
        row = self._work.keep(HistoricalLocation(thing_id=thing.id, **told))
        self._remember(row.id, places)
        if newest is None or told["at"] >= newest:
            self._settle(thing, places)
        return row

    def _datastream(self, kind: Kind, said: Said, above: Mapping[str, int]) -> Datastream:
        told = rules.values(kind, said)
        thing = self.own("Thing", above.get("Thing") or self.related("Thing", said.get("Thing")))
        sensor = above.get("Sensor") or self.related("Sensor", said.get("Sensor"))
        measured = above.get("ObservedProperty") or self.related("ObservedProperty", said.get("ObservedProperty"))
        signal = declaring.signal(self._work, told, self.find("ObservedProperty", measured))
        row = Datastream(
            owner=self._owner, thing_id=thing.id, sensor_id=sensor, observed_property_id=measured,
            signal=signal, subject=f"{thing.code} (new)", feature_id=self._feature_of(thing), **told,
        )  # fmt: skip
        alone(self._work.session, "naming streams")
        row.subject = declaring.subject(self._work, signal, thing.code)
        self._work.keep(row)
        for one in rules.several("Observations", said.get("Observations", [])):
            if not isinstance(one, Mapping):
                raise rules.Unfit(why="An Observation is a JSON object.")
            self.observations.append((row.id, one))
        return row

    # where things are --------------------------------------------------------------------------------------------

    def place(self, thing: Thing, locations: list[int]) -> None:
        """Let the thing be at these locations from now on."""
        row = self._work.keep(HistoricalLocation(thing_id=thing.id, at=self._work.now))
        self._remember(row.id, locations)
        self._settle(thing, locations)

    def _remember(self, historical: int, locations: list[int]) -> None:
        for id in dict.fromkeys(locations):
            self._work.keep(HistoricalLocationLocation(historical_location_id=historical, location_id=id))

    def _settle(self, thing: Thing, locations: list[int]) -> None:
        self._work.session.execute(delete(ThingLocation).where(ThingLocation.thing_id == thing.id))
        for id in dict.fromkeys(locations):
            self._work.keep(ThingLocation(thing_id=thing.id, location_id=id))
        thing.area = self._work.find(Location, locations[0]).area
        unplaced = select(Datastream).where(Datastream.thing_id == thing.id, Datastream.feature_id.is_(None))
        for row in self._work.session.scalars(unplaced).all():
            row.feature_id = self._feature_of(thing)

    def _feature_of(self, thing: Thing) -> int | None:
        """The feature of interest a thing's location makes; None where the thing is nowhere."""
        here = select(ThingLocation.location_id).where(ThingLocation.thing_id == thing.id)
        location = self._work.session.scalar(select(Location).where(Location.id.in_(here)).order_by(Location.id).limit(1))
        if location is None:
            return None
        made = select(FeatureOfInterest.id).where(FeatureOfInterest.location_id == location.id).limit(1)
        found = self._work.session.scalar(made)
        if found is not None:
            return found
        same = ("name", "description", "encoding", "shape", "area", "west", "south", "east", "north", "owner")
        told = {name: getattr(location, name) for name in same}
        return self._work.keep(FeatureOfInterest(location_id=location.id, **told)).id

    def _lying(self, told: dict[str, Any], name: str) -> dict[str, Any]:
        """With the box around the shape, and the area it lies in."""
        west, south, east, north = geometry.box(told["shape"], name)
        area = areas.code_at(self._work, *geometry.middle(told["shape"]))
        return told | {"west": west, "south": south, "east": east, "north": north, "area": area}

    # changing ----------------------------------------------------------------------------------------------------

    def change(self, kind: Kind, id: int, said: Any, whole: bool) -> Any:
        """Change what is said of one; `whole` says all of it anew."""
        if not isinstance(said, Mapping):
            raise rules.Unfit(why=f"A {kind.name} is a JSON object.")
        row = self.own(kind.name, id)
        told = rules.values(kind, said, whole)
        if "shape" in told:
            told = self._lying(told, "location" if kind is LOCATION else "feature")
        if isinstance(row, Datastream) and "measured_in" in told:
            declaring.same_unit(row, told["measured_in"])
        for column, value in told.items():
            setattr(row, column, value)
        self._relink(kind, row, said)
        self._work.session.flush()
        return row

    def _relink(self, kind: Kind, row: Any, said: Said) -> None:
        for name, link in kind.links.items():
            if said.get(name) is None:
                continue
            if link.own and rules.reference(said[name]) is not None:
                found = self.own("Thing", rules.reference(said[name]) or 0) if name == "Thing" else None
                setattr(row, link.own, found.id if found else self.related(link.to, said[name]))
            elif isinstance(row, Thing) and name == "Locations":
                self.place(row, [self.related("Location", one) for one in rules.several(name, said[name])])
            elif not link.many:
                raise NotUnderstood(why=f'{name} is changed to one that is there: {{"@iot.id": 7}}.')

    def remove(self, kind: Kind, id: int) -> None:
        """Remove one and what cannot be without it. What was read stays in the log."""
        self._work.session.delete(self.own(kind.name, id))
        self._work.session.flush()
