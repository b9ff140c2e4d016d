"""What stands outside the city, as a process of its own: a provider of messages, a receiver of webhooks, a push service.

`python -m tests.people.outside` prints the port it listens on. What it was sent is read at `/heard`. `/slow/SECONDS/…` answers
late, `/fail/N/…` answers 503 for the first N of each key, `/cut/…` takes what it is sent and breaks off.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl
from urllib.request import urlopen

from joserfc import jwt
from joserfc.jwk import ECKey

from cityloop.people.channels.sealing import decoded, encoded

SECRET = "a secret of the provider"


class Heard:
    """All that was said, and what was done about it: what comes twice under one key is done once."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.tries: Counter[str] = Counter()
        self.pushes: dict[tuple[str, str], str] = {}  # by browser and topic: a newer one replaces an older
        self.lock = threading.Lock()


class Outside(BaseHTTPRequestHandler):
    heard: Heard

    def do_GET(self) -> None:
        said = {"calls": self.heard.calls, "pushes": [[*key, body] for key, body in self.heard.pushes.items()]}
        self._answer(200, said)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        head, _, rest = self.path.strip("/").partition("/")
        key = self.headers.get("idempotency-key") or self.headers.get("topic") or "-"
        with self.heard.lock:
            self.heard.tries[key] += 1
            tried = self.heard.tries[key]
        if head == "slow":
            seconds, _, rest = rest.partition("/")
            time.sleep(float(seconds))
        elif head == "fail":
            times, _, rest = rest.partition("/")
            if tried <= int(times):
                return self._answer(503, {}, {"retry-after": "7"})
        elif head == "cut":
            self._hear(rest, body)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        kind = (rest if head in ("slow", "fail") else f"{head}/{rest}").partition("/")[0]
        getattr(self, f"_{kind}")(body)
        return None

    def _hear(self, kind: str, body: bytes, **more: Any) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.heard.lock:
            self.heard.calls.append({"kind": kind, "headers": headers, "body": body.decode("latin-1"), **more})

    def _hook(self, body: bytes) -> None:
        self._hear("hook", body)
        self._answer(200, {})

    def _sms(self, body: bytes) -> None:
        said = json.loads(body)
        if self.headers.get("authorization") != f"Bearer {SECRET}":
            return self._answer(200, {"result": {"code": 403}})
        if said["phone"].endswith("000"):
            return self._answer(200, {"result": {"code": 1071}})  # no such number
        known = any(one["kind"] == "sms" and json.loads(one["body"])["request"] == said["request"] for one in self.heard.calls)
        if not known:
            self._hear("sms", body)
        return self._answer(200, {"result": {"code": 0, "id": f"m-{said['request'][:8]}"}})

    def _voice(self, body: bytes) -> None:
        self._hear("voice", body, form=dict(parse_qsl(body.decode())))
        self._answer(200, {"status": "OK"})

    def _im(self, body: bytes) -> None:
        self._hear("im", body)
        self._answer(200, {"errcode": 0, "msgid": "im-1"})

    def _push(self, body: bytes) -> None:
        browser = self.path.rpartition("/")[2]
        if browser.startswith("gone"):
            return self._answer(410, {})
        token, _, public = self.headers["authorization"].removeprefix("vapid t=").partition(", k=")
        point = decoded(public)
        key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": encoded(point[1:33]), "y": encoded(point[33:])})
        claims = jwt.decode(token, key, algorithms=["ES256"]).claims
        host = f"http://{self.headers['host']}"
        if claims["aud"] != host or not claims["sub"].startswith("mailto:"):
            return self._answer(403, {})
        with self.heard.lock:
            self.heard.pushes[browser, self.headers["topic"]] = body.hex()
        self._hear("push", b"", browser=browser)
        return self._answer(201, {}, {"location": "/message/1"})

    def _answer(self, status: int, said: Any, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Address(str):
    """Where it stands, and what it heard."""

    def heard(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self._all()["calls"] if one["kind"] == kind]

    def pushes(self, browser: str) -> list[bytes]:
        return [bytes.fromhex(body) for at, _, body in self._all()["pushes"] if at == browser]

    def _all(self) -> dict[str, Any]:
        with urlopen(f"{self}/heard") as answer:
            return dict(json.load(answer))


@contextmanager
def standing() -> Iterator[Address]:
    command = [sys.executable, "-m", "tests.people.outside"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield Address(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        process.terminate()


if __name__ == "__main__":
    Outside.heard = Heard()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outside)
    print(server.server_port, flush=True)
    server.serve_forever()
