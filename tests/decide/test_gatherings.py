"""People come together about a case: what was decided becomes tasks, the call takes eight, the minutes say it all."""

import base64
import hashlib
import hmac
import io
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from cityloop.decide.gatherings.rules import MOST_VOICES, helpers
from tests.conftest import BOTH
from tests.town import CENTRE, DISTRICT, PNG, Desk, Hands, Town

POND = {"subject": "长江路下穿道积水", "category": "L0506", "lon": CENTRE[0], "lat": CENTRE[1]}
PLAN = "启动《城市内涝应急预案》Ⅲ级响应"
LATER = "2026-03-02T12:00:00+08:00"


@pytest.fixture
def led(town: Town) -> tuple[Desk, dict[str, Any]]:
    """A gathering that a plan opened, and the desk of who leads it."""
    dispatcher = town.desk("dispatcher")
    said = {"plan": "urban_flooding", "level": 3, "where": POND, "why": "暴雨"}
    case = dispatcher.post("/api/activations", **said).json()["case"]
    (found,) = dispatcher.get(f"/api/cases/{case}/gatherings").json()
    return dispatcher, found


def page(desk: Desk, gathering: dict[str, Any]) -> dict[str, Any]:
    return dict(desk.get(f"/api/gatherings/{gathering['id']}").json())


def said(desk: Desk, gathering: dict[str, Any], what: str, **body: Any) -> Any:
    return desk.post(f"/api/gatherings/{gathering['id']}/{what}", **body)


@BOTH
def test_a_plan_calls_together_who_holds_its_duties_today(town: Town, led: tuple[Desk, dict[str, Any]]) -> None:
    dispatcher, gathering = led
    found = page(dispatcher, gathering)
    seats = {one["login"]: (one["duty"], one["party"].rpartition(".")[2], one["leads"]) for one in found["people"]}
    assert seats["dispatcher"] == ("", "", True)
    assert seats["water"] == ("water_utility", "drain", True)
    assert (found["zoom"], found["layers"], found["member"]) == (14.0, ["cases", "devices", "people"], True)
    water = town.desk("water")
    assert [one["id"] for one in water.get("/api/gatherings").json()] == [gathering["id"]]
    assert next(one for one in page(water, gathering)["people"] if one["login"] == "water")["came"] is None
    said(water, gathering, "enter")
    assert next(one for one in page(water, gathering)["people"] if one["login"] == "water")["came"]


@BOTH
def test_who_was_not_called_finds_nothing_and_who_oversees_may_look_but_not_speak(
    town: Town, led: tuple[Desk, dict[str, Any]]
) -> None:
    dispatcher, gathering = led
    stranger, inspector = town.desk("stranger"), town.desk("inspector")
    assert stranger.get(f"/api/gatherings/{gathering['id']}").status_code == 404
    assert page(inspector, gathering)["member"] is False
    assert said(inspector, gathering, "remarks", text="x").json()["error"] == "NotAMember"
    assert said(inspector, gathering, "voices").json()["error"] == "NotAMember"
    assert said(dispatcher, gathering, "members", login="stranger").status_code == 200
    assert page(stranger, gathering)["member"] is True
    assert stranger.case(gathering["case"])["case"]["id"] == gathering["case"], "who is called sees the case"


@BOTH
def test_a_decision_with_a_duty_and_a_time_becomes_its_task(town: Town, led: tuple[Desk, dict[str, Any]]) -> None:
    dispatcher, gathering = led
    assert said(dispatcher, gathering, "decisions", text="增派泵车", duty="water_utility").json()["error"] == "DecisionUnclear"
    nobody = said(dispatcher, gathering, "decisions", text="待命", duty="health_commission", due=LATER)
    assert nobody.json()["error"] == "NobodyCarriesOut"
    made = {"text": "增派两台泵车", "because": "水深未降", "duty": "water_utility", "due": LATER}
    assert said(dispatcher, gathering, "decisions", **made).status_code == 200
    (decided,) = page(dispatcher, gathering)["decided"]
    assert (decided["because"], decided["duty"], decided["state"]) == ("水深未降", "water_utility", "waiting")
    water = town.desk("water")
    path = f"/api/cases/{gathering['case']}/tasks/{decided['task']}"
    assert water.post(f"{path}/take").status_code == 200
    assert water.post(f"{path}/finish", note="已到位", photos=[], outcome="settled").status_code == 200
    assert page(dispatcher, gathering)["decided"][0]["state"] == "finished"


@BOTH
def test_the_call_takes_eight_and_refuses_the_ninth_until_one_is_gone(
    town: Town, led: tuple[Desk, dict[str, Any]], clock: Hands
) -> None:
    dispatcher, gathering = led
    desks = [town.hire(f"member{number}", "clerk", DISTRICT) for number in range(MOST_VOICES + 1)]
    for number in range(len(desks)):
        said(dispatcher, gathering, "members", login=f"member{number}")
    voices = [said(desk, gathering, "voices").json()["voice"] for desk in desks[:MOST_VOICES]]
    ninth = said(desks[-1], gathering, "voices")
    assert (ninth.status_code, ninth.json()["error"]) == (409, "CallFull")
    assert "8 members" in ninth.json()["detail"]
    gone = f"/api/gatherings/{gathering['id']}/voices/{voices[0]}"
    assert desks[1].delete(gone).json()["error"] == "NotYourVoice"
    assert desks[0].delete(gone).status_code == 200
    assert said(desks[-1], gathering, "voices").status_code == 200
    clock.forward(seconds=15)
    heard = desks[1].post(f"/api/gatherings/{gathering['id']}/voices/{voices[1]}/heard").json()
    assert len(heard["voices"]) == MOST_VOICES
    clock.forward(seconds=15)
    town.city.all_rounds()
    left = [line["about"] for line in page(dispatcher, gathering)["timeline"] if line["kind"] == "VoiceLeft"]
    assert [one["lost"] for one in left].count(True) == MOST_VOICES - 1, "all but the one that was heard of"


def test_browsers_find_each_other_through_the_city_and_nobody_else_hears(town: Town, led: tuple[Desk, dict[str, Any]]) -> None:
    dispatcher, gathering = led
    water = town.desk("water")
    one, two = (said(desk, gathering, "voices").json()["voice"] for desk in (dispatcher, water))
    way = f"/api/gatherings/{gathering['id']}/voices"
    assert dispatcher.post(f"{way}/{one}/whispers", to=two, said='{"sdp": 1}').status_code == 200
    heard = water.post(f"{way}/{two}/heard").json()
    assert [(each["who"], each["said"]) for each in heard["whispers"]] == [(one, '{"sdp": 1}')]
    last = heard["whispers"][-1]["id"]
    assert water.post(f"{way}/{two}/heard?after={last}").json()["whispers"] == []
    assert dispatcher.post(f"{way}/{two}/heard").json()["error"] == "NotYourVoice"
    assert dispatcher.post(f"{way}/{one}/whispers", to=two + 1, said="x").status_code == 404
    water.post(f"{way}/{two}/sound", muted=True, camera=True, sharing=False)
    assert [each["muted"] for each in dispatcher.post(f"{way}/{one}/heard").json()["voices"]] == [False, True]


def test_the_name_and_password_for_a_relay_are_what_the_relay_works_out_itself(clock: Hands) -> None:
    plain, relay = helpers(("stun:a.example:3478", "turn:a.example:3478"), "shared", "li", clock())
    assert plain == {"urls": ["stun:a.example:3478"]}
    until, _, login = str(relay["username"]).partition(":")
    assert (int(until) - clock().timestamp(), login) == (12 * 3600, "li")
    digest = hmac.new(b"shared", str(relay["username"]).encode(), hashlib.sha1).digest()
    assert relay["credential"] == base64.b64encode(digest).decode()


def test_files_of_known_kinds_are_shown_to_who_may_look_in(town: Town, led: tuple[Desk, dict[str, Any]]) -> None:
    dispatcher, gathering = led
    way = f"/api/gatherings/{gathering['id']}/papers"

    def bring(name: str, content: bytes) -> Any:
        return dispatcher.http.post(way, files={"file": (name, content)}, headers={"authorization": f"Bearer {dispatcher.key}"})

    assert bring("水位.png", PNG).status_code == 200
    assert bring("script.exe", b"MZ" + b"0" * 10).json()["error"] == "NotSuchAFile"
    assert bring("page.html", b"<script>").json()["error"] == "NotSuchAFile"
    (paper,) = page(dispatcher, gathering)["papers"]
    shown = town.desk("water").get(f"{way}/{paper['id']}")
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    assert town.desk("stranger").get(f"{way}/{paper['id']}").status_code == 404


@BOTH
def test_the_minutes_say_who_came_what_was_decided_and_all_that_happened(town: Town, led: tuple[Desk, dict[str, Any]]) -> None:
    dispatcher, gathering = led
    said(dispatcher, gathering, "summary", text="下穿道水深 25 厘米，已封闭。")
    said(dispatcher, gathering, "remarks", text="泵车十分钟到。")
    said(dispatcher, gathering, "decisions", text="增派两台泵车", because="水深未降", duty="water_utility", due=LATER)
    assert said(dispatcher, gathering, "close").json()["closed"]
    assert said(dispatcher, gathering, "remarks", text="x").json()["error"] == "GatheringOver"
    word = docx.Document(io.BytesIO(said(dispatcher, gathering, "minutes/docx").content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(each.text for each in word.paragraphs), *cells])
    for wanted in ("会商纪要", "已封闭", "泵车十分钟到", "增派两台泵车", "水深未降", "Water", "开始会商", PLAN):
        assert wanted in text, wanted
    pages = PdfReader(io.BytesIO(said(dispatcher, gathering, "minutes/pdf?language=en").content)).pages
    english = "".join(each.extract_text() for each in pages)
    assert "Minutes" in english
    assert "Decisions" in english
    assert "Urban flooding" in english
    kinds = [line["kind"] for line in page(dispatcher, gathering)["timeline"]]
    assert kinds.count("MinutesTaken") == 2


def test_standing_the_last_plan_down_closes_the_gathering_and_a_case_without_a_plan_opens_one_by_hand(
    town: Town, led: tuple[Desk, dict[str, Any]]
) -> None:
    dispatcher, gathering = led
    (activation,) = dispatcher.get("/api/activations").json()
    dispatcher.post(f"/api/activations/{activation['id']}/stand-down", why="水退")
    assert page(dispatcher, gathering)["closed"]
    again = dispatcher.post(f"/api/cases/{gathering['case']}/gatherings").json()
    assert again["id"] != gathering["id"]
    assert dispatcher.post(f"/api/cases/{gathering['case']}/gatherings").json()["error"] == "GatheringThere"
    assert town.desk("clerk").post(f"/api/cases/{gathering['case']}/gatherings").status_code in (403, 404)


@BOTH
def test_of_a_duty_with_a_roster_who_is_on_turn_is_called_and_where_there_is_none_everybody(town: Town, clock: Hands) -> None:
    for login in ("ann", "bai"):
        town.hire(login, "water_utility", "50")
    for login in ("cai", "dai"):
        town.hire(login, "city_management", DISTRICT)
    keeper = town.hire("keeper", "personnel", "50")
    roster = keeper.post("/api/rosters", duty="water_utility", area="50", name="抢险值班").json()["id"]
    turns = {"rank": 1, "title": "值班员", "since": "2026-03-02", "hand_off": "09:00", "turn_h": 24, "logins": ["ann", "bai"]}
    assert keeper.post(f"/api/rosters/one/{roster}/rotations", **turns).status_code == 200
    assert called(town, "早")["water_utility"] == {
        ("water", "nobody_on_turn"),
        ("ann", "nobody_on_turn"),
        ("bai", "nobody_on_turn"),
    }
    clock.forward(hours=2)
    found = called(town, "午")
    assert found["water_utility"] == {("ann", "on_turn")}
    assert {("cai", "no_roster"), ("dai", "no_roster")} <= found["city_management"]
    assert ("dispatcher", "opened") in found[""]


def called(town: Town, why: str) -> dict[str, set[tuple[str, str]]]:
    """Who is called by a plan that is activated now, by duty, and why they."""
    dispatcher = town.desk("dispatcher")
    said = {"plan": "urban_flooding", "level": 3, "where": {**POND, "subject": f"积水 {why}"}, "why": why}
    case = dispatcher.post("/api/activations", **said).json()["case"]
    (gathering,) = dispatcher.get(f"/api/cases/{case}/gatherings").json()
    found: dict[str, set[tuple[str, str]]] = {}
    for one in page(dispatcher, gathering)["people"]:
        found.setdefault(one["duty"], set()).add((one["login"], one["how"]))
    return found


@BOTH
def test_the_list_finds_the_one_gathering_somebody_may_see_behind_many_they_may_not(
    town: Town, led: tuple[Desk, dict[str, Any]]
) -> None:
    dispatcher, first = led
    assert said(dispatcher, first, "members", login="stranger").status_code == 200
    for number in range(12):
        where = {**POND, "subject": f"积水点 {number}"}
        assert dispatcher.post("/api/activations", plan="urban_flooding", level=4, where=where, why="雨").status_code == 200
    stranger = town.desk("stranger")
    assert [one["id"] for one in stranger.get("/api/gatherings", limit=1).json()] == [first["id"]]
    assert len(dispatcher.get("/api/gatherings").json()) == 13
    assert len(town.desk("inspector").get("/api/gatherings", limit=5).json()) == 5
    assert town.desk("clerk").get("/api/gatherings").json() == []
