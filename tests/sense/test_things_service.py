"""SensorThings by plain requests: what is told together, who sees what, what is refused and how."""

from typing import Any

import pytest

from cityloop.sense.sources.actions import admit
from tests.sense.sensorthings import NOW, OM, ROOT, Speaker, ago, datastream, place, thing
from tests.town import Town


@pytest.fixture
def speaker(town: Town) -> Speaker:
    return Speaker.of(town)


def test_the_root_says_what_there_is_and_what_is_kept(speaker: Speaker) -> None:
    said = speaker.get("")
    assert {one["name"] for one in said["value"]} >= {"Things", "Observations", "FeaturesOfInterest"}
    for one in said["value"]:
        assert speaker.get(one["url"].partition(ROOT)[2].strip("/")) == {"value": []}
    assert any(one.endswith("data-array/data-array") for one in said["serverSettings"]["conformance"])


def test_a_thing_is_told_with_all_that_belongs_to_it(speaker: Speaker) -> None:
    seen = [{"phenomenonTime": ago(60), "result": 1}, {"phenomenonTime": ago(30), "result": 2.5}]
    number = speaker.make("Things", thing("Post 1", datastream(Observations=seen), datastream("Flow")))
    said = speaker.get(f"Things({number})", expand="Locations,HistoricalLocations,Datastreams($orderby=id;$expand=Observations)")
    assert [one["name"] for one in said["Datastreams"]] == ["Level", "Flow"]
    assert [one["result"] for one in said["Datastreams"][0]["Observations"]] == [1, 2.5]
    assert len(said["HistoricalLocations"]) == 1
    features = speaker.get("FeaturesOfInterest")["value"]
    assert [one["feature"] for one in features] == [said["Locations"][0]["location"]]
    first = said["Datastreams"][0]["Observations"][0]["@iot.id"]
    assert speaker.get(f"Observations('{first}')/Datastream/Thing/Locations")["value"][0]["name"] == "Here"
    assert speaker.get(f"Observations('{first}')/FeatureOfInterest")["name"] == "Here"


def test_what_is_wrong_below_leaves_nothing_above(speaker: Speaker) -> None:
    status, why = speaker.refused("POST", "Things", thing("Post 1", datastream(unitOfMeasurement=7)))
    assert (status, why) == (400, "unitOfMeasurement is a JSON object.")
    assert speaker.get("Things") == speaker.get("Sensors") == {"value": []}


def test_an_observation_said_again_is_the_same_and_another_is_refused(speaker: Speaker) -> None:
    speaker.make("Things", thing("Post 1", datastream()))
    said = {"phenomenonTime": ago(5), "result": 7, "Datastream": {"@iot.id": 1}}
    id = speaker.make("Observations", said)
    assert speaker.make("Datastreams(1)/Observations", said) == id == f"1-{int(NOW.timestamp() * 1000) - 5000}"
    status, why = speaker.refused("POST", "Observations", {**said, "result": 8})
    assert status == 409 and "another result" in why
    assert [one["result"] for one in speaker.get("Observations")["value"]] == [7]


def test_an_observation_without_a_time_is_made_now_and_two_are_two(speaker: Speaker) -> None:
    speaker.make("Things", thing("Post 1", datastream()))
    for result in range(3):
        speaker.make("Datastreams(1)/Observations", {"result": result})
    said = speaker.get("Datastreams(1)/Observations")["value"]
    assert [one["result"] for one in said] == [0, 1, 2]
    assert [one["phenomenonTime"] for one in said] == [f"2026-03-02T00:00:00.00{n}Z" for n in range(3)]


def test_what_a_reading_cannot_hold_is_noted_beside_it(speaker: Speaker) -> None:
    speaker.make("Things", thing("Post 1", datastream()))
    said: dict[str, Any] = {
        "phenomenonTime": f"{ago(3600)}/{ago(0)}", "resultTime": ago(-60), "result": 3, "resultQuality": {"code": "good"},
        "validTime": "2026-03-02T00:00:00Z/2026-03-03T00:00:00Z", "parameters": {"depth": 4},
    }  # fmt: skip
    id = speaker.make("Datastreams(1)/Observations", said)
    speaker.make("Datastreams(1)/Observations", {"phenomenonTime": ago(10), "result": 4})
    seen = speaker.get(f"Observations('{id}')")
    for name in ("phenomenonTime", "resultQuality", "validTime", "parameters"):
        assert seen[name] == said[name]
    assert seen["resultTime"] == "2026-03-02T00:01:00.000Z"
    (only,) = speaker.get("Observations", filter="parameters/depth gt 3 and resultQuality/code eq 'good'")["value"]
    assert only["@iot.id"] == id
    assert speaker.ask("PATCH", f"Observations('{id}')", {"parameters": {"depth": 5}}).status_code == 200
    assert speaker.get(f"Observations('{id}')/parameters/depth") == {"depth": 5}


def test_what_was_read_does_not_change_but_can_be_taken_back(speaker: Speaker, town: Town) -> None:
    speaker.make("Things", thing("Post 1", datastream()))
    id = speaker.make("Datastreams(1)/Observations", {"phenomenonTime": ago(5), "result": 7})
    status, why = speaker.refused("PATCH", f"Observations('{id}')", {"result": 8})
    assert status == 405 and "stays as it was" in why
    assert speaker.ask("DELETE", f"Observations('{id}')").status_code == 200
    assert speaker.refused("GET", f"Observations('{id}')")[0] == 404
    assert speaker.get("Datastreams(1)/Observations", count="true") == {"@iot.count": 0, "value": []}
    assert town.city.frames.log.end == 1


@pytest.mark.parametrize("result", ["8", None, [1], {"a": 1}, True])
def test_a_result_is_a_number(speaker: Speaker, result: Any) -> None:
    speaker.make("Things", thing("Post 1", datastream()))
    assert speaker.refused("POST", "Datastreams(1)/Observations", {"phenomenonTime": ago(0), "result": result})[0] == 400


def test_truths_and_counts_come_out_as_they_went_in(speaker: Speaker) -> None:
    speaker.make("Things", thing("Post 1", datastream("Open", observationType=OM + "OM_TruthObservation")))
    speaker.make("Things", thing("Post 2", datastream("Cars", observationType=OM + "OM_CountObservation")))
    for result in (True, False):
        speaker.make("Datastreams(1)/Observations", {"result": result})
    speaker.make("Datastreams(2)/Observations", {"result": 12})
    assert [one["result"] for one in speaker.get("Datastreams(1)/Observations")["value"]] == [True, False]
    assert speaker.get("Datastreams(2)/Observations")["value"][0]["result"] == 12
    assert len(speaker.get("Observations", filter="result eq true")["value"]) == 1


def test_a_stream_may_be_a_signal_of_the_rulebook_and_its_detectors_hear_it(speaker: Speaker, town: Town) -> None:
    named = datastream("Speed", properties={"signal": "trucks.position"}, unitOfMeasurement={"symbol": "km/h"})
    speaker.make("Things", thing("Truck", named, properties={"code": "渝D·K0009"}))
    for step in range(60):
        speaker.make("Datastreams(1)/Observations", {"phenomenonTime": ago(600 - step * 10), "result": 95})
    town.city.settle()
    assert town.city.frames.subjects.known("渝D·K0009") is not None
    assert speaker.refused("POST", "Things", thing("x", datastream(properties={"signal": "no.such"})))[0] == 400


def test_a_new_stream_is_empty_though_its_name_was_used_before(speaker: Speaker) -> None:
    for _ in range(2):
        number = speaker.make("Things", thing("Post", datastream(), properties={"code": "post"}))
        (stream,) = speaker.get(f"Things({number})/Datastreams")["value"]
        assert speaker.get(f"Datastreams({stream['@iot.id']})/Observations")["value"] == []
        speaker.make(f"Datastreams({stream['@iot.id']})/Observations", {"result": 1})
        assert speaker.ask("DELETE", f"Things({number})").status_code == 200
    assert speaker.get("Observations")["value"] == []


def test_a_thing_that_moves_remembers_where_it_was(speaker: Speaker) -> None:
    number = speaker.make("Things", thing())
    speaker.make(f"Things({number})/Locations", place("There", 106.57, 29.55))
    assert speaker.names(f"Things({number})/Locations") == ["There"]
    past = speaker.get(f"Things({number})/HistoricalLocations", expand="Locations", orderby="id")["value"]
    assert [one["Locations"][0]["name"] for one in past] == ["Here", "There"]


def test_places_are_found_by_shape(speaker: Speaker) -> None:
    for name, lon in (("west", 106.50), ("middle", 106.55), ("east", 106.60)):
        speaker.make("Locations", place(name, lon, 29.55))
    box = "geography'POLYGON ((106.52 29.5, 106.61 29.5, 106.61 29.6, 106.52 29.6, 106.52 29.5))'"
    assert speaker.names("Locations", filter=f"st_within(location, {box})") == ["middle", "east"]
    assert speaker.names("Locations", filter=f"not st_intersects(location, {box})") == ["west"]
    near = "geo.distance(location, geography'POINT (106.60 29.55)') lt 0.06"
    assert speaker.names("Locations", filter=f"{near} and name ne 'east'") == ["middle"]
    assert speaker.names("Locations", filter=f"st_contains({box}, location)") == ["middle", "east"]


def test_sets_are_paged_ordered_chosen_and_counted(speaker: Speaker) -> None:
    for number in range(7):
        speaker.make("Things", {"name": f"n{number}", "description": "d", "properties": {"rank": number % 3}})
    page, seen = speaker.get("Things", top=3, count="true", orderby="properties/rank desc,name", select="name"), []
    assert page["@iot.count"] == 7
    while True:
        seen += page["value"]
        if "@iot.nextLink" not in page:
            break
        page = speaker.ask("GET", page["@iot.nextLink"].partition(f"{ROOT}/")[2]).json()
    assert seen == [{"name": f"n{number}"} for number in (2, 5, 1, 4, 0, 3, 6)]
    assert len(speaker.get("Things/$ref", top=2)["value"]) == 2
    assert speaker.ask("GET", "Things(1)/name/$value").text == "n0"


def test_observations_are_filtered_by_what_they_belong_to(speaker: Speaker) -> None:
    for name, limit in (("low", 5), ("high", 50)):
        told = datastream(name, properties={"limit": limit}, Observations=[
            {"phenomenonTime": ago(30 - result), "result": result} for result in (4, 6, 20)
        ])  # fmt: skip
        speaker.make("Things", thing(name, told))
    above = speaker.get("Observations", filter="result gt Datastream/properties/limit")["value"]
    assert [one["result"] for one in above] == [6, 20]
    other = speaker.get("Observations", filter="Datastream/Thing/name eq 'high' and result lt 10", orderby="result desc")
    assert [one["result"] for one in other["value"]] == [6, 4]
    here = speaker.get("Observations", filter="FeatureOfInterest/name eq 'Here' or result eq 4", count="true", top=1)
    assert here["@iot.count"] == 6
    opened = speaker.get("Datastreams", expand="Observations($orderby=phenomenonTime desc;$top=1;$select=result)", orderby="id")
    assert [one["Observations"] for one in opened["value"]] == [[{"result": 20}]] * 2
    arrays = speaker.get("Observations", resultFormat="dataArray", select="result")["value"]
    assert [one["dataArray"] for one in arrays] == [[[4], [6], [20]]] * 2


def test_pages_of_observations_go_on_where_they_ended_while_more_come(speaker: Speaker) -> None:
    seen = [{"phenomenonTime": ago(100 - step), "result": step} for step in range(10)]
    speaker.make("Things", thing("Post", datastream(Observations=seen)))
    for order, expected in (("phenomenonTime asc", list(range(10))), ("phenomenonTime desc", list(range(9, -1, -1)))):
        page = speaker.get("Datastreams(1)/Observations", top=4, orderby=order, count="true")
        found = [one["result"] for one in page["value"]]
        while "@iot.nextLink" in page:
            page = speaker.ask("GET", page["@iot.nextLink"].partition(f"{ROOT}/")[2]).json()
            assert page["@iot.count"] == 10
            found += [one["result"] for one in page["value"]]
        assert found == expected


def test_one_source_neither_sees_nor_changes_what_another_keeps(speaker: Speaker, town: Town) -> None:
    number = speaker.make("Things", thing("Post", datastream()))
    with town.city.work(by="founder") as work:
        other = Speaker(speaker.http, admit(work, "other"))
    town.clock.forward(seconds=3)
    assert other.get("Things") == other.get("Datastreams") == other.get("Observations") == {"value": []}
    assert other.refused("POST", "Datastreams(1)/Observations", {"result": 1})[0] == 404
    for method in ("GET", "PATCH", "DELETE"):
        assert other.refused(method, f"Things({number})", {"name": "x"} if method == "PATCH" else None)[0] == 404
    assert other.names("Sensors", filter="Datastreams/Thing/name eq 'Post'") == []
    assert other.refused("DELETE", "Sensors(1)")[0] == 403


def test_a_member_reads_what_lies_in_their_areas_and_writes_nothing(speaker: Speaker, town: Town) -> None:
    speaker.make("Things", thing("Post", datastream(Observations=[{"result": 1}])))
    inside, outside = (Speaker(speaker.http, town.desk(login).key) for login in ("inspector", "stranger"))
    assert inside.names("Things") == ["Post"] and len(inside.get("Observations")["value"]) == 1
    assert outside.get("Things") == outside.get("Observations") == {"value": []}
    assert inside.refused("POST", "Things", thing())[0] == 403
    assert inside.refused("POST", "Datastreams(1)/Observations", {"result": 2})[0] == 403


@pytest.mark.parametrize("authorization", ["", "Bearer x", "Basic !!", "Basic Z3BzOng=", "Digest x", "Basic AAA="])
def test_a_stranger_is_told_nothing(speaker: Speaker, authorization: str) -> None:
    for method, path in (("GET", ""), ("GET", "Things"), ("POST", "Observations"), ("POST", "$batch"), ("DELETE", "Things(1)")):
        answer = speaker.ask(method, path, headers={"authorization": authorization})
        assert answer.status_code == 401, (method, path)
