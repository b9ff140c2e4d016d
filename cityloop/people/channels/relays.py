"""Relays: SMS, voice and IM by way of a provider's HTTP address, whose requests and answers are data.

A request is a URL, headers and a body in whose strings `{to}`, `{title}`, `{text}`, `{url}`, `{key}`, `{secret}` and `{at}`
stand for what is sent. An answer is good if its status is and if the value at `good_path` is one of `good`; what stands at
`ref_path` is kept, so that the provider can be asked about it. `keyed` says that the provider knows a `{key}` it had before.
A provider that wants more than that, such as a signature over its parameters, is a channel of its own: a class, see the guide.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from pydantic import Field, JsonValue

from cityloop.kit.outside import Answer, call, sound
from cityloop.people.channels.answers import failed, succeeded
from cityloop.people.channels.channel import Became, Form, Ground, Letter, Outcome

OPEN = (408, 500, 502, 504)  # after these nobody knows whether it was carried on
PLACE = re.compile(r"\{(to|title|text|url|key|secret|at)\}")


class Request(Form):
    """A request to a provider as data."""

    url: str = Field(max_length=2000)
    method: Literal["POST", "PUT"] = "POST"
    form: Literal["json", "form"] = "json"
    headers: dict[str, str] = Field(default_factory=dict, max_length=20)
    body: dict[str, JsonValue]
    good_path: str = Field(default="", max_length=200, description="where the answer says whether it took it, as result.code")
    good: list[JsonValue] = Field(default_factory=list, max_length=20)
    later: list[JsonValue] = Field(default_factory=list, max_length=50, description="codes after which it is tried again")
    ref_path: str = Field(default="", max_length=200)
    keyed: bool = Field(default=False, description="the provider knows a key it had before")


class Relay:
    """A provider that is spoken to as its settings say."""

    reaches: ClassVar[str] = "mobile"
    gathers: ClassVar[bool] = False
    Settings: ClassVar[type[Request]] = Request

    class Secrets(Form):
        secret: str = Field(default="", max_length=1024)

    def __init__(self, settings: Request, secrets: "Relay.Secrets", ground: Ground) -> None:
        self._said, self._secret, self._ground = settings, secrets.secret, ground
        sound(settings.url)

    @property
    def keyed(self) -> bool:
        return self._said.keyed

    def send(self, to: str, letter: Letter, key: str) -> Outcome:
        values = {
            "to": to,
            "title": letter.title,
            "text": letter.text,
            "url": letter.ack or letter.link,
            "key": key,
            "secret": self._secret,
            "at": letter.at.isoformat(),
        }
        body = filled(self._said.body, values)
        content = json.dumps(body, ensure_ascii=False) if self._said.form == "json" else urlencode(body)
        kind = "application/json" if self._said.form == "json" else "application/x-www-form-urlencoded"
        headers = {"content-type": kind} | {name.lower(): filled(said, values) for name, said in self._said.headers.items()}
        return self._outcome(call(self._said.method, self._said.url, headers, content.encode(), self._ground.inner))

    def _outcome(self, answer: Answer) -> Outcome:
        if answer.status in OPEN and not self.keyed:
            return Outcome(Became.doubtful, f"HTTP {answer.status}")
        if not succeeded(answer):
            return failed(answer)
        try:
            said = json.loads(answer.body or b"null")
        except ValueError:
            said = None
        code = at_path(said, self._said.good_path)
        if self._said.good_path and code not in self._said.good:
            return Outcome(Became.later if code in self._said.later else Became.never, f"the provider answers {code!r}"[:300])
        return Outcome(Became.sent, ref=str(at_path(said, self._said.ref_path) or "")[:200])


class Sms(Relay):
    """Text messages. The whole text is `{text}`; providers that only take approved templates fill theirs from `{title}`."""


class Voice(Relay):
    """A call that reads `{text}` out, to the number a member wants to be called at."""

    reaches: ClassVar[str] = "voice"


class Im(Relay):
    """A message in the members' own messenger, to what they are called there."""

    reaches: ClassVar[str] = "im"


def filled(said: Any, values: Mapping[str, str]) -> Any:
    """The same, with what stands for something replaced by it; what is filled in is never filled in again.

    >>> filled({"to": ["{to}"], "n": 1}, {"to": "{key}"})
    {'to': ['{key}'], 'n': 1}
    """
    if isinstance(said, str):
        return PLACE.sub(lambda found: values.get(found[1], found[0]), said)
    if isinstance(said, Mapping):
        return {name: filled(one, values) for name, one in said.items()}
    if isinstance(said, list):
        return [filled(one, values) for one in said]
    return said


def at_path(said: Any, path: str) -> Any:
    """
    >>> at_path({"data": [{"id": 7}]}, "data.0.id")
    7
    """
    for name in path.split(".") if path else ():
        if isinstance(said, list) and name.isdecimal() and int(name) < len(said):
            said = said[int(name)]
        else:
            said = said.get(name) if isinstance(said, Mapping) else None
    return said if path else None
