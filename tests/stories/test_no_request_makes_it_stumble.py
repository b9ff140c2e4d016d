"""Whatever is asked of any address, with whatever in it, the answer is an answer and never a stumble."""

import json
import random
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from cityloop.cockpit.live.routes import number_of
from tests.conftest import BOTH
from tests.stories.moves import FAST
from tests.town import Desk, Town

pytestmark = BOTH

TEXTS = [
    "", " ", "0", "1", "-1", "1.5", "999999999999999999999999", str(2**31), str(2**63), "-" + "9" * 400, "9" * 5000, "x" * 5000,
    "' or 1=1 --", "1; drop table fact", "%", "_", "%25%00", "\x00", "a\x00b", "渝", "²", "é" * 300, "\u202e", "😀", "..",
    "../..", "..%2f..%2fetc%2fpasswd", "nan", "inf", "1e999", "true", "null", "[]", "{}", "500103", "50", "5", "opened",
    "trucks.overspeed", "2026-03-02T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2026-03-03", "0001-01-01", "9999-12-31", "٣", "zh", "settled",
]  # fmt: skip
OTHERWISE = ("", "0", "1.5", str(2**31), str(2**63), "x" * 5000, "%", "\x00", "a\x00b", "²", "\u202e", "0001-01-01", "9999-12-31")
# What a database server takes otherwise than a file does; the rest is the same code on both.
RAW = [
    b"", b"null", b"[]", b"{}", b"{", b"NaN", b'"x"', b"\xff", b"[" * 100_000, b'{"a":' * 50_000,
    b'{"since": 1e999, "value": NaN}',
    b'{"login": "\\ud800", "password": "\\u0000"}', b'{"login": "\\u0000", "password": "\\u0000"}',
    b'{"note": "\\u0000", "photos": ["\\u0000"]}', b'{"note": "\\ud800"}', b'{"area": "\\u0000"}',
    b'{"detector": "\\u0000", "parameter": "\\u0000", "value": 1, "since": "2026-03-03", "reason": "\\u0000"}',
    b'{"detector": "trucks.overspeed", "parameter": "limit_kmh", "value": Infinity, "since": "2026-03-03", "reason": "x"}',
    b'{"detector": "trucks.overspeed", "parameter": "limit_kmh", "value": 70, "since": "2026-03-03", "reason": "\\u0000"}',
    b'{"value": 1' + b"0" * 5000 + b"}",
]  # fmt: skip
OPEN_ENDED = "/api/live"  # a stream without end has a story of its own


@pytest.fixture
def asked(town: Town) -> tuple[Town, Desk]:
    town.drive("渝D·K0001", *FAST)
    quiet = TestClient(town.front, raise_server_exceptions=False)
    desk = town.hire("everyone", "dispatcher", "50")
    for duty in ("spoil_patrol", "inspector", "rule_board"):
        town.hire("everyone", duty, "50")
    return town, Desk(quiet, desk.key)


def routes(town: Town) -> list[tuple[str, str, dict[str, Any]]]:
    paths = town.front.app.openapi()["paths"]
    return [(path, method, about) for path, methods in paths.items() for method, about in methods.items() if path != OPEN_ENDED]


def stumbled(answer: Any, what: object) -> list[str]:
    """What is to be said of a stumble: nothing of an answer that is one."""
    return [] if answer.status_code < 500 else [f"{what}: {answer.status_code} {answer.text[:300]}"]


def encoded(text: str) -> str:
    return quote(text, safe="")


def test_junk_in_every_parameter_of_every_address_is_answered(asked: tuple[Town, Desk]) -> None:
    town, desk = asked
    headers = {"authorization": f"Bearer {desk.key}"}
    count, stumbles = 0, list[str]()
    texts = OTHERWISE if town.city.engine.dialect.name == "postgresql" else TEXTS
    for path, method, about in routes(town):
        for parameter in about.get("parameters", []):
            if parameter["in"] == "header":
                continue
            for junk in texts:
                said = {one["name"]: "1" for one in about["parameters"] if one["in"] == "query" and one.get("required")}
                places = {one["name"]: "1" for one in about["parameters"] if one["in"] == "path"}
                (places if parameter["in"] == "path" else said)[parameter["name"]] = junk
                address = path.format(**{name: encoded(text) for name, text in places.items()})
                query = "&".join(f"{name}={encoded(text)}" for name, text in said.items())
                answer = desk.http.request(method, f"{address}?{query}", headers=headers, json={} if method == "post" else None)
                stumbles += stumbled(answer, (method, path, parameter["name"], junk[:50]))
                count += 1
    assert count > 300 and not stumbles, "\n".join(stumbles)


def test_junk_in_every_body_is_answered(asked: tuple[Town, Desk]) -> None:
    town, desk = asked
    chance, stumbles = random.Random(5), list[str]()
    for path, method, about in routes(town):
        if method == "get" or path == "/api/session":
            continue
        address = path.replace("{case_id}", "1").replace("{task_id}", "1").replace("{verification_id}", "1")
        schema = _schema(town, about)
        made_up = [json.dumps(_made_up(schema, chance)).encode() for _ in range(20)]
        other = [(kind, body) for kind in ("multipart/form-data; boundary=x", "text/plain") for body in (b"", b"{}", b"\xff")]
        for kind, body in [*(("application/json", one) for one in (*RAW, *made_up)), *other]:
            headers = {"authorization": f"Bearer {desk.key}", "content-type": kind}
            answer = desk.http.request(method, address, headers=headers, content=body)
            stumbles += stumbled(answer, (method, path, kind, body[:200]))
    assert not stumbles, "\n".join(stumbles)


def test_junk_at_the_login_is_answered(asked: tuple[Town, Desk]) -> None:
    _, desk = asked
    for body in RAW:
        answer = desk.http.post("/api/session", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 401, 422)


@pytest.mark.parametrize("last", ["²", "9" * 5000, "-1", "x", ""])
def test_a_stranger_begins_no_stream_whatever_is_said_to_be_the_last(asked: tuple[Town, Desk], last: str) -> None:
    assert number_of(last) is None
    headers = {b"last-event-id": last.encode("latin-1"), b"authorization": b"Bearer x"}
    answer = asked[1].http.get("/api/live", headers=headers)
    assert answer.status_code == 401


def test_junk_in_the_headers_is_answered(asked: tuple[Town, Desk]) -> None:
    _, desk = asked
    for key in ("Bearer", "Bearer ", "bearer x", "Basic eDp5", "\xff\xfe", "Bearer " + "x" * 10_000):
        answer = desk.http.get("/api/session", headers={b"authorization": key.encode("latin-1")})
        assert answer.status_code == 401
    assert desk.http.get("/api/session", headers={b"cookie": b"cityloop=\xff\x00"}).status_code == 401


def _schema(town: Town, about: dict[str, Any]) -> dict[str, Any]:
    body = about.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = body.get("$ref", "").rsplit("/", 1)[-1]
    found: dict[str, Any] = town.front.app.openapi()["components"]["schemas"].get(name, {})
    return found


def _made_up(schema: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """An object of the right fields with junk in them, mostly of the right type."""
    made: dict[str, Any] = {}
    for name in schema.get("properties", {}):
        text = chance.choice(TEXTS)
        made[name] = chance.choice([text, text, text, [text], 0, -1, 1.5, 10**30, None, True, {}, 2**31 - 1])
    return made
