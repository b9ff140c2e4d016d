"""Web push: to a browser that was allowed to show notices, by way of its maker's push service, which cannot read them.

The key of a notice is its topic: a push service that has not yet handed on an older one with the same topic drops that
(RFC 8030), and the browser shows what has the same tag once.
"""

import json
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cityloop.kit.outside import call, sound
from cityloop.people.channels.answers import GONE, failed, succeeded
from cityloop.people.channels.channel import Became, Form, Ground, Letter, Outcome
from cityloop.people.channels.sealing import MOST, sealed, vapid

SHORTENED = 600  # characters of a text that would not fit


class Keys(BaseModel):
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=40)


class PushAddress(BaseModel):
    """What a browser gives who may push to it, and the city's public key it was given for."""

    model_config = ConfigDict(extra="ignore")

    endpoint: str = Field(max_length=1000)
    keys: Keys
    key: str = Field(max_length=100)

    @field_validator("endpoint")
    @classmethod
    def can_be_called(cls, said: str) -> str:
        return sound(said)


class Push:
    reaches: ClassVar[str] = "push"
    gathers: ClassVar[bool] = False
    keyed = True

    class Settings(Form):
        contact: str = Field(max_length=300, pattern="^(mailto:|https://)", description="whom a push service may write to")
        keep_s: int = Field(default=24 * 3600, ge=0, le=28 * 86_400, description="how long it waits for a browser that is off")

    class Secrets(Form):
        pass

    def __init__(self, settings: "Push.Settings", secrets: "Push.Secrets", ground: Ground) -> None:
        self._settings, self._ground = settings, ground

    def send(self, to: str, letter: Letter, key: str) -> Outcome:
        address = PushAddress.model_validate_json(to)
        pair = self._ground.push_key(address.key)
        if pair is None:
            return Outcome(Became.gone, "it was allowed for a key the city has no more")
        try:
            body = sealed(written(letter, key), address.keys.p256dh, address.keys.auth)
        except ValueError as failure:
            return Outcome(Became.gone, f"this is no browser's key: {failure}"[:200])
        headers = {
            "authorization": vapid(address.endpoint, pair, self._settings.contact, int(self._ground.now().timestamp())),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(self._settings.keep_s),
            "topic": key[:32],
            "urgency": "high" if letter.urgent else "normal",
        }
        answer = call("POST", address.endpoint, headers, body, self._ground.inner)
        if answer.status in GONE:
            return Outcome(Became.gone, f"HTTP {answer.status}")
        return Outcome(Became.sent, ref=answer.headers.get("location", "")[:200]) if succeeded(answer) else failed(answer)


def written(letter: Letter, key: str) -> bytes:
    """What the service worker of the web application reads."""
    said = {
        "title": letter.title,
        "text": letter.text,
        "url": letter.url,
        "token": letter.token,
        "tag": key,
        "urgent": letter.urgent,
        "language": letter.language,
        "acknowledge": letter.about != "",
    }
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(content) <= MOST:
        return content
    return json.dumps(said | {"text": letter.text[:SHORTENED]}, ensure_ascii=False, separators=(",", ":")).encode()
