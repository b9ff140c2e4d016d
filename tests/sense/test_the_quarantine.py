"""The quarantine: a refused row waits with its reason, and is brought again when what was wrong with it is mended."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from cityloop.kit.work import Work
from cityloop.rulebook import Signal
from cityloop.sense.quarantine import actions, rules
from cityloop.sense.quarantine.rules import Kept, Verdict
from cityloop.sense.signals.actions import declare
from tests.conftest import BOTH
from tests.sense.test_the_door import counted, reading, stored
from tests.sense.test_the_loss_ledger import cells, fates
from tests.town import Desk, Hands, Town

pytestmark = BOTH

LEVEL = {"signal": "water.level", "lon": None, "lat": None}


@pytest.fixture
def desk(town: Town) -> Desk:
    return town.hire("watch", "dispatcher", "50")


def measured(town: Town, most: float) -> None:
    with town.city.work(by="board") as work:
        declare(work, Signal(name="water.level", unit="m", expect_every=timedelta(minutes=5), least=0, most=most))
    town.clock.forward(seconds=3)


def heaps(desk: Desk) -> dict[tuple[str, str], int]:
    return {(one["source"], one["reason"]): one["rows"] for one in desk.get("/api/quarantine").json()["heaps"]}


def replay(desk: Desk, **about: str) -> list[tuple[str, int, int]]:
    answer = desk.post("/api/quarantine/replay", **about)
    assert answer.status_code == 200, answer.text
    return [(one["reason"], one["count"], one["still"]) for one in answer.json()]


def test_a_refused_row_waits_as_it_was_said(town: Town, desk: Desk) -> None:
    town.send("k", [reading("a"), reading("渝A·2", value=-1), reading("b", at="2026-03-02T00:00:00", extra=[1]), reading(at={})])
    assert heaps(desk) == {("gps", "out_of_range"): 1, ("gps", "bad_at"): 1, ("gps", "unreadable"): 1}
    rows = {one["reason"]: one for one in desk.get("/api/quarantine/rows").json()}
    assert '"渝A·2"' in rows["out_of_range"]["content"] and '"value": -1.0' in rows["out_of_range"]["content"]
    assert '"extra":[1]' in rows["bad_at"]["content"] and "2026-03-02T00:00:00" in rows["bad_at"]["content"]
    assert "$.at" in rows["unreadable"]["said"] and '"at":{}' in rows["unreadable"]["content"]
    assert len(desk.get("/api/quarantine/rows", reason="bad_at").json()) == 1


def test_rows_of_a_signal_declared_later_are_brought_again_and_the_ledger_balances(town: Town, desk: Desk) -> None:
    town.send("k", [reading(f"{n}", n, value=n, **LEVEL) for n in range(6)] + [reading("a")])
    assert fates(cells(desk)["gps", 8]) == (7, 1, 0, 0, {"unknown_signal": 6}, 0)
    assert replay(desk) == [("unknown_signal", 0, 6)]
    measured(town, most=3)
    town.clock.forward(hours=1)
    assert replay(town.desk("watch"), reason="unknown_signal") == [("unknown_signal", 4, 2)]
    desk = town.desk("watch")
    assert heaps(desk) == {("gps", "out_of_range"): 2}
    assert set(cells(desk)) == {("gps", 8)}, "a row is counted in the hour it first came"
    assert fates(cells(desk)["gps", 8]) == (7, 5, 0, 0, {"out_of_range": 2}, 0)
    measured(town, most=10)
    assert replay(desk, source="gps") == [("out_of_range", 2, 0)]
    assert fates(cells(desk)["gps", 8]) == (7, 7, 0, 0, {}, 0)
    assert heaps(desk) == {} and replay(desk) == []
    assert town.city.frames.log.end == 7


def test_a_replay_begun_again_after_a_crash_counts_once(town: Town, desk: Desk) -> None:
    """The readings are in the log and the database knows nothing of it: so it is after a crash between the two."""
    town.send("k", [reading(f"{n}", n, value=n, **LEVEL) for n in range(6)])
    measured(town, most=3)

    def dies(work: Work) -> None:
        def again(kept: Sequence[Kept]) -> list[Verdict]:
            town.front.app.state.intake.again(kept)
            raise InterruptedError

        actions.replay(work, again)

    with pytest.raises(InterruptedError), town.city.work(by="watch") as work:
        dies(work)
    assert heaps(desk) == {("gps", "unknown_signal"): 6}
    assert replay(desk) == [("unknown_signal", 4, 2)]
    assert fates(cells(desk)["gps", 8]) == (6, 4, 0, 0, {"out_of_range": 2}, 0)


def test_rows_that_came_again_meanwhile_are_doubled_when_they_are_brought_again(town: Town, desk: Desk) -> None:
    said = [reading(f"{n}", n, value=n, **LEVEL) for n in range(3)]
    town.send("k", said)
    measured(town, most=10)
    assert counted(town.send("k", said)) == (3, 0, 0, 0)
    assert replay(desk) == [("unknown_signal", 3, 0)]
    assert fates(cells(desk)["gps", 8]) == (6, 3, 0, 3, {}, 0)


def test_a_batch_with_rows_from_the_future_may_be_sent_again_when_they_are_not(town: Town, clock: Hands) -> None:
    said = [reading("a"), reading("b", back_s=-600)]
    assert counted(town.send("k", said)) == (1, 0, 0, 1)
    clock.forward(minutes=10)
    assert counted(town.send("k", said)) == (1, 0, 1, 0)
    assert town.send("k", [reading("a"), reading("b", back_s=-601)]).status_code == 409
    assert stored(town).at.size == 2


def test_of_each_source_and_reason_the_newest_are_kept_and_all_are_counted(town: Town, desk: Desk) -> None:
    for batch in range(3):
        town.send(f"{batch}", [reading(f"{batch} {n}", value=-1) for n in range(1500)])
    town.send("other", [reading("x", signal="no.such")])
    assert heaps(desk) == {("gps", "out_of_range"): rules.KEPT, ("gps", "unknown_signal"): 1}
    kept = [one["content"] for one in desk.get("/api/quarantine/rows", reason="out_of_range", limit=1000).json()]
    assert '"2 1499"' in kept[0]
    assert fates(cells(desk)["gps", 8]) == (4501, 0, 0, 0, {"out_of_range": 4500, "unknown_signal": 1}, 0)


def test_rows_are_paged_newest_first(town: Town, desk: Desk) -> None:
    town.send("k", [reading(f"{n}", value=-1) for n in range(25)])
    seen, before = list[int](), 0
    while page := desk.get("/api/quarantine/rows", before=before, limit=10).json():
        seen += [one["id"] for one in page]
        before = seen[-1]
    assert len(seen) == 25 and seen == sorted(seen, reverse=True)


def test_rows_are_discarded_with_a_reason_and_stay_counted(town: Town, desk: Desk) -> None:
    town.send("k", [reading("a", value=-1), reading("b", signal="no.such")])
    gone = {"source": "gps", "reason": "out_of_range"}
    assert desk.post("/api/quarantine/discard", **gone, why=" ").status_code == 422
    (release,) = desk.post("/api/quarantine/discard", **gone, why="传感器损坏").json()
    assert (release["how"], release["count"], release["why"], release["by"]) == ("discarded", 1, "传感器损坏", "watch")
    assert heaps(desk) == {("gps", "unknown_signal"): 1}
    assert fates(cells(desk)["gps", 8])[4] == {"out_of_range": 1, "unknown_signal": 1}


def test_a_row_too_long_to_be_kept_whole_is_cut_and_stays(town: Town, desk: Desk) -> None:
    town.send("k", [reading("a", signal="x" * (rules.LENGTH + 1))])
    (row,) = desk.get("/api/quarantine/rows").json()
    assert row["cut"] and len(row["content"]) == rules.LENGTH
    assert replay(desk) == [] and heaps(desk) == {("gps", "unknown_signal"): 1}


def test_what_is_no_json_stays(town: Town, desk: Desk) -> None:
    town.http.post("/readings", content=b"no JSON", headers={"authorization": f"Bearer {town.token}"})
    town.send("k", [reading("a")]), town.send("k", [reading("a", 1)])
    assert replay(desk) == [("key_used", 1, 0), ("unreadable_body", 0, 1)]
    assert fates(cells(desk)["gps", 8]) == (3, 1, 1, 0, {"unreadable_body": 1}, 0)


@pytest.mark.parametrize("login", ["patrol", "clerk", "board", "dispatcher"])
def test_the_quarantine_is_for_who_keeps_the_whole_city_running(town: Town, login: str) -> None:
    desk: Any = town.desk(login)
    town.send("k", [reading("a", value=-1)])
    assert desk.get("/api/quarantine").status_code == 403
    assert desk.get("/api/quarantine/rows").status_code == 403
    assert desk.post("/api/quarantine/replay").status_code == 403
    assert desk.post("/api/quarantine/discard", source="gps", reason="out_of_range", why="x").status_code == 403
