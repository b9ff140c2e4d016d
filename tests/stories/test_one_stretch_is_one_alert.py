"""An alert is a stretch, not an instant: however its readings come, there is one, and one case."""

import random
import threading
from datetime import timedelta
from typing import Any

import pytest

from cityloop.sense.alerts.actions import notice
from cityloop.sense.alerts.rules import Sighting
from tests.conftest import BOTH
from tests.stories.moves import FAST
from tests.town import CENTRE, Hands, Town

pytestmark = BOTH
PLATE = "渝D·K0001"


def hour(town: Town, plate: str = PLATE, count: int = 360) -> list[dict[str, Any]]:
    """Too fast for an hour that ends now, a reading every ten seconds."""
    began = town.clock() - timedelta(seconds=10 * (count - 1))
    return [
        {
            "signal": "trucks.position",
            "subject": plate,
            "at": (began + timedelta(seconds=10 * step)).isoformat(),
            "value": 80 + step % 7,
            "lon": CENTRE[0],
            "lat": CENTRE[1],
        }
        for step in range(count)
    ]


def brought(town: Town, rows: list[dict[str, Any]], size: int, name: str = "b") -> None:
    for first in range(0, len(rows), size):
        assert town.send(f"{name} {first}", rows[first : first + size]).status_code == 200
        town.city.settle()


def assert_one(town: Town, began: str, ended: str) -> None:
    (alert,) = town.desk("dispatcher").alerts(PLATE)
    assert alert["case"] is not None
    assert (alert["began"], alert["ended"]) == (began.replace("+00:00", "Z"), ended.replace("+00:00", "Z"))
    cases = town.desk("dispatcher").get("/api/cases", detector="trucks.overspeed").json()
    assert [case["subject"] for case in cases] == [PLATE]


@pytest.mark.parametrize("size", [1, 7, 60, 360])
def test_an_unbroken_hour_of_speeding_is_one_alert_in_any_batch_split(town: Town, size: int) -> None:
    rows = hour(town)
    brought(town, rows[:30] if size == 1 else rows, size)
    assert_one(town, rows[0]["at"], rows[29 if size == 1 else -1]["at"])


def test_doubled_and_shuffled_inside_the_batches_it_is_still_one(town: Town) -> None:
    rows, chance = hour(town), random.Random(3)
    mixed = []
    for first in range(0, 360, 36):
        part = rows[first : first + 36] * 2
        chance.shuffle(part)
        mixed += part
    brought(town, mixed, 72)
    brought(town, rows, 50, "again")
    assert_one(town, rows[0]["at"], rows[-1]["at"])


def test_batches_in_any_order_make_one_alert_and_one_case(town: Town) -> None:
    rows = hour(town)
    parts = [rows[first : first + 20] for first in range(0, 360, 20)]
    random.Random(3).shuffle(parts)
    for number, part in enumerate(parts):
        town.send(f"{number}", part)
        town.city.settle()
    seen = town.desk("dispatcher").alerts(PLATE)
    assert len(seen) == 1 and seen[0]["case"] is not None


def test_a_thousand_breaches_of_one_subject_at_once_are_one_alert_with_one_case(town: Town) -> None:
    began = town.clock() - timedelta(seconds=30)
    rows = [
        row | {"at": (began + timedelta(milliseconds=30 * step)).isoformat()} for step, row in enumerate(hour(town, count=1000))
    ]
    brought(town, rows, 1000)
    assert_one(town, rows[0]["at"], rows[-1]["at"])


def test_a_thousand_subjects_at_once_are_an_alert_each(town: Town) -> None:
    rows = [row for number in range(200) for row in hour(town, f"渝A·{number}", 4)]
    brought(town, rows, 5000)
    seen = town.desk("dispatcher").get("/api/alerts", limit=1000).json()
    speeding = [one["subject"] for one in seen if one["detector"] == "trucks.overspeed"]
    assert sorted(speeding) == sorted({f"渝A·{number}" for number in range(200)})


def test_a_quiet_alert_ends_and_a_later_one_is_new(town: Town, clock: Hands) -> None:
    dispatcher = town.desk("dispatcher")
    town.drive(PLATE, *FAST)
    clock.forward(minutes=9)
    town.city.all_rounds()
    assert [one["open"] for one in dispatcher.alerts(PLATE)] == [True]
    clock.forward(minutes=3)
    town.city.all_rounds()
    assert [one["open"] for one in dispatcher.alerts(PLATE)] == [False]
    assert dispatcher.get("/api/situation").json()["alerts"] == {}
    clock.forward(minutes=20)
    town.drive(PLATE, *FAST)
    assert [one["open"] for one in dispatcher.alerts(PLATE)] == [False, True]
    assert len({one["case"] for one in dispatcher.alerts(PLATE)}) == 2


def test_a_stretch_within_the_quiet_time_belongs_to_the_alert(town: Town, clock: Hands) -> None:
    town.drive(PLATE, *FAST)
    clock.forward(minutes=5)
    town.drive(PLATE, *FAST)
    (alert,) = town.desk("dispatcher").alerts(PLATE)
    assert alert["count"] == 2


def test_reading_all_again_after_a_lost_checkpoint_changes_nothing(town: Town, clock: Hands) -> None:
    for _ in range(3):
        town.drive(PLATE, *FAST)
        clock.forward(minutes=30)
        town.city.all_rounds()
    before = town.desk("dispatcher").alerts(PLATE)
    town.city.frames.states.forget("trucks.overspeed")
    town.city.settle()
    assert town.desk("dispatcher").alerts(PLATE) == before and len(before) == 3


def test_the_same_noticed_by_many_at_once_is_one_alert(town: Town, clock: Hands) -> None:
    """As when two processes read the same stretch: each in a transaction of its own, at the same moment."""
    sighting = Sighting(PLATE, clock() - timedelta(minutes=1), clock(), 80.0, *CENTRE)
    ready, failures = threading.Barrier(8), list[BaseException]()

    def see() -> None:
        try:
            with town.city.work(by="test") as work:
                if town.city.engine.dialect.name == "postgresql":  # SQLite lets one in at a time
                    ready.wait(10)
                notice(work, work.rulebook.detector("trucks.overspeed"), [sighting])
        except BaseException as failure:  # noqa: BLE001 (told by the story)
            failures.append(failure)

    threads = [threading.Thread(target=see) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    town.city.settle()
    assert len(town.desk("dispatcher").alerts(PLATE)) == 1


def test_facts_handed_over_by_many_at_once_are_handed_over_once(town: Town) -> None:
    brought(town, [row for number in range(20) for row in hour(town, f"渝A·{number}", 4)], 5000)
    town.city.read_on()
    failures = list[BaseException]()

    def hand_over() -> None:
        try:
            while town.city.hand_over():
                pass
        except BaseException as failure:  # noqa: BLE001 (told by the story)
            failures.append(failure)

    threads = [threading.Thread(target=hand_over) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    town.city.settle()
    assert failures == [] and town.city.stuck() == {}
    cases = town.desk("dispatcher").get("/api/cases", detector="trucks.overspeed").json()
    assert len(cases) == len({case["alert_id"] for case in cases}) == 20
