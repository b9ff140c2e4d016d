"""A webhook: every notice is posted to one address as JSON and signed, so that who receives it knows it is ours.

The signature is HMAC-SHA256 over `timestamp.body` in hex, in `x-cityloop-signature: sha256=...`; the timestamp, seconds since
1970, is in `x-cityloop-timestamp`. While an older key is kept both sign, with a comma between, so that the receiver may change
over whenever it likes. `idempotency-key` is the same however often one notice is posted.
"""

import hashlib
import hmac
import json
from typing import ClassVar

from pydantic import Field

from cityloop.kit.outside import call, sound
from cityloop.people.channels.answers import failed, succeeded
from cityloop.people.channels.channel import Became, Form, Ground, Letter, Outcome


class Webhook:
    reaches: ClassVar[str] = ""
    gathers: ClassVar[bool] = False
    keyed = True

    class Settings(Form):
        url: str = Field(max_length=2000, description="where it is posted")
        language: str = Field(default="zh", pattern="^(zh|en)$")

    class Secrets(Form):
        key: str = Field(min_length=16, max_length=256)
        older_key: str = Field(default="", max_length=256, description="signs as well until it is struck off")

    def __init__(self, settings: "Webhook.Settings", secrets: "Webhook.Secrets", ground: Ground) -> None:
        self._url, self._secrets, self._ground = sound(settings.url), secrets, ground

    def send(self, to: str, letter: Letter, key: str) -> Outcome:
        stamp, body = str(int(self._ground.now().timestamp())), written(letter, key)
        keys = [one for one in (self._secrets.key, self._secrets.older_key) if one]
        headers = {
            "content-type": "application/json",
            "idempotency-key": key,
            "x-cityloop-timestamp": stamp,
            "x-cityloop-signature": ",".join(f"sha256={signed(one, stamp, body)}" for one in keys),
        }
        answer = call("POST", self._url, headers, body, self._ground.inner)
        return Outcome(Became.delivered) if succeeded(answer) else failed(answer)


def written(letter: Letter, key: str) -> bytes:
    said = {
        "key": key,
        "occasion": letter.occasion,
        "about": letter.about,
        "title": letter.title,
        "text": letter.text,
        "url": letter.url,
        "urgent": letter.urgent,
        "at": letter.at.isoformat(),
        "said": letter.said,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def signed(key: str, timestamp: str, body: bytes) -> str:
    """
    >>> signed("a key of some length", "1772409600", b"{}")[:16]
    '96ac96ee958f5cd6'
    """
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
