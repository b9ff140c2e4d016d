"""Nobody sees or moves what is not theirs, and nobody is told that it is there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cityloop.decide.cases.tables import Case
from cityloop.kit.work import Work
from cityloop.review.lessons.tables import Lesson
from tests.stories.moves import FAST, verification, work_off
from tests.town import PNG, Desk, Hands, Town

OTHER_STREET = (106.575, 29.556)


@pytest.fixture
def watched(town: Town) -> Town:
    """One case, in one street."""
    town.drive("渝D·K0001", *FAST)
    return town


def street(town: Town) -> str:
    return str(town.desk("dispatcher").case(1)["case"]["area"])[:9]


def neighbour(town: Town) -> Desk:
    """A clerk of another street of the same district."""
    return town.hire("neighbour", "clerk", "500103001" if street(town) != "500103001" else "500103002")


def test_to_a_clerk_of_another_street_a_case_does_not_exist(watched: Town) -> None:
    own, other = watched.hire("own", "clerk", street(watched)), neighbour(watched)
    assert own.get("/api/cases/1").status_code == 200
    for stranger in (other, watched.desk("water"), watched.desk("stranger")):
        there, nowhere = stranger.get("/api/cases/1"), stranger.get("/api/cases/999")
        assert there.status_code == nowhere.status_code == 404
        assert there.text.replace("1", "N") == nowhere.text.replace("999", "N")


def test_lists_and_counts_show_only_ones_own(watched: Town) -> None:
    own, other = watched.hire("own", "clerk", street(watched)), neighbour(watched)
    for path in ("/api/cases", "/api/alerts", "/api/vehicles", "/api/lessons", "/api/scores"):
        assert other.get(path).json() == [], path
        assert watched.desk("water").get(path).json() == [] or path == "/api/vehicles", path
    for path in ("/api/cases", "/api/alerts", "/api/vehicles"):
        assert own.get(path).json() != [], path
    assert other.get("/api/cases", area=street(watched)).json() == []
    mine, theirs = own.get("/api/situation").json(), other.get("/api/situation").json()
    assert mine["cases"]["dispatched"] >= 1 and sum(mine["alerts"].values()) >= 1
    assert set(theirs["cases"].values()) == {0} and theirs["alerts"] == {}


def test_lessons_and_scores_show_only_ones_own(watched: Town, clock: Hands) -> None:
    work_off(watched.desk("patrol"), 1, outcome="nothing_there")
    watched.city.settle()
    watched.desk("inspector").post(f"{verification(watched.desk('inspector'), 1)}/accept")
    watched.city.settle()
    own, other = watched.hire("own", "clerk", street(watched)), neighbour(watched)
    assert len(own.get("/api/lessons").json()) == 1
    assert other.get("/api/lessons").json() == [] and other.get("/api/scores").json() == []
    (mine,) = own.get("/api/lessons", limit=1).json()
    with watched.city.work(by="founder") as work:  # newer ones elsewhere push nothing off the page
        for number in range(3):
            elsewhere = work.keep(planted(work, f"elsewhere {number}", "500104001"))
            work.keep(Lesson(case_id=elsewhere.id, detector="trucks.overspeed", shows="late", points=50, at=work.now))
    assert own.get("/api/lessons", limit=1).json() == [mine]
    assert own.get("/api/lessons", before=mine["id"]).json() == []


def planted(work: Work, subject: str, area: str) -> Case:
    about: dict[str, Any] = {
        "category": "speeding",
        "warning": 4,
        "lon": None,
        "lat": None,
        "duty": "spoil_patrol",
        "held_at": None,
    }
    return Case(subject=subject, area=area, opened=work.now, due=work.now, **about)


def heard(town: Town, desk: Desk) -> list[dict[str, Any]]:
    """What a screen is sent that has seen nothing yet, until it is told what is newest."""
    lines: list[dict[str, Any]] = []
    newest = town.city.newest_fact()
    with town.city.glance(by=login_of(desk)) as work:
        from cityloop.cockpit.live.queries import news

        found = news(work, 0)
        assert found.until == newest
        lines = [{"kind": line.kind, **line.about} for line in found.lines]
    return lines


def login_of(desk: Desk) -> str:
    return str(desk.get("/api/session").json()["login"])


def test_the_live_stream_tells_only_ones_own(watched: Town) -> None:
    own, other = watched.hire("own", "clerk", street(watched)), neighbour(watched)
    assert {"AlertRaised", "CaseOpened", "CaseDispatched"} <= {line["kind"] for line in heard(watched, own)}
    assert heard(watched, other) == []
    assert "MemberJoined" not in json.dumps(heard(watched, watched.desk("dispatcher")))


def test_a_photo_is_shown_only_to_who_may_see_its_case(watched: Town) -> None:
    patrol = watched.desk("patrol")
    work_off(patrol, 1)
    name = next(photo for task in patrol.case(1)["tasks"] for photo in task["photos"])
    shown = watched.hire("own", "clerk", street(watched)).get(f"/api/files/{name}")
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, PNG, "image/png")
    assert neighbour(watched).get(f"/api/files/{name}").status_code == 404
    assert watched.http.get(f"/api/files/{name}").status_code == 401


def test_each_move_by_the_wrong_person_is_refused_with_a_sentence(watched: Town) -> None:
    patrol, inspector, dispatcher = (watched.desk(one) for one in ("patrol", "inspector", "dispatcher"))
    own = watched.hire("own", "clerk", street(watched))
    task = f"/api/cases/1/tasks/{patrol.case(1)['tasks'][0]['id']}"
    for desk in (own, inspector, dispatcher):
        refused(desk.post(f"{task}/take"), 403)
        refused(desk.post("/api/cases/1/dispatch", area="50"), 403 if desk is not dispatcher else 409)
    patrol.post(f"{task}/take")
    for desk in (own, inspector, dispatcher):
        refused(desk.post(f"{task}/finish", note="完成", photos=[desk.photo()]), 403)
    assert patrol.post(f"{task}/finish", note="完成", photos=[patrol.photo()]).status_code == 200
    last = f"/api/cases/1/tasks/{patrol.case(1)['tasks'][1]['id']}"
    patrol.post(f"{last}/take")
    patrol.post(f"{last}/finish", note="完成")
    watched.city.settle()
    for desk in (own, dispatcher, patrol):
        refused(desk.post(f"{verification(inspector, 1)}/accept"), 403)
        refused(desk.post(f"{verification(inspector, 1)}/reject", note="不行"), 403)
    hidden = neighbour(watched).post(f"{verification(inspector, 1)}/accept")
    nowhere = neighbour(watched).post("/api/verifications/999/accept")
    assert hidden.status_code == nowhere.status_code == 404
    assert hidden.text.replace("1", "N") == nowhere.text.replace("999", "N")


def refused(answer: Any, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert len(answer.json()["detail"]) > 15


def test_each_move_in_the_wrong_state_is_refused(watched: Town) -> None:
    patrol, inspector, dispatcher = (watched.desk(one) for one in ("patrol", "inspector", "dispatcher"))
    first, last = (f"/api/cases/1/tasks/{task['id']}" for task in patrol.case(1)["tasks"])
    refused(patrol.post(f"{first}/finish", note="完成", photos=[patrol.photo()]), 409)
    patrol.post(f"{first}/take")
    refused(patrol.post(f"{first}/take"), 409)
    refused(dispatcher.post("/api/cases/1/dispatch", area="500103"), 409)
    refused(patrol.post(f"{last}/finish", note="完成"), 409)
    patrol.post(f"{first}/finish", note="完成", photos=[patrol.photo()])
    refused(patrol.post(f"{first}/take"), 409)
    patrol.post(f"{last}/take")
    patrol.post(f"{last}/finish", note="完成")
    for path in (first, last):
        refused(patrol.post(f"{path}/take"), 409)
        refused(patrol.post(f"{path}/finish", note="完成", photos=[patrol.photo()]), 409)
    watched.city.settle()
    looked = verification(inspector, 1)
    assert inspector.post(f"{looked}/accept").status_code == 200
    refused(inspector.post(f"{looked}/accept"), 409)
    refused(inspector.post(f"{looked}/reject", note="不行"), 409)
    assert watched.desk("patrol").post("/api/cases/1/tasks/999/take").status_code in (404, 409)


def test_the_doer_cannot_verify_own_work_even_as_an_inspector(watched: Town) -> None:
    both = watched.hire("patrol", "inspector", "500103")
    work_off(both, 1)
    watched.city.settle()
    refused(both.post(f"{verification(both, 1)}/accept"), 403)
    offers = {offer["move"]: offer["why_not"] for offer in both.case(1)["offers"]}
    assert offers == {"accept": "why_not.own_work", "reject": "why_not.own_work"}
    assert watched.desk("inspector").post(f"{verification(both, 1)}/accept").status_code == 200


def test_who_finished_what_another_took_cannot_verify_it_either(watched: Town) -> None:
    watched.hire("second", "spoil_patrol", "500103")
    second, patrol = watched.hire("second", "inspector", "500103"), watched.desk("patrol")
    for task in patrol.case(1)["tasks"]:
        path = f"/api/cases/1/tasks/{task['id']}"
        patrol.post(f"{path}/take")
        assert second.post(f"{path}/finish", note="完成", photos=[second.photo()]).status_code == 200
    watched.city.settle()
    refused(second.post(f"{verification(second, 1)}/accept"), 403)


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(town: Town) -> None:
    answers = [
        town.http.post("/api/session", json={"login": login, "password": "wrong"})
        for login in ("patrol", "no one", "' or 1=1 --")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}


def test_a_login_ends_after_its_hours(town: Town, clock: Hands) -> None:
    patrol = town.desk("patrol")
    clock.forward(hours=11)
    assert patrol.get("/api/session").status_code == 200
    clock.forward(hours=2)
    assert patrol.get("/api/session").status_code == 401
    assert patrol.post("/api/cases/1/dispatch", area="50").status_code == 401


def test_a_key_that_was_logged_out_opens_nothing(town: Town) -> None:
    patrol, other = town.desk("patrol"), town.desk("patrol")
    assert patrol.delete("/api/session").status_code == 200
    assert patrol.get("/api/session").status_code == 401
    assert other.get("/api/session").status_code == 200


def test_a_browser_that_logs_out_has_no_key_any_more(town: Town) -> None:
    town.http.post("/api/session", json={"login": "patrol", "password": "an open secret"})
    cookie = dict(town.http.cookies)
    assert town.http.get("/api/session").json()["login"] == "patrol"
    assert town.http.delete("/api/session").status_code == 200
    town.http.cookies.update(cookie)
    assert town.http.get("/api/session").status_code == 401
    town.http.cookies.clear()


EVIDENCE: dict[str, bytes] = {
    "text": b"this is no picture",
    "nothing": b"",
    "a page": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "sound": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "9 MB": PNG + bytes(9_000_000),
}


@pytest.mark.parametrize("kind", EVIDENCE)
def test_only_a_picture_of_some_size_is_evidence(town: Town, kind: str) -> None:
    headers = {"authorization": f"Bearer {town.desk('patrol').key}"}
    answer = town.http.post("/api/files", files={"file": ("a.png", EVIDENCE[kind], "image/png")}, headers=headers)
    refused(answer, 422)


def test_where_a_photo_is_needed_it_cannot_be_left_out_or_made_up(watched: Town) -> None:
    patrol = watched.desk("patrol")
    needing = next(task for task in patrol.case(1)["tasks"] if task["photo"])
    path = f"/api/cases/1/tasks/{needing['id']}"
    patrol.post(f"{path}/take")
    refused(patrol.post(f"{path}/finish", note="完成"), 422)
    refused(patrol.post(f"{path}/finish", note=" ", photos=[patrol.photo()]), 422)
    for name in ("0" * 64, "../../etc/passwd", "a" * 5000, "", "\x00", "é" * 64):
        assert patrol.post(f"{path}/finish", note="完成", photos=[name]).status_code == 404
    assert patrol.case(1)["tasks"][0]["state"] == "at_work"
    assert patrol.post(f"{path}/finish", note="完成", photos=[patrol.photo()]).status_code == 200


@pytest.fixture(autouse=True)
def _no_cookies(town: Town) -> Iterator[None]:
    yield
    assert not town.http.cookies, "a story left its cookie behind"
