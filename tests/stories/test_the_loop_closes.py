"""The loop told end to end, through the front door, with a clock one can move."""

from tests.conftest import BOTH
from tests.stories.moves import FAST, verification, work_off
from tests.town import Hands, Town

pytestmark = BOTH


def test_a_speeding_truck_goes_once_round_the_loop(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    patrol, inspector = town.desk("patrol"), town.desk("inspector")

    case = patrol.case(1)["case"]
    assert case["subject"] == "渝D·K0001"
    assert (case["duty"], case["held_at"], case["state"]) == ("spoil_patrol", "500103", "dispatched")
    assert len(case["area"]) == 15 and case["area"].startswith("500103")

    clock.forward(minutes=40)
    work_off(patrol, 1)
    town.city.settle()
    assert inspector.post(f"{verification(inspector, 1)}/accept").status_code == 200
    town.city.settle()

    page = inspector.case(1)
    assert page["case"]["state"] == "closed"
    assert page["points"] == 100
    assert [line["kind"] for line in page["timeline"]] == [
        "AlertRaised", "CaseOpened", "CaseDispatched",
        "TaskTaken", "TaskFinished", "TaskTaken", "TaskFinished", "CaseDone",
        "VerificationAsked", "CaseVerified", "CaseClosed", "ScoreAwarded",
    ]  # fmt: skip


def test_work_sent_back_is_done_again_and_earns_less(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    patrol, inspector = town.desk("patrol"), town.desk("inspector")
    work_off(patrol, 1)
    town.city.settle()
    assert inspector.post(f"{verification(inspector, 1)}/reject", note="  ").status_code == 422
    assert inspector.post(f"{verification(inspector, 1)}/reject", note="照片看不清").status_code == 200
    town.city.settle()

    page = patrol.case(1)
    assert (page["case"]["state"], page["case"]["rework"], page["points"]) == ("dispatched", 1, None)
    assert {task["state"] for task in page["tasks"]} == {"waiting"}
    work_off(patrol, 1)
    town.city.settle()
    first, second = patrol.case(1)["verifications"]
    assert first["accepted"] is False and first["note"] == "照片看不清" and second["accepted"] is None
    assert inspector.post(f"/api/verifications/{first['id']}/accept").status_code == 409
    assert inspector.post(f"/api/verifications/{second['id']}/accept").status_code == 200
    town.city.settle()

    page = inspector.case(1)
    assert (page["case"]["state"], page["points"]) == ("closed", 80)
    assert [lesson["shows"] for lesson in inspector.get("/api/lessons").json()] == ["rework"]
    assert inspector.get("/api/scores").json() == [{"duty": "spoil_patrol", "area": "500103", "cases": 1, "points": 80.0}]


def test_work_done_after_its_time_is_late_and_hastened_once(town: Town, clock: Hands) -> None:
    town.drive("渝D·K0001", *FAST)
    patrol, inspector = town.desk("patrol"), town.desk("inspector")
    clock.forward(hours=1, minutes=59)
    town.city.all_rounds()
    assert inspector.get("/api/situation").json()["overdue"] == 0
    clock.forward(minutes=2)
    for _ in range(3):
        town.city.all_rounds()
    assert inspector.get("/api/situation").json()["overdue"] == 1
    work_off(patrol, 1)
    town.city.settle()
    town.city.all_rounds()
    inspector.post(f"{verification(inspector, 1)}/accept")
    town.city.settle()

    page = inspector.case(1)
    assert (page["case"]["late"], page["points"]) == (True, 60)
    assert [line["kind"] for line in page["timeline"]].count("CaseHastened") == 1
    assert [lesson["shows"] for lesson in inspector.get("/api/lessons").json()] == ["late"]
    assert inspector.get("/api/situation").json()["overdue"] == 0


def test_a_case_in_which_nothing_was_there_is_a_lesson(town: Town) -> None:
    town.drive("渝D·K0001", *FAST)
    inspector = town.desk("inspector")
    work_off(town.desk("patrol"), 1, note="到场未见", outcome="nothing_there")
    town.city.settle()
    inspector.post(f"{verification(inspector, 1)}/accept")
    town.city.settle()
    (lesson,) = inspector.get("/api/lessons", detector="trucks.overspeed").json()
    assert (lesson["case_id"], lesson["shows"], lesson["points"]) == (1, "nothing_there", 100)
    assert inspector.get("/api/lessons", detector="trucks.dumping").json() == []
