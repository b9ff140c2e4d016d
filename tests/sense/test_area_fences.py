"""Fences that are areas of the city's own map: written with codes, tried, put in force."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest

from cityloop.places.areas import queries as areas
from tests.sense.forms import kept, released, rows, tried
from tests.town import CENTRE, DISTRICT, Town

Place = tuple[float, float]
AWAY = (CENTRE[0] + 3, CENTRE[1])


class Streets(NamedTuple):
    """Two streets of the town with two grids of the first and one of the second."""

    first: str
    second: str
    here: Place
    there: Place
    beyond: Place


@pytest.fixture
def streets(town: Town) -> Streets:
    with town.city.work(by="board") as work:
        known = areas.area_map(work).areas
    first, second = known.code[known.level == 2][:2].tolist()
    here, there = (tuple(known.label[row].tolist()) for row in _grids(known.code, first)[:2])
    return Streets(first, second, here, there, tuple(known.label[_grids(known.code, second)[0]].tolist()))


def _grids(code: Any, street: str) -> Any:
    return np.flatnonzero((np.char.str_len(code) == 15) & np.char.startswith(code, street))


def way(*places: Place) -> list[dict[str, Any]]:
    """A truck that is at each place for three minutes."""
    long = [place for place in places for _ in range(3)]
    return [row | {"lon": lon, "lat": lat} for row, (lon, lat) in zip(rows(*[20] * len(long)), long, strict=True)]


def visits(town: Town, fenced: Sequence[str], *places: Place, **other: Any) -> list[str]:
    answer = tried(town.desk("board"), {"rows": way(*places)}, kind="fence", fenced=fenced, values={}, quiet_s=0, **other)
    assert answer.status_code == 200, answer.text
    return [one["began"][14:16] for one in answer.json()["found"]]


def test_a_street_is_one_fence_however_many_of_its_grids_are_crossed(town: Town, streets: Streets) -> None:
    through = (AWAY, streets.here, streets.there, streets.beyond)
    assert visits(town, [streets.first], *through) == ["03"]
    assert visits(town, [DISTRICT], *through) == ["03"]
    assert visits(town, [streets.first, streets.second], *through) == ["03", "09"], "each area is a fence of its own"
    assert visits(town, [streets.second], AWAY, streets.here) == []
    assert visits(town, ["50"], AWAY) == [], "what is on no grid is not in the city"


def test_staying_too_long_and_leaving_are_said_of_areas_too(town: Town, streets: Streets) -> None:
    assert visits(town, [streets.first], streets.here, streets.there, AWAY, way="outside") == ["06"]
    grid = [_code(town, streets.here)]
    stay = {"kind": "fence", "fenced": grid, "values": {"for_s": 240}}
    board = town.desk("board")
    assert tried(board, {"rows": way(streets.here, AWAY)}, **stay).json()["count"] == 0
    assert tried(board, {"rows": way(streets.here, streets.here, AWAY)}, **stay).json()["count"] == 1


def _code(town: Town, place: Place) -> str:
    with town.city.work(by="board") as work:
        return areas.code_at(work, *place)


def test_a_fence_of_areas_in_force_raises_one_alert_a_visit(town: Town, streets: Streets) -> None:
    board = town.desk("board")
    fence: dict[str, Any] = {"kind": "fence", "fenced": [streets.first], "values": {}}
    assert kept(board, {"rows": way(AWAY, streets.here)}, **fence).status_code == 200
    assert released(board, 1).json()["live"] == 1
    town.drive("渝A·1", 20, 20, 20, place=streets.here)
    town.drive("渝A·2", 20, 20, 20, place=streets.beyond)
    assert [len(board.alerts(plate, "own.fast")) for plate in ("渝A·1", "渝A·2")] == [1, 0]
    town.clock.forward(minutes=2)
    town.drive("渝A·1", 20, 20, 20, place=streets.there)
    (alert,) = board.alerts("渝A·1", "own.fast")
    assert alert["peak"] >= timedelta(minutes=2).total_seconds(), "the visit went on in another grid of the street"


@pytest.mark.parametrize(
    ("fenced", "other", "status", "why"),
    [
        (["500103999"], {}, 404, "500103999"),
        ([DISTRICT, "500103001"], {}, 422, "lies in 500103"),
        ([DISTRICT, DISTRICT], {}, 422, "lies in 500103"),
        (["5001"], {}, 422, "2, 6, 9, 12 or 15 digits"),
        ([DISTRICT], {"fence": [[106, 29], [107, 29], [107, 30]]}, 422, "not both"),
        ([], {}, 422, "names areas by their codes"),
        ([DISTRICT], {"kind": "threshold", "values": {"limit": 80}}, 422, "has no fence"),
    ],
)
def test_areas_that_cannot_be_fences_are_refused(
    town: Town, fenced: list[str], other: dict[str, Any], status: int, why: str
) -> None:
    answer = tried(town.desk("board"), **{"kind": "fence", "values": {}, "fenced": fenced, **other})
    assert (answer.status_code, why in answer.text) == (status, True), answer.text
