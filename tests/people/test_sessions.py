"""A session: seen on a page, ended from there, and by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cityloop.people.logins.rules import Signing
from tests.conftest import BOTH
from tests.people.doors import enter, said_by
from tests.town import PASSWORD, Hands, Town


@pytest.fixture
def brisk(tmp_path: Path, town_map: Path, clock: Hands) -> Iterator[Town]:
    """A town as it is where nothing is set: an hour idle, twelve in all; behind a proxy of its own."""
    with Town.founded(tmp_path / "city", town_map, clock, signing=Signing(proxies=frozenset({"testclient"}))) as town:
        yield town


@BOTH
def test_sessions_are_listed_and_ended_one_by_one_and_all(town: Town) -> None:
    desks = [town.desk("patrol") for _ in range(4)]
    listed = desks[0].get("/api/account").json()["sessions"]
    assert len(listed) == 4 and [one["here"] for one in listed].count(True) == 1
    assert desks[1].get("/api/account").json()["sessions"] != listed  # another one is here
    (other,) = (one["number"] for one in desks[3].get("/api/account").json()["sessions"] if one["here"])
    assert desks[0].delete(f"/api/account/sessions/{other}").status_code == 204
    assert [desk.get("/api/session").status_code for desk in desks] == [200, 200, 200, 401]
    assert desks[0].delete("/api/account/sessions").status_code == 204
    assert [desk.get("/api/session").status_code for desk in desks] == [200, 401, 401, 401]


def test_nobody_ends_the_session_of_another(town: Town) -> None:
    patrol, clerk = town.desk("patrol"), town.desk("clerk")
    (number,) = (one["number"] for one in patrol.get("/api/account").json()["sessions"])
    assert clerk.delete(f"/api/account/sessions/{number}").status_code == 204  # as for one that is not there
    assert patrol.get("/api/session").status_code == 200


def test_it_is_said_from_where_and_with_what_a_session_was_begun(brisk: Town) -> None:
    said = {"user-agent": "Firefox", "x-forwarded-for": "10.9.9.9, 10.1.2.3"}
    answer = brisk.http.post("/api/session", json={"login": "patrol", "password": PASSWORD}, headers=said)
    (session,) = brisk.http.get("/api/account").json()["sessions"]
    assert (session["address"], session["device"], session["way"]) == ("10.1.2.3", "Firefox", "password")
    brisk.http.cookies.clear()
    assert answer.json()["key"] not in str(session)


def test_a_proxy_nobody_named_is_not_believed(town: Town) -> None:
    town.http.post("/api/session", json={"login": "patrol", "password": PASSWORD}, headers={"x-forwarded-for": "10.1.2.3"})
    (session,) = town.http.get("/api/account").json()["sessions"]
    town.http.cookies.clear()
    assert session["address"] == "testclient"


def test_a_session_ends_when_nobody_was_there_for_an_hour_and_after_twelve_in_any_case(brisk: Town, clock: Hands) -> None:
    desk, idle = brisk.desk("patrol"), brisk.desk("patrol")
    for _ in range(13):
        clock.forward(minutes=55)
        assert desk.get("/api/session").status_code == 200
    assert idle.get("/api/session").status_code == 401
    clock.forward(minutes=6)
    assert desk.get("/api/session").status_code == 401


def test_the_cookie_is_for_this_city_alone(brisk: Town, tmp_path: Path, town_map: Path, clock: Hands) -> None:
    said = enter(brisk, "patrol").headers["set-cookie"].lower()
    assert "httponly" in said and "samesite=strict" in said and "secure" not in said
    answer = brisk.http.post("https://testserver/api/session", json={"login": "patrol", "password": PASSWORD})
    brisk.http.cookies.clear()
    assert "; secure" in answer.headers["set-cookie"].lower()


def test_a_browser_that_logs_in_again_gets_a_new_key_and_its_old_one_ends(town: Town) -> None:
    first = town.http.post("/api/session", json={"login": "patrol", "password": PASSWORD}).json()["key"]
    second = town.http.post("/api/session", json={"login": "patrol", "password": PASSWORD}).json()["key"]
    town.http.cookies.clear()
    assert first != second
    assert town.http.get("/api/session", headers={"authorization": f"Bearer {first}"}).status_code == 401
    assert town.http.get("/api/session", headers={"authorization": f"Bearer {second}"}).status_code == 200


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ({}, True),
        ({"origin": "http://testserver"}, True),
        ({"origin": "http://elsewhere"}, False),
        ({"origin": "null"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "same-origin"}, True),
    ],
)
def test_a_page_of_another_address_changes_nothing_with_the_cookie(town: Town, said: dict[str, str], good: bool) -> None:
    town.http.post("/api/session", json={"login": "patrol", "password": PASSWORD})
    answer = town.http.delete("/api/session", headers=said)
    town.http.cookies.clear()
    assert answer.status_code == (200 if good else 403), answer.text
    assert enter(town, "patrol", **said).status_code == (200 if good else 403)


def test_who_logs_in_is_told(town: Town) -> None:
    enter(town, "patrol")
    (fact,) = (fact for fact in said_by(town, "LoggedIn") if fact["way"] == "password")
    assert fact["by"] == "patrol"


def test_an_open_stream_ends_with_its_session(town: Town) -> None:
    from cityloop.cockpit.live.routes import _news, _while_known
    from cityloop.kit.errors import NotKnown

    desk = town.desk("patrol")

    class Asked:
        method, headers, cookies = "GET", {"authorization": f"Bearer {desk.key}"}, dict[str, str]()
        client, url = None, type("Url", (), {"path": "/api/live", "scheme": "http"})
        state = type("State", (), {})()

    glance = town.front.app.state.glance(Asked())
    assert _while_known(_news, glance, 0) is not None
    desk.delete("/api/session")
    assert _while_known(_news, glance, 0) is None
    with pytest.raises(NotKnown), glance():
        pass
