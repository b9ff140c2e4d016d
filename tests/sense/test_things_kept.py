"""What retention gives up is not counted any more."""

from datetime import timedelta

from cityloop.rulebook import Keep
from cityloop.sense.things import counting
from tests.sense.sensorthings import NOW, Speaker, datastream, thing
from tests.town import Town

DAYS = 6


def given_up(town: Town, raw_days: float) -> None:
    """The lake is kept in order, with readings of lorries for so many days; then the counts."""
    frames = town.city.frames
    frames.log.turn_over()
    number = frames.signals.number("trucks.position")
    frames.rolling.turn(int(town.clock().timestamp() * 1000), frames.log.end, {number: Keep(raw=timedelta(days=raw_days))})
    with town.city.work(by="rounds") as work:
        counting.keep_up(work)


def test_observations_that_were_given_up_are_not_counted_any_more(town: Town) -> None:
    speaker = Speaker.of(town)
    unit = {"name": "kilometre per hour", "symbol": "km/h", "definition": "km/h"}
    about = {"properties": {"signal": "trucks.position"}, "unitOfMeasurement": unit}
    speaker.make("Things", thing("Post 1", datastream("A", **about)))
    speaker.make("Things", thing("Post 2", datastream("B", **about)))
    for hour in range(24 * DAYS):
        told = {"phenomenonTime": (NOW - timedelta(hours=hour)).isoformat(), "result": hour}
        speaker.make("Datastreams(1)/Observations", told)
    speaker.make("Datastreams(2)/Observations", {"phenomenonTime": NOW.isoformat(), "result": 1})
    old = speaker.get("Datastreams(1)/Observations", orderby="phenomenonTime asc", top=1)["value"][0]
    assert speaker.ask("DELETE", f"Observations('{old['@iot.id']}')").status_code == 200

    def counts() -> list[int]:
        pages = (speaker.get(f"Datastreams({number})/Observations", count="true", top=1000) for number in (1, 2))
        return [page["@iot.count"] for page in pages if page["@iot.count"] == len(page["value"])]

    assert counts() == [24 * DAYS - 1, 1]
    given_up(town, 30)
    assert counts() == [24 * DAYS - 1, 1]
    given_up(town, 2)
    left = counts()
    assert left[0] in range(24 * 3, 24 * 4 + 1) and left[1] == 1
    town.city.frames.states.forget(counting.READER)
    given_up(town, 2)
    assert counts() == left
    town.clock.forward(days=30)
    given_up(town, 2)
    assert counts() == [0, 0]
