"""Detectors that learn by themselves, written in a form: tried on pasted readings, put in force, finding in live ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from tests.sense.forms import kept, released, tried
from tests.town import CENTRE, Town

SUBJECT = "渝A·1"


class Told(NamedTuple):
    """A kind, its numbers, what is said every so many seconds, and in which of these readings something is wrong."""

    values: dict[str, float]
    every_s: int
    said: Sequence[float]
    wrong: Sequence[int]


def noisy(size: int, *, high: Sequence[int] = (), by: float = 60.0) -> list[float]:
    """Readings of a subject that moves a little, and much more in a few places."""
    wrong = set(high)
    return [20.0 + 7 * row % 5 + (by if row in wrong else 0.0) for row in range(size)]


def rush(days: int, *, strange: Sequence[int] = (), by: float = 90.0) -> list[float]:
    """A reading every half hour of a street that is full from eight to ten, local time from midnight on."""
    full = [10.0 + 7 * row % 3 + (60.0 if 16 <= row % 48 < 20 else 0.0) for row in range(days * 48)]
    return [by if row in strange else one for row, one in enumerate(full)]


NIGHT = [9 * 48 + row for row in (4, 5, 6, 7)]  # two to four in the morning of the tenth day
KINDS = {
    "surprise": Told({"learn": 100, "learn_s": 3600}, 300, noisy(300, high=[250]), [250]),
    "cusum": Told({}, 60, noisy(200, high=range(150, 200), by=9.0), range(150, 200)),
    "seasonal": Told({}, 1800, rush(10, strange=NIGHT), NIGHT),
    "forecast": Told({}, 1800, rush(10, strange=NIGHT), NIGHT),
    "crossing": Told({"limit": 50, "ahead_s": 7200}, 1800, rush(8)[:-34], [7 * 48 + row for row in (12, 13)]),
}


def midnight(town: Town) -> datetime:
    return town.clock() + timedelta(hours=16)  # the town's clock stands at eight


def sample(told: Told, began: datetime) -> list[dict[str, Any]]:
    place = {"signal": "trucks.position", "subject": SUBJECT, "lon": CENTRE[0], "lat": CENTRE[1]}
    return [
        {**place, "at": (began + timedelta(seconds=told.every_s * row)).isoformat(), "value": value}
        for row, value in enumerate(told.said)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_learns_is_tried_kept_put_in_force_and_finds_in_live_readings(town: Town, kind: str) -> None:
    told, board = KINDS[kind], town.desk("board")
    about: dict[str, Any] = {"kind": kind, "values": told.values}
    past = sample(told, midnight(town) - timedelta(days=28))  # the same days of the week
    (only,) = tried(board, {"rows": past}, **about).json()["found"]
    first = datetime.fromisoformat(past[told.wrong[0]]["at"])
    assert abs(datetime.fromisoformat(only["began"]) - first) <= timedelta(seconds=2 * told.every_s)
    calm = [one for row, one in enumerate(past) if row < told.wrong[0]]
    assert tried(board, {"rows": calm}, **about).json()["count"] == 0, "nobody is told of what is as it always was"

    assert kept(board, {"rows": past}, **about).status_code == 200
    assert released(board, 1).json()["live"] == 1
    live = sample(told, midnight(town))
    town.clock.forward(days=12)
    assert town.send("learns", live).status_code == 200
    town.city.settle()
    (alert,) = town.desk("board").alerts(SUBJECT, "own.fast")
    assert alert["peak"] == pytest.approx(only["peak"]), "live and tried are the same step"


def test_the_calm_one_says_its_score_with_what_to_expect_elsewhere(town: Town) -> None:
    kinds = {one["name"]: one for one in town.desk("board").get("/api/drafts/forms").json()["kinds"]}
    assert kinds["surprise"]["score"] == {"benchmark": "NAB", "reached": 70.0, "least": 62.0, "most": 65.0}
    assert [name for name, kind in kinds.items() if kind["score"]] == ["surprise"], "no score is shown that was not published"


def test_nobody_is_asked_how_far_the_citys_clock_is_ahead(town: Town) -> None:
    kinds = {one["name"]: one for one in town.desk("board").get("/api/drafts/forms").json()["kinds"]}
    assert not [kind for kind, one in kinds.items() if "offset_s" in {asked["name"] for asked in one["asks"]}]
