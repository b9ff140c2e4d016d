"""The city as SensorThings knows it: `frost_sta_client`, unchanged, against a city that is really served."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import frost_sta_client as fsc
import pytest
import requests

from tests.conftest import BOTH
from tests.serving import address
from tests.town import CENTRE, Town

pytestmark = [BOTH, pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated")]  # the client is what it is
NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
__all__ = ["address"]


@pytest.fixture
def service(town: Town, address: str) -> Any:
    return fsc.SensorThingsService(address + "/sta/v1.1", auth_handler=fsc.AuthHandler("gps", town.token))


def a_thing(name: str = "Pump 7") -> Any:
    point = {"type": "Point", "coordinates": list(CENTRE)}
    thing = fsc.Thing(name, "A pump by the river", {"floor": 3})
    thing.locations = [fsc.Location("Riverside", "By the river", "application/geo+json", location=point)]
    return thing


def a_datastream(thing: Any, name: str = "Pressure") -> Any:
    return fsc.Datastream(
        name=name,
        description="Pressure behind the pump",
        observation_type="http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        unit_of_measurement=fsc.UnitOfMeasurement(name="metre of water", symbol="m", definition="m"),
        thing=thing,
        sensor=fsc.Sensor("S1", "A gauge", encoding_type="application/pdf", metadata="https://example.org/gauge.pdf"),
        observed_property=fsc.ObservedProperty("Pressure", "https://example.org/pressure", "How hard it pushes"),
    )


def test_the_client_creates_pages_filters_orders_expands_counts_updates_and_deletes(service: Any) -> None:
    thing = a_thing()
    service.create(thing)
    datastream = a_datastream(thing)
    service.create(datastream)
    for step in range(5):
        service.create(fsc.Observation(NOW - timedelta(minutes=step), result=10.0 + step, datastream=datastream))
    found = datastream.get_observations().query().count().top(2).list()
    assert found.count == 5
    assert [one.result for one in found] == [14, 13, 12, 11, 10]
    newest = datastream.get_observations().query().orderby("phenomenonTime", "desc").top(1).list()
    assert newest.entities[0].result == 10
    high = datastream.get_observations().query().filter("result gt 11.5 and phenomenonTime lt 2026-03-02T00:00:00Z").list()
    assert sorted(one.result for one in high) == [12, 13, 14]
    things = service.things().query().filter("properties/floor eq 3").expand("Locations,Datastreams($expand=Sensor)").list()
    (only,) = list(things)
    assert only.locations.entities[0].location["coordinates"] == list(CENTRE)
    assert only.datastreams.entities[0].sensor.name == "S1"
    only.name = "Pump 8"
    service.update(only)
    assert service.things().find(thing.id).name == "Pump 8"
    service.patch(only, [{"op": "replace", "path": "/properties/floor", "value": 4}])
    assert service.things().find(thing.id).properties == {"floor": 4}
    service.delete(only)
    with pytest.raises(requests.exceptions.HTTPError):
        service.things().find(thing.id)
    assert list(service.datastreams().query().list()) == []


def test_the_client_brings_observations_by_the_array(service: Any) -> None:
    thing = a_thing()
    service.create(thing)
    datastream = a_datastream(thing)
    service.create(datastream)
    kinds = fsc.model.ext.data_array_value.DataArrayValue.Property
    rows = fsc.model.ext.data_array_value.DataArrayValue()
    rows.datastream = datastream
    rows.components = [kinds.PHENOMENON_TIME, kinds.RESULT]
    for step in range(250):
        rows.add_observation(fsc.Observation(NOW - timedelta(seconds=250 - step), result=step, datastream=datastream))
    document = fsc.model.ext.data_array_document.DataArrayDocument()
    document.add_data_array_value(rows)
    made = service.observations().create(document)
    assert len(made) == 250 and all("/Observations('" in one.self_link for one in made)
    seen = [one.result for one in itertools.islice(datastream.get_observations().query().list(), 300)]
    assert seen == list(range(250))
