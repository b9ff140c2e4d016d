"""People are told by every channel, against servers that are really there; and each is told once."""

import hashlib
import hmac
import json

from tests.conftest import BOTH
from tests.people.outside import SECRET
from tests.people.telling import IM, PUBLIC, SIGNING, VOICE, Letterbox, Told
from tests.stories.moves import FAST, work_off
from tests.town import Hands, Town

Mails = tuple[Letterbox, int]


@BOTH
def test_who_answers_for_a_case_is_told_of_it_by_mail_in_their_language(town: Town, told: Told, mails: Mails) -> None:
    box, port = mails
    told.mail(port)
    patrol, inspector = town.desk("patrol"), town.desk("inspector")
    told.reach(patrol, "mail", "patrol@example.org")
    told.reach(inspector, "mail", "inspector@example.org")
    assert inspector.put("/api/notices/habit", language="en").status_code == 200
    town.drive("渝D·K0001", *FAST)
    assert told.sending.turn() == 1
    (mail,) = box.mails
    assert box.to == ["patrol@example.org"]
    assert str(mail["Subject"]) == "蓝色新案件：渝D·K0001"
    body = mail.get_body(("plain",))
    assert body
    text = body.get_content()
    assert "请在今天 10:00前处置。" in text and f"{PUBLIC}/cases/1" in text and "渝中区" in text

    work_off(patrol, 1)
    town.city.settle()
    told.sending.turn()
    assert box.to[1:] == ["inspector@example.org"]
    assert str(box.mails[1]["Subject"]) == "Please verify: 渝D·K0001"
    assert told.sending.turn() == 0
    assert told.states() == [("mail", "sent"), ("mail", "sent")]
    of_case = patrol.get("/api/cases/1/notices").json()
    assert [(one["member"], one["state"]) for one in of_case] == [("Patrol", "sent"), ("Inspector", "sent")]
    assert town.desk("stranger").get("/api/cases/1/notices").status_code == 404


def test_a_browser_is_pushed_to_and_it_alone_can_read_it(town: Town, told: Told) -> None:
    told.push()
    patrol = town.desk("patrol")
    browser = told.browser(patrol, "desk")
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    (shown,) = browser.shown()
    assert (shown["title"], shown["url"]) == ("蓝色新案件：渝D·K0001", f"{PUBLIC}/cases/1")
    assert told.states() == [("push", "sent")]
    town.http.cookies.clear()
    assert town.http.post("/api/notices/shown", json={"token": shown["token"]}).status_code == 200
    assert told.states() == [("push", "delivered")]


def test_a_browser_that_is_gone_is_not_pushed_to_again(town: Town, told: Told) -> None:
    told.push()
    patrol = town.desk("patrol")
    told.browser(patrol, "gone-desk")
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    assert told.states() == [("push", "given_up")]
    assert patrol.get("/api/notices/addresses").json()[0]["broken"] == "HTTP 410"
    town.drive("渝D·K0002", *FAST)
    assert told.sending.turn() == 0


def test_browsers_of_an_older_key_are_served_until_they_come_by_again(town: Town, told: Told) -> None:
    told.push()
    patrol = town.desk("patrol")
    older = told.browser(patrol, "older")
    key = told.operator.post("/api/channels/push-key").json()
    newer = told.browser(patrol, "newer")
    assert newer.city_key == key != older.city_key
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    assert [len(one.shown()) for one in (older, newer)] == [1, 1]


def test_a_webhook_is_signed_with_both_keys_while_they_change(town: Town, told: Told) -> None:
    outlet = told.hook()
    changed = {"settings": {"url": f"{told.at}/hook"}, "secrets": {"key": "the next key of it", "older_key": SIGNING}}
    answer = told.operator.put(f"/api/channels/{outlet}", **changed)
    assert answer.json()["secrets"] == ["key", "older_key"] and SIGNING not in answer.text
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    calls = told.at.heard("hook")
    assert [json.loads(one["body"].encode("latin-1"))["occasion"] for one in calls] == ["case_dispatched", "alert_raised"]
    for call in calls:
        stamp, body = call["headers"]["x-cityloop-timestamp"], call["body"].encode("latin-1")
        signed = [
            hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            for key in (b"the next key of it", SIGNING.encode())
        ]
        assert call["headers"]["x-cityloop-signature"] == ",".join(f"sha256={one}" for one in signed)
    assert {state for _, state in told.states()} == {"delivered"}


def test_messages_calls_and_messengers_are_spoken_to_as_their_settings_say(town: Town, told: Told) -> None:
    told.sms()
    told.channel("voice", {"url": f"{told.at}/voice", **VOICE})
    told.channel("im", {"url": f"{told.at}/im", **IM})
    patrol = town.desk("patrol")
    told.reach(patrol, "mobile", "+86 138-0000-0001")
    told.reach(patrol, "voice", "13800000001")
    told.reach(patrol, "im", "patrol.zhang")
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    (sms,), (voice,), (im,) = (told.at.heard(kind) for kind in ("sms", "voice", "im"))
    assert json.loads(sms["body"].encode("latin-1"))["phone"] == "+8613800000001"
    assert voice["form"] == {"callee": "13800000001", "say": "蓝色新案件：渝D·K0001"}
    assert json.loads(im["body"])["touser"] == "patrol.zhang"
    assert SECRET not in told.operator.get("/api/channels").text


def test_what_a_provider_refuses_for_good_is_given_up_with_why(town: Town, told: Told) -> None:
    told.sms()
    told.reach(town.desk("patrol"), "mobile", "13800000000")
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    (notice,) = told.outbox()
    assert (notice["state"], notice["why"], notice["tries"]) == ("given_up", "the provider answers 1071", 1)


def test_a_receiver_that_is_busy_is_tried_again_when_it_asked_to_be_and_told_once(town: Town, told: Told, clock: Hands) -> None:
    told.hook("fail/2/hook")
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    assert {(state, one["why"]) for one in told.outbox() for state in [one["state"]]} == {("failed", "HTTP 503")}
    clock.forward(seconds=5)
    assert told.sending.turn() == 0
    for _ in range(4):
        clock.forward(minutes=2)
        told.sending.turn()
    assert len(told.at.heard("hook")) == 2
    assert {state for _, state in told.states()} == {"delivered"}


def test_a_receiver_that_never_answers_is_given_up_after_some_tries(town: Town, told: Told, clock: Hands) -> None:
    told.hook("fail/99/hook")
    town.drive("渝D·K0001", *FAST)
    for _ in range(12):
        told.sending.turn()
        clock.forward(hours=2)
    assert {(one["state"], one["tries"]) for one in told.outbox()} == {("given_up", 9)}
    number = told.outbox()[0]["id"]
    again = told.operator.post(f"/api/notices/{number}/again")
    assert again.json()["state"] == "waiting"


def test_nothing_inside_this_network_is_called_unless_the_settings_allow_it(town: Town, told: Told) -> None:
    told.hook()
    told.sending.inner = ()
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    assert told.at.heard("hook") == []
    ((state, why),) = {(one["state"], one["why"].partition(":")[0]) for one in told.outbox()}
    assert (state, why) == ("given_up", "127.0.0.1 lies inside this network")
