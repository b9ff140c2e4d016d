"""Rosters: who is on duty, who comes next, swaps, gaps, signed hand-overs and calendars."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import icalendar
import pytest

from cityloop.kit.work import CITY_TIME
from tests.conftest import BOTH
from tests.town import DISTRICT, Desk, Hands, Town

pytestmark = BOTH
NAMES = ("ann", "bai", "cai")


@pytest.fixture
def keeper(town: Town) -> Desk:
    for login in NAMES:
        town.hire(login, "dispatcher", DISTRICT)
    return town.hire("keeper", "personnel", "50")


@pytest.fixture
def roster(town: Town, keeper: Desk) -> str:
    """Three take a day and a night each, from nine to nine; the first begins an hour from now."""
    made = keeper.post("/api/rosters", duty="dispatcher", area=DISTRICT, name="指挥值班")
    assert made.status_code == 200, made.text
    address = f"/api/rosters/one/{made.json()['id']}"
    assert rotate(keeper, address).status_code == 200
    return address


def rotate(desk: Desk, address: str, **more: Any) -> Any:
    said = {"rank": 1, "title": "值班员", "since": "2026-03-02", "hand_off": "09:00", "turn_h": 24, "logins": list(NAMES)}
    return desk.post(f"{address}/rotations", **said | more)


def city(local: str) -> str:
    return datetime.fromisoformat(f"2026-{local}").replace(tzinfo=CITY_TIME).isoformat()


def on_duty(town: Town, at: str = "", who: str = "clerk") -> tuple[str, str]:
    """Who is on duty in the first row, and who comes next."""
    about = {"at": city(at)} if at else {}
    ((row,),) = [one["rows"] for one in town.desk(who).get("/api/rosters/on-duty", **about).json()]
    return row["login"], row["next_name"]


def page(desk: Desk, address: str, since: str, until: str) -> dict[str, Any]:
    return dict(desk.get(address, since=city(since), until=city(until)).json())


def test_turns_go_over_midnight_and_round(town: Town, clock: Hands, roster: str) -> None:
    assert on_duty(town) == ("", "Ann")
    for at, now in {
        "03-02T09:00": ("ann", "Bai"),
        "03-02T23:59": ("ann", "Bai"),
        "03-03T00:00": ("ann", "Bai"),
        "03-03T08:59": ("ann", "Bai"),
        "03-03T09:00": ("bai", "Cai"),
        "03-05T09:00": ("ann", "Bai"),
    }.items():
        assert on_duty(town, at) == now, at


def test_a_change_of_rotation_begins_at_its_hour_and_leaves_what_was(town: Town, clock: Hands, keeper: Desk, roster: str) -> None:
    assert rotate(keeper, roster, since="2026-03-03", hand_off="20:00", turn_h=12, logins=["cai", "ann"]).status_code == 200
    for at, now in {
        "03-03T19:59": "bai",
        "03-03T20:00": "cai",
        "03-04T07:59": "cai",
        "03-04T08:00": "ann",
        "03-04T20:00": "cai",
    }.items():
        assert on_duty(town, at)[0] == now, at
    turns = page(keeper, roster, "03-02T09:00", "03-04T20:00")["turns"]
    assert [turn["login"] for turn in turns] == ["ann", "bai", "cai", "ann"]
    assert all(one["ended"] == other["began"] for one, other in pairwise(turns))
    assert rotate(keeper, roster, since="2026-03-03", hand_off="10:00").json()["error"] == "RotationPast"
    assert rotate(keeper, roster, since="2026-03-09", logins=["clerk"]).json()["error"] == "NotHeld"
    assert rotate(town.desk("ann"), roster, since="2026-03-09").status_code == 403


def test_several_rows_and_levels_are_told_in_one_call(town: Town, keeper: Desk, roster: str) -> None:
    assert rotate(keeper, roster, rank=2, title="备班", turn_h=168, logins=["cai", "bai"]).status_code == 200
    town.hire("boss", "leader", "50")
    above = keeper.post("/api/rosters", duty="leader", area="50", name="带班领导").json()
    assert rotate(keeper, f"/api/rosters/one/{above['id']}", title="带班", logins=["boss"]).status_code == 200
    below = {"area": "500103001001001", "at": city("03-03T10:00")}
    told = town.desk("clerk").get("/api/rosters/on-duty", **below).json()
    assert [(one["roster"]["name"], [(row["rank"], row["login"]) for row in one["rows"]]) for one in told] == [
        ("带班领导", [(1, "boss")]),
        ("指挥值班", [(1, "bai"), (2, "cai")]),
    ]
    assert town.desk("stranger").get("/api/rosters/on-duty", at=city("03-03T10:00")).json()[0]["roster"]["name"] == "带班领导"
    assert town.desk("stranger").get(roster).status_code == 404


def test_a_swap_counts_once_the_other_says_yes(town: Town, clock: Hands, keeper: Desk, roster: str) -> None:
    ann, bai = town.desk("ann"), town.desk("bai")
    asked = {"rank": 1, "began": city("03-02T18:00"), "ended": city("03-03T09:00"), "login": "bai", "why": "家中有事"}
    back = {"back_began": city("03-03T18:00"), "back_ended": city("03-04T09:00")}
    first, second = ann.post(f"{roster}/covers", **asked, **back).json()
    assert on_duty(town, "03-02T20:00")[0] == "ann"
    for desk in (ann, town.desk("cai")):
        assert desk.post(f"/api/rosters/covers/{first['id']}/accept").json()["error"] == "NotYourAnswer"
    assert [one["mine"] for one in page(bai, roster, "03-02T09:00", "03-04T09:00")["covers"]] == [True, True]
    assert bai.post(f"/api/rosters/covers/{first['id']}/accept").status_code == 200
    assert bai.post(f"/api/rosters/covers/{second['id']}/accept").json()["error"] == "CoverOver"
    turns = page(keeper, roster, "03-02T09:00", "03-04T09:00")["turns"]
    assert [(turn["login"], turn["covers"]) for turn in turns] == [("ann", ""), ("bai", "Ann"), ("bai", ""), ("ann", "Bai")]
    assert ann.post(f"{roster}/covers", **asked | {"login": "clerk"}).status_code == 409
    assert ann.post(f"/api/rosters/covers/{first['id']}/withdraw").status_code == 403
    assert keeper.post(f"/api/rosters/covers/{first['id']}/withdraw").status_code == 200
    assert [turn["login"] for turn in page(keeper, roster, "03-02T09:00", "03-04T09:00")["turns"]] == ["ann", "bai"]


def test_who_is_away_has_left_or_holds_the_duty_no_more_leaves_a_gap(town: Town, clock: Hands, keeper: Desk, roster: str) -> None:
    leave = {"login": "bai", "since": city("03-03T12:00"), "until": city("03-04T06:00"), "why": "病假"}
    assert town.desk("bai").post("/api/posts/leaves", **leave).status_code == 200
    gaps = page(keeper, roster, "03-02T08:00", "03-05T09:00")["gaps"]
    assert [(datetime.fromisoformat(gap["began"]), gap["why"]) for gap in gaps] == [
        (datetime.fromisoformat(city("03-02T08:00")), "nobody"),
        (datetime.fromisoformat(city("03-03T12:00")), "away"),
    ]
    assert on_duty(town, "03-03T13:00") == ("", "Bai")
    (post,) = keeper.get("/api/posts/members/cai").json()["posts"]
    keeper.post(f"/api/posts/one/{post['id']}/end", until="2026-03-05")
    gaps = page(keeper, roster, "03-04T09:00", "03-05T09:00")["gaps"]
    assert [(datetime.fromisoformat(gap["began"]), gap["why"]) for gap in gaps] == [
        (datetime.fromisoformat(city("03-05T00:00")), "no_post")
    ]
    member = {"name": "Ann", "mobile": "", "skills": "", "standing": "left"}
    keeper.post("/api/posts/members/ann", **member)
    assert {gap["why"] for gap in page(keeper, roster, "03-02T09:00", "03-03T09:00")["gaps"]} == {"left"}


def test_a_hand_over_is_signed_by_both_or_listed(town: Town, clock: Hands, keeper: Desk, roster: str) -> None:
    clock.forward(hours=25)  # nine o'clock on the third: Ann has gone, Bai has come
    said = {"rank": 1, "at": city("03-03T09:00"), "note": "南区积水点已布控", "matters": ["案件 12 待核查", " "]}
    ann, bai = town.desk("ann"), town.desk("bai")
    keeper = town.desk("keeper")
    (open_,) = keeper.get(roster).json()["unsigned"]
    assert (open_["from_login"], open_["to_login"], open_["handover"]) == ("ann", "bai", None)
    assert bai.post(f"{roster}/handovers", **said).json()["error"] == "NotYourHandover"
    assert ann.post(f"{roster}/handovers", **said | {"at": city("03-03T08:00")}).json()["error"] == "NoHandover"
    note = ann.post(f"{roster}/handovers", **said).json()
    assert (note["matters"], note["taken"]) == (["案件 12 待核查"], None)
    assert ann.post(f"{roster}/handovers", **said).json()["error"] == "SignedAlready"
    assert [one["handover"] for one in keeper.get(roster).json()["unsigned"]] == [note["id"]]
    assert ann.post(f"/api/rosters/handovers/{note['id']}/take").json()["error"] == "NotYourHandover"
    assert bai.post(f"/api/rosters/handovers/{note['id']}/take").status_code == 200
    assert keeper.get(roster).json()["unsigned"] == []
    with town.city.glance(by="test") as work:
        from cityloop.kit.facts import about

        signed = [row for row in about(work.session, "roster:1") if row.kind == "HandoverSigned"]
        assert [row.by for row in signed] == ["ann", "bai"]
        assert len({row.body["digest"] for row in signed}) == 1


def test_a_calendar_program_reads_ones_turns_at_a_secret_address(town: Town, clock: Hands, keeper: Desk, roster: str) -> None:
    bai = town.desk("bai")
    mine = bai.post("/api/rosters/feed").json()["path"]
    whole = bai.post("/api/rosters/feed", roster=int(roster.rpartition("/")[2])).json()["path"]
    answer = town.http.get(mine)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n")) and b"\n" not in answer.content.replace(b"\r\n", b"")
    events = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    first = events[0]
    began, ended = datetime(2026, 3, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, 1, tzinfo=UTC)
    assert (first.decoded("DTSTART"), first.decoded("DTEND")) == (began, ended)
    assert str(first["SUMMARY"]) == "指挥值班 值班员" and len(events) == 60
    assert len({str(event["UID"]) for event in events}) == 60
    everyone = icalendar.Calendar.from_ical(town.http.get(whole).text).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in everyone[:3]] == ["值班员 Ann", "值班员 Bai", "值班员 Cai"]
    clock.forward(hours=2)
    again = icalendar.Calendar.from_ical(town.http.get(mine).text).walk("VEVENT")
    assert [str(event["UID"]) for event in again[:50]] == [str(event["UID"]) for event in events[:50]]

    new = town.desk("bai").post("/api/rosters/feed").json()["path"]
    assert town.http.get(mine).status_code == 404 and town.http.get(new).status_code == 200
    (post,) = town.desk("keeper").get("/api/posts/members/bai").json()["posts"]
    town.desk("keeper").post(f"/api/posts/one/{post['id']}/end", until="2026-03-02")
    assert town.http.get(whole).status_code == 404
    assert town.http.get("/api/rosters/feeds/guess.ics").status_code == 404
