"""Reviews, improvements, briefs, appeals and urgings reach those they concern, at the hour and in the way they like."""

from datetime import timedelta
from typing import Any

import pytest

from cityloop.app.rounds import ROUNDS
from tests.conftest import BOTH
from tests.people.telling import Letterbox, Told
from tests.stories.moves import FAST
from tests.stories.test_the_national_cycle import dispatched
from tests.stories.test_the_national_cycle import staff as staff
from tests.supervise.made import at, case, write
from tests.town import DISTRICT, Desk, Hands, Town

Mails = tuple[Letterbox, int]
Staff = dict[str, Desk]


@pytest.fixture
def chief(town: Town, told: Told, mails: Mails, staff: Staff) -> Desk:
    told.mail(mails[1])
    chief = town.hire("chief", "leader", DISTRICT)
    for login, desk in (("chief", chief), ("crew", staff["crew"])):
        told.reach(desk, "mail", f"{login}@example.org")
    return chief


def heads(told: Told, mails: Mails) -> list[tuple[str, str]]:
    """Whom the mails since the last look went to, and what they are called."""
    told.sending.turn()
    box = mails[0]
    found = [(to.partition("@")[0], str(mail["Subject"])) for to, mail in zip(box.to, box.mails, strict=True)]
    box.to.clear()
    box.mails.clear()
    return found


@BOTH
def test_who_leads_is_told_of_a_review_and_who_owes_an_improvement_of_that_and_of_its_day(
    town: Town, told: Told, mails: Mails, staff: Staff, chief: Desk, clock: Hands
) -> None:
    number = dispatched(town, staff)
    town.city.settle()
    heads(told, mails)
    review = staff["crew"].post(f"/api/cases/{number}/injuries", people=1, note="一人扭伤").json()
    town.city.settle()
    assert heads(told, mails) == [("chief", "请组织复盘：井盖缺失")]
    agreed = {"what": "更换同批井盖", "duty": "water_utility", "owner": "crew", "due": "2026-03-03"}
    assert chief.post(f"/api/reviews/{review['id']}/improvements", **agreed).status_code == 200
    town.city.settle()
    assert heads(told, mails) == [("crew", "改进任务：更换同批井盖")]
    clock.now = at("2026-03-04 09:00")
    for one in ROUNDS:
        if one.name.endswith(".remind"):
            town.city.go_round(one)
            town.city.go_round(one)
    town.city.settle()
    assert sorted(one for one in heads(told, mails) if "改进" in one[1]) == [
        ("chief", "改进任务已逾期：更换同批井盖"),
        ("crew", "改进任务已逾期：更换同批井盖"),
    ]


def test_who_a_task_is_meant_for_is_told_by_name(
    town: Town, told: Told, mails: Mails, staff: Staff, chief: Desk, clock: Hands
) -> None:
    number = dispatched(town, staff)
    town.city.settle()
    heads(told, mails)
    (task,) = staff["dispatcher"].case(number)["tasks"]
    assert staff["dispatcher"].post(f"/api/cases/{number}/tasks/{task['id']}/assign", login="crew").status_code == 200
    town.city.settle()
    assert heads(told, mails) == [("crew", "指派给您：井盖缺失")]


def test_an_alert_that_waits_for_a_hand_rings_those_of_its_chain(
    town: Town, told: Told, mails: Mails, chief: Desk, clock: Hands
) -> None:
    board = town.desk("board")
    by_hand = {"detector": "trucks.overspeed", "area": "500103", "since": "2026-03-03", "mode": "by_hand", "reason": "试行"}
    assert board.post("/api/policies", **by_hand).status_code == 200
    steps = [{"duty": "leader", "level": "district", "wait_min": 10}]
    chain: dict[str, Any] = {"area": "500103", "duty": "spoil_patrol", "idle_min": 30, "reason": "夜间", "steps": steps}
    assert board.post("/api/chains", **chain).status_code == 200
    clock.now = at("2026-03-03 09:00")
    heads(told, mails)
    town.drive("渝D·K0001", *FAST)
    town.city.settle()
    assert ("chief", "第1级催叫：渝D·K0001") in heads(told, mails)


def test_quiet_hours_and_a_digest_hold_for_them_and_an_urging_breaks_through(
    town: Town, told: Told, mails: Mails, staff: Staff, chief: Desk, clock: Hands
) -> None:
    clock.now = at("2026-03-02 22:30")
    chief, crew = town.desk("chief"), town.desk("crew")
    quiet: dict[str, Any] = {"language": "en", "quiet_since": 22 * 60, "quiet_until": 7 * 60}
    assert chief.put("/api/notices/habit", **quiet, digest="daily", digest_at=8).status_code == 200
    assert crew.put("/api/notices/habit", **quiet).status_code == 200
    staff = {login: town.desk(login) for login in staff}
    number = dispatched(town, staff)
    for note in ("甲", "乙"):
        crew.post(f"/api/cases/{number}/injuries", people=1, note=note)
    asked = {"to": "crew", "due": (clock() + timedelta(hours=2)).isoformat(), "reason": "群众反复反映"}
    assert chief.post(f"/api/cases/{number}/urgings", level="leader", **asked).status_code == 200
    town.city.settle()
    assert heads(told, mails) == [("crew", "Please answer: 井盖缺失")]
    clock.now = at("2026-03-03 07:00")
    assert [to for to, _ in heads(told, mails)] == ["crew"]  # the quiet is over; the digest comes at eight
    clock.now = at("2026-03-03 08:00")
    ((to, title),) = heads(told, mails)
    assert (to, title) == ("chief", "2 notices")


def test_an_appeal_is_told_to_whose_look_is_due_and_its_end_to_who_made_it(
    town: Town, told: Told, mails: Mails, staff: Staff, chief: Desk, clock: Hands
) -> None:
    told.reach(town.desk("dispatcher"), "mail", "dispatcher@example.org")
    (number,) = write(town, case("2026-03-01 10:00", took_h=5))
    appeal = staff["crew"].post(f"/api/cases/{number}/appeal", reason="暴雨停工").json()
    town.city.settle()
    assert heads(told, mails) == [("dispatcher", "请审核超时申诉：井盖缺失")]
    assert town.desk("dispatcher").post(f"/api/appeals/{appeal['id']}/review", granted=True).status_code == 200
    town.city.settle()
    assert heads(told, mails) == [("chief", "请审核超时申诉：井盖缺失")]
    assert chief.post(f"/api/appeals/{appeal['id']}/review", granted=False, note="当日无雨").status_code == 200
    town.city.settle()
    assert heads(told, mails) == [("crew", "超时申诉未准予：井盖缺失")]


def test_who_leads_is_told_of_a_new_brief_once(town: Town, told: Told, mails: Mails, chief: Desk, clock: Hands) -> None:
    clock.now = at("2026-03-03 07:30")
    for _ in range(2):
        while town.city.write_up():
            pass
        town.city.settle()
    found = heads(told, mails)
    assert found.count(("chief", "新简报：渝中区 日报（值班值守）")) == 1 and {to for to, _ in found} == {"chief"}
    briefs = [one for one in told.outbox() if one["occasion"] == "brief_made"]
    assert len({one["about"] for one in briefs}) == len(briefs)


@BOTH
def test_old_notices_are_forgotten_after_the_days_the_rule_says_and_the_facts_stay(
    town: Town, told: Told, mails: Mails, staff: Staff, chief: Desk, clock: Hands
) -> None:
    case_id = dispatched(town, staff)
    town.city.settle()
    heads(told, mails)
    assert len(told.outbox()) == 1
    assert told.operator.get("/api/notices/health").json()[0]["sent_day"] == 1
    assert staff["crew"].get("/api/notices/health").status_code == 403
    board = town.desk("board")
    shorter = {"detector": "notices", "parameter": "keep_days", "value": 10, "since": "2026-03-03", "reason": "够用", "area": ""}
    assert board.post("/api/amendments", **shorter).status_code == 200
    (prune,) = [one for one in ROUNDS if one.name.endswith("notices.actions.prune")]
    clock.forward(days=9, hours=23)
    town.city.go_round(prune)
    assert len(told.outbox()) == 1
    clock.forward(hours=2)
    town.city.go_round(prune)
    assert told.outbox() == []
    assert "CaseDispatched" in [line["kind"] for line in town.desk("dispatcher").case(case_id)["timeline"]]
