"""A town in which people are told: channels set up at its door, and a worker that is turned by hand."""

import asyncio
import email
import email.policy
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import http_ece
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives.asymmetric import ec

from cityloop.app.sending import Sending
from cityloop.kit.outside import networks
from cityloop.people.channels.sealing import encoded, point
from tests.people.outside import SECRET, Address
from tests.town import Desk, Town

LOOPBACK = networks("127.0.0.0/8")
PUBLIC = "https://city.example"
SMS = {
    "headers": {"authorization": "Bearer {secret}"},
    "body": {"phone": "{to}", "content": "{text}", "request": "{key}"},
    "good_path": "result.code",
    "good": [0],
    "later": [1055],
    "ref_path": "result.id",
    "keyed": True,
}
VOICE = {"form": "form", "body": {"callee": "{to}", "say": "{title}"}, "good_path": "status", "good": ["OK"]}
IM = {"body": {"touser": "{to}", "msgtype": "text", "text": {"content": "{title}"}}, "good_path": "errcode", "good": [0]}
SIGNING = "the key of this webhook"


class Letterbox:
    """A mail server that keeps what it is sent, or does worse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[str] = []
        self.behaves = "well"

    async def handle_RCPT(  # noqa: N802 (as the server calls it)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such person"
        if address.startswith("full") and self.behaves == "well":
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.to += envelope.rcpt_tos
        if self.behaves == "cuts":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            await asyncio.sleep(1)
        return "250 taken"


@contextmanager
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()
        controller.loop.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Browser:
    """A browser that allowed pushes: it alone has the key to read them."""

    def __init__(self, at: Address, name: str, city_key: str) -> None:
        self.at, self.name, self.auth = at, name, os.urandom(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.city_key = city_key

    def allowed(self) -> str:
        keys = {"p256dh": encoded(point(self.key.public_key())), "auth": encoded(self.auth)}
        return json.dumps({"endpoint": f"{self.at}/push/{self.name}", "keys": keys, "key": self.city_key})

    def shown(self) -> list[dict[str, Any]]:
        """What it was pushed, read with another implementation than the one that sealed it."""
        return [
            json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))
            for body in self.at.pushes(self.name)
        ]


class Told:
    """The town's outbox and who keeps it."""

    def __init__(self, town: Town, at: Address) -> None:
        self.town, self.at = town, at
        self.operator = town.hire("keeper", "operator", "50")
        self.sending = Sending(town.city, LOOPBACK, PUBLIC)

    def channel(self, kind: str, settings: dict[str, Any], secrets: dict[str, str] | None = None, a_minute: int = 0) -> int:
        said = {"name": kind, "kind": kind, "settings": settings, "secrets": secrets or {}, "a_minute": a_minute}
        answer = self.operator.post("/api/channels", **said)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["id"])

    def mail(self, port: int, **more: Any) -> int:
        settings = {"host": "127.0.0.1", "port": port, "secure": "none", "sender": "渝中城运 <city@example.org>"}
        return self.channel("mail", {**settings, **more})

    def sms(self, path: str = "sms") -> int:
        return self.channel("sms", {"url": f"{self.at}/{path}", **SMS}, {"secret": SECRET})

    def hook(self, path: str = "hook") -> int:
        outlet = self.channel("webhook", {"url": f"{self.at}/{path}"}, {"key": SIGNING})
        answer = self.operator.post("/api/notices/subscriptions", channel=outlet)
        assert answer.status_code == 200, answer.text
        return outlet

    def push(self) -> int:
        return self.channel("push", {"contact": "mailto:it@example.org"})

    def reach(self, desk: Desk, reaches: str, value: str, **more: Any) -> int:
        answer = desk.post("/api/notices/addresses", reaches=reaches, value=value, **more)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["id"])

    def browser(self, desk: Desk, name: str) -> Browser:
        browser = Browser(self.at, name, desk.get("/api/notices/push-key").json()["key"])
        self.reach(desk, "push", browser.allowed(), label=name)
        return browser

    def outbox(self, **about: Any) -> list[dict[str, Any]]:
        """Oldest first."""
        self.operator = self.town.desk("keeper")  # the clock may have been moved past the end of a session
        return list(reversed(self.operator.get("/api/notices", **about).json()))

    def states(self) -> list[tuple[str, str]]:
        return [(one["channel"], one["state"]) for one in self.outbox()]
