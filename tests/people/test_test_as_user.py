"""试用身份: who administers access sees exactly what a member sees, changes nothing, and it is told."""

import pytest

from tests.conftest import BOTH
from tests.people.doors import said_by
from tests.stories.moves import FAST
from tests.town import Desk, Hands, Town

pytestmark = BOTH
SEEN = ("/api/session", "/api/cases", "/api/alerts", "/api/situation", "/api/vehicles", "/api/devices", "/api/lessons")


@pytest.fixture
def admin(town: Town) -> Desk:
    town.drive("渝D·K0001", *FAST)
    return town.hire("admin", "access_admin", "500103")


def look(desk: Desk, login: str) -> int:
    return int(desk.post("/api/access/look", login=login).status_code)


def test_exactly_what_the_member_sees_is_seen(town: Town, admin: Desk, clock: Hands) -> None:
    assert admin.get("/api/cases").json() == []
    assert look(admin, "dispatcher") == 204
    dispatcher = town.desk("dispatcher")
    for path in SEEN:
        said = admin.get(path).json()
        if path == "/api/session":
            assert said.pop("look") == {"by": "admin", "by_name": "Admin", "until": "2026-03-02T00:30:00Z"}
            assert dict(dispatcher.get(path).json(), look=None) == dict(said, look=None)
        else:
            assert said == dispatcher.get(path).json(), path
    assert admin.get("/api/cases/1").status_code == 200
    assert admin.delete("/api/access/look").status_code == 204
    assert admin.get("/api/session").json()["login"] == "admin" and admin.get("/api/cases").json() == []


def test_nothing_is_changed_while_looking_and_nothing_private_is_shown(town: Town, admin: Desk) -> None:
    look(admin, "dispatcher")
    for path in ("/api/cases/1/dispatch", "/api/mutes", "/api/access/look", "/api/access/members/patrol/password"):
        assert admin.post(path, area="500103", login="patrol").json()["error"] == "OnlyLooking", path
    for path in ("/api/account", "/api/account/tokens"):
        assert admin.get(path).json()["error"] == "Private"
    assert admin.post("/api/account/second-step").status_code == 403
    assert admin.delete("/api/session").status_code == 200


def test_it_ends_after_half_an_hour_and_both_names_are_told(town: Town, admin: Desk, clock: Hands) -> None:
    look(admin, "dispatcher")
    clock.forward(minutes=29)
    assert admin.get("/api/session").json()["login"] == "dispatcher"
    clock.forward(minutes=2)
    assert admin.get("/api/session").json()["login"] == "admin"
    look(admin, "patrol")
    admin.delete("/api/access/look")
    began = said_by(town, "LookBegan")
    assert [(fact["look"], fact["by"]) for fact in began] == [
        ("Admin (admin) → Dispatcher (dispatcher)", "admin"),
        ("Admin (admin) → Patrol (patrol)", "admin"),
    ]
    assert [fact["by"] for fact in said_by(town, "LookEnded")] == ["admin"]


def test_nobody_looks_as_one_whose_posts_reach_beyond(town: Town, admin: Desk) -> None:
    town.hire("both", "clerk", "500103001")
    town.hire("both", "leader", "50")
    for login in ("board", "both", "stranger", "admin", "nobody", ""):
        answer = admin.post("/api/access/look", login=login)
        assert (answer.status_code, answer.json()["error"]) == (403, "NotYourMember"), login
        assert admin.post(f"/api/access/members/{login or 'x'}/password").status_code == 403
    assert look(town.desk("dispatcher"), "patrol") == 403
    assert look(town.hire("city", "access_admin", "50"), "both") == 204


def test_who_administers_sees_how_those_in_the_area_get_in(town: Town, admin: Desk, clock: Hands) -> None:
    for _ in range(5):
        town.http.post("/api/session", json={"login": "patrol", "password": "wrong"})
    town.desk("clerk")
    listed = {one["login"]: one for one in admin.get("/api/access/members").json()}
    assert set(listed) == {"admin", "clerk", "dispatcher", "inspector", "patrol"}
    assert listed["patrol"]["locked_until"] == "2026-03-02T00:00:30Z" and listed["clerk"]["sessions"] == 1
    assert [one["login"] for one in admin.get("/api/access/members", text="cler").json()] == ["clerk"]
    assert [one["login"] for one in admin.get("/api/access/members", after="clerk", limit=1).json()] == ["dispatcher"]
    assert town.desk("dispatcher").get("/api/access/members").status_code == 403
    assert admin.post("/api/access/members/patrol/sign-out").status_code == 204
    assert admin.get("/api/access/members", text="patrol").json()[0]["locked_until"] is None
