"""The loop told end to end, through the front door, with a clock one can move."""

from tests.conftest import BOTH
from tests.town import Desk, Hands, Town

pytestmark = BOTH
FAST = (50, 72, 75, 71, 73, 40)


def work_off(desk: Desk, case: int, note: str = "已拦停，司机已记录", outcome: str = "settled") -> None:
    """Take and finish every task of the case."""
    for task in desk.case(case)["tasks"]:
        path = f"/api/cases/{case}/tasks/{task['id']}"
        assert desk.post(f"{path}/take").status_code == 200
        photos = [desk.photo()] if task["photo"] else []
        assert desk.post(f"{path}/finish", note=note, photos=photos, outcome=outcome).status_code == 200


def verification(desk: Desk, case: int) -> str:
    return f"/api/verifications/{desk.case(case)['verifications'][-1]['id']}"


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
