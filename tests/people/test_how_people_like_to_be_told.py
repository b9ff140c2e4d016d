"""Quiet hours, digests, mutes, acknowledging; web push as the RFC has it; a channel from somebody else's package."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cityloop.kit.outside import allowed, networks
from cityloop.people.channels.sealing import decoded, encoded, sealed
from tests.house import tree
from tests.people.telling import Letterbox, Told
from tests.people.test_told_once import tell
from tests.stories.moves import FAST
from tests.town import Hands, Town

Mails = tuple[Letterbox, int]


def test_quiet_hours_hold_what_can_wait_and_not_what_is_urgent(town: Town, told: Told, clock: Hands) -> None:
    told.sms()
    patrol = town.desk("patrol")
    told.reach(patrol, "mobile", "13800000001")
    assert patrol.put("/api/notices/habit", quiet_since=22 * 60, quiet_until=8 * 60 + 30).status_code == 200
    with town.city.work(by="loop") as work:
        tell(work, 1)
        tell(work, 2, urgent=True)
    told.sending.turn()
    assert [one["state"] for one in told.outbox()] == ["waiting", "sent"]
    clock.forward(minutes=29)
    assert told.sending.turn() == 0
    clock.forward(minutes=1)
    assert told.sending.turn() == 1


def test_a_digest_says_in_one_mail_what_twenty_would_have(town: Town, told: Told, mails: Mails, clock: Hands) -> None:
    box, port = mails
    told.mail(port)
    patrol = town.desk("patrol")
    told.reach(patrol, "mail", "patrol@example.org")
    patrol.put("/api/notices/habit", digest="hourly")
    with town.city.work(by="loop") as work:
        for number in range(1, 26):
            tell(work, number)
    assert told.sending.turn() == 0
    clock.forward(hours=1)
    assert told.sending.turn() == 1
    (mail,) = box.mails
    body = mail.get_body(("plain",))
    assert body and str(mail["Subject"]) == "25 条通知"
    assert body.get_content().count("· ") == 20 and "另有 5 条" in body.get_content()
    assert {state for _, state in told.states()} == {"sent"}


def test_a_muted_matter_is_not_told_of_and_others_are(town: Town, told: Told) -> None:
    told.sms()
    patrol = town.desk("patrol")
    told.reach(patrol, "mobile", "13800000001")
    with town.city.work(by="loop") as work:
        tell(work, 1)
    assert patrol.post("/api/notices/mutes", about="case:1").status_code == 200
    assert [one["state"] for one in told.outbox()] == ["spared"]
    town.drive("渝D·K0001", *FAST)
    town.drive("渝D·K0002", *FAST)
    assert told.sending.turn() == 1
    assert patrol.post("/api/notices/mutes/end", about="case:1").status_code == 200


def test_what_is_acknowledged_by_its_link_is_not_told_again_elsewhere(town: Town, told: Told, mails: Mails) -> None:
    box, port = mails
    told.mail(port)
    told.sms()
    patrol = town.desk("patrol")
    told.reach(patrol, "mail", "patrol@example.org")
    told.reach(patrol, "mobile", "13800000001")
    sms = next(one["id"] for one in told.operator.get("/api/channels").json() if one["kind"] == "sms")
    told.operator.post(f"/api/channels/{sms}/pause")
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    body = box.mails[0].get_body(("plain",))
    assert body
    found = re.search(r"https://city.example/acknowledge/(\S+)", body.get_content())
    assert found
    letter = town.http.post("/api/notices/letter", json={"token": found[1]}).json()
    assert letter["title"] == "蓝色新案件：渝D·K0001" and letter["acknowledged"] is None
    for _ in range(2):
        assert town.http.post("/api/notices/acknowledge", json={"token": found[1]}).status_code == 200
    assert sorted(told.states()) == [("mail", "delivered"), ("sms", "spared")]
    assert town.http.post("/api/notices/acknowledge", json={"token": "made up"}).status_code == 404


def test_nobody_is_told_by_subscription_of_what_they_may_not_see(town: Town, told: Told) -> None:
    told.sms()
    for login, number in (("clerk", "13800000001"), ("stranger", "13800000002"), ("dispatcher", "13800000003")):
        desk = town.desk(login)
        told.reach(desk, "mobile", number)
        assert desk.post("/api/notices/subscriptions", occasion="case_dispatched").status_code == 200
    town.drive("渝D·K0001", *FAST)
    told.sending.turn()
    assert [one["member"] for one in told.outbox()] == ["Dispatcher"]
    refused = town.desk("clerk").post("/api/notices/subscriptions", duty="clerk", area="500103")
    assert refused.status_code == 403


def test_the_outbox_and_addresses_are_no_ones_elses(town: Town, told: Told) -> None:
    told.sms()
    address = told.reach(town.desk("patrol"), "mobile", "13800000001")
    town.drive("渝D·K0001", *FAST)
    clerk = town.desk("clerk")
    assert clerk.get("/api/notices").json() == [] == clerk.get("/api/notices/addresses").json()
    assert clerk.delete(f"/api/notices/addresses/{address}").status_code == 403
    assert clerk.get("/api/channels").status_code == 403
    assert clerk.get("/api/notices/outbox").json() == {"counts": {}, "out_of_reach": []}


def test_what_is_sealed_is_what_the_rfc_seals() -> None:
    """RFC 8291, appendix A."""
    private = int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    content = sealed(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        ec.derive_private_key(private, ec.SECP256R1()),
        decoded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert encoded(content) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
        "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1", "0.0.0.0", "100.64.0.1", "224.0.0.1"],
)
def test_an_address_inside_is_known_in_whichever_form(address: str) -> None:
    assert not allowed(address, networks("192.168.0.0/16"))


def test_a_channel_is_added_as_the_guide_says(tmp_path: Path) -> None:
    """In a process of its own, as an installed package would be: found by its entry point, and spoken to."""
    guide = tree.text("docs/guides/notices.md")
    code = re.findall(r"^```python\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)[0]
    named = re.findall(r"^pager = \"(.*)\"$", guide, re.MULTILINE)[0]
    (tmp_path / "pager.py").write_text(code, encoding="utf-8")
    info = tmp_path / "pager-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pager\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[cityloop.channels]\npager = {named}\n")
    run = subprocess.run([sys.executable, "-c", PAGED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "PAGE 4711 题目 sent"), run.stderr


PAGED = """
import socket, sys, threading
from datetime import UTC, datetime
sys.path[:0] = [sys.argv[1], "."]
from cityloop.kit.outside import networks
from cityloop.people.channels.channel import Ground, Letter
from cityloop.people.channels.kinds import kind_of
server = socket.create_server(("127.0.0.1", 0))
heard = []
def answer():
    line, _ = server.accept()
    with line:
        heard.append(line.makefile(encoding="utf-8").readline().strip())
        line.sendall(b"OK\\n")
thread = threading.Thread(target=answer)
thread.start()
kind = kind_of("pager")
settings = kind.Settings(host="127.0.0.1", port=server.getsockname()[1])
now = datetime(2026, 3, 2, tzinfo=UTC)
channel = kind(settings, kind.Secrets(), Ground(lambda: now, networks("127.0.0.1"), lambda _: None))
letter = Letter(title="题目", text="", url="", ack="", token="", language="zh", occasion="", about="", at=now, said={})
became = channel.send("4711", letter, "key").became
thread.join()
print(heard[0], became)
"""
