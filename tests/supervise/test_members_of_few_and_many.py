"""Who filed, dispatched and closed is found the same way round whether it is looked up case by case or read in one go."""

from typing import Any

import pytest

from cityloop.decide.columns import queries as columns
from tests.conftest import BOTH
from tests.stories.test_the_national_cycle import dispatched
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import DISTRICT, Desk, Hands, Town


@BOTH
def test_members_are_the_same_however_they_are_looked_up(
    town: Town, staff: dict[str, Desk], clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        dispatched(town, staff)
    town.city.settle()
    clock.forward(minutes=5)
    asked: dict[str, Any] = {"area": DISTRICT, "kind": "month", "day": "2026-03-02", "by": "member"}
    found = {}
    for way, weight in (("one by one", 0), ("in one go", 10**9)):
        monkeypatch.setattr(columns, "LOOKED_UP", weight)
        groups = town.desk("inspector").get("/api/yardsticks/counted", **asked).json()["groups"]
        found[way] = {one["group"]: one["counts"] for one in groups}
    assert found["one by one"] == found["in one go"]
    assert (found["in one go"]["acceptor"]["filed"], found["in one go"]["dispatcher"]["received"] >= 0) == (3, True)
