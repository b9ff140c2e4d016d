"""A ticket forces a named person to answer by a time; who does not is told of."""

from datetime import timedelta
from typing import Any

from tests.conftest import BOTH
from tests.stories.test_the_national_cycle import dispatched
from tests.stories.test_the_national_cycle import staff as staff
from tests.town import Desk, Hands, Town

pytestmark = BOTH


def urged(desk: Desk, case: int, clock: Hands, level: str = "urge", to: str = "crew", **about: Any) -> Any:
    due = (clock() + timedelta(hours=2)).isoformat()
    return desk.post(f"/api/cases/{case}/urgings", **{"level": level, "to": to, "due": due, "reason": "群众反复反映", **about})


def test_who_is_named_answers_in_time(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    case = dispatched(town, staff)
    ticket = urged(staff["dispatcher"], case, clock).json()
    assert [one["id"] for one in staff["crew"].get("/api/urgings").json()] == [ticket["id"]]
    answer = f"/api/urgings/{ticket['id']}/answer"
    assert staff["grid"].post(answer, answer="我来").status_code == 403
    assert staff["crew"].post(answer, answer=" ").status_code == 422
    assert staff["crew"].post(answer, answer="下午五点前更换").json()["answered_by"] == "crew"
    assert staff["crew"].post(answer, answer="再答").status_code == 409
    clock.forward(hours=3)
    town.city.all_rounds()
    assert "UrgingIgnored" not in {line["kind"] for line in staff["crew"].case(case)["timeline"]}


def test_who_does_not_answer_is_told_of_once(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    case = dispatched(town, staff)
    urged(staff["leader"], case, clock, level="supervise")
    clock.forward(hours=3)
    for _ in range(3):
        town.city.all_rounds()
    kinds = [line["kind"] for line in staff["crew"].case(case)["timeline"]]
    assert (kinds.count("CaseUrged"), kinds.count("UrgingIgnored")) == (1, 1)


def test_each_level_belongs_to_somebody_and_names_who_can_answer(town: Town, staff: dict[str, Desk], clock: Hands) -> None:
    case = dispatched(town, staff)
    assert urged(staff["dispatcher"], case, clock, level="supervise").status_code == 403
    assert urged(staff["leader"], case, clock, level="leader").status_code == 403
    assert urged(staff["dispatcher"], case, clock, to="inspector").json()["error"] == "NobodyNamed"
    assert urged(staff["dispatcher"], case, clock, due=clock().isoformat()).json()["error"] == "NoTime"
    assert urged(staff["dispatcher"], case, clock, reason=" ").status_code == 422
