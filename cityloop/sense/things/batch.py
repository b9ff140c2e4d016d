"""Batches: many requests in one, as JSON or as multipart/mixed; a group of them is kept whole or not at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec

from cityloop.kit.errors import NotFound, Refused
from cityloop.sense.things import rules
from cityloop.sense.things.asking import Asker
from cityloop.sense.things.door import ROOT, refusal
from cityloop.sense.things.service import Answer, Request, Service, Together, read_json

MOST = 1000
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,70})"?', re.IGNORECASE)
ANSWERS = "cityloop-answers"


class NotTogether(Refused):
    """{why} Nothing of this group was kept."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(why=str(refused))
        self.status = refused.status


@dataclass
class Part:
    """One request of a batch: what it is called, and the group it stands or falls with."""

    id: str
    request: Request
    group: str = ""


@dataclass
class Done:
    """What became of the requests so far: the address each new one was given, by the id of its request."""

    links: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[Part, Answer]] = field(default_factory=list)


def answer(service: Service, asker: Asker, base: str, request: Request) -> tuple[bytes, str]:
    """The answer to a batch and its content type."""
    if request.kind.lower().startswith("multipart/mixed"):
        done = _do(service, asker, base, _parts(request.body, request.kind))
        return _written(done.answers), f"multipart/mixed; boundary={ANSWERS}"
    done = _do(service, asker, base, _listed(read_json(request.body)))
    told = [
        {"id": part.id, "status": said.status, "headers": said.headers} | ({} if said.body is None else {"body": said.body})
        for part, said in done.answers
    ]
    return msgspec.json.encode({"responses": told}), "application/json"


def _do(service: Service, asker: Asker, base: str, parts: Sequence[Part]) -> Done:
    if len(parts) > MOST:
        raise rules.Unfit(why=f"A batch has at most {MOST} requests.")
    done, groups = Done(), dict[str, list[Part]]()
    for place, part in enumerate(parts):
        groups.setdefault(part.group or f"\n{place}", []).append(part)
    for together in groups.values():
        if together[0].group:
            _whole(service, asker, base, together, done)
        else:
            done.answers.append((together[0], _one(service, asker, base, together[0], done)))
    return done


def _whole(service: Service, asker: Asker, base: str, parts: Sequence[Part], done: Done) -> None:
    """All of a group in one work. If one is refused, each is told so and nothing is kept."""
    before = dict(done.links)
    try:
        with service.begin(asker.by, asker.only) as work:
            within, answers = Together(work), list[tuple[Part, Answer]]()
            for part in parts:
                answers.append((part, _said(service, asker, base, part, done, within)))
        service.streams.forget()
        if within.later and service.keeper.write(asker.owner(), within.later):
            raise rules.Unfit(why="Some Observations could not be kept; the entities were.")
    except Refused as refused:
        done.links = before
        answers = [(part, Answer(refused.status, refusal(NotTogether(refused)))) for part in parts]
    done.answers += answers


def _one(service: Service, asker: Asker, base: str, part: Part, done: Done) -> Answer:
    try:
        return _said(service, asker, base, part, done, None)
    except Refused as refused:
        return Answer(refused.status, refusal(refused))


def _said(service: Service, asker: Asker, base: str, part: Part, done: Done, within: Together | None) -> Answer:
    request = part.request
    for id, link in done.links.items():
        path = request.path
        if path.lstrip("/").split("/")[0] == f"${id}":
            request = Request(request.method, path.replace(f"${id}", link, 1), request.query, request.body, request.kind)
    if request.method not in METHODS or request.path.strip("/") == "$batch":
        raise NotFound(kind="request", id=f"{request.method} {request.path}"[:60])
    body = _linked(request.body, done.links)
    said = service.answer(asker, base, Request(request.method, request.path, request.query, body, request.kind), within)
    if said.status == 201 and "location" in said.headers:
        done.links[part.id] = said.headers["location"].removeprefix(base).strip("/")
    return said


def _linked(body: bytes, links: Mapping[str, str]) -> bytes:
    """`"$1"` as an @iot.id stands for what request 1 made."""
    for id, link in links.items():
        found = re.search(r"\((\d+|'[^']*')\)$", link)
        if found:
            number = found[1] if found[1].isdigit() else f'"{found[1][1:-1]}"'
            said = rb'("@iot\.id"\s*:\s*)"\$' + re.escape(id.encode()) + rb'"'
            body = re.sub(said, lambda match, number=number: match[1] + number.encode(), body)  # type: ignore[misc]
    return body


def _listed(said: Any) -> list[Part]:
    """The requests of a JSON batch."""
    listed = rules.several("requests", said.get("requests") if isinstance(said, dict) else None)
    parts = []
    for one in listed:
        told = one if isinstance(one, dict) else {}
        id, method, url, group = (told.get(name, "") for name in ("id", "method", "url", "atomicityGroup"))
        if not all(isinstance(text, str) for text in (id, method, url, group)) or not (id and url):
            raise rules.Unfit(why="Each request of a batch has an id, a method and a url, all texts.")
        headers = told.get("headers")
        kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "") if isinstance(headers, dict) else ""
        body = b"" if told.get("body") is None else msgspec.json.encode(told["body"])
        parts.append(Part(id, _request(method, url, body, str(kind)), group))
    return parts


def _request(method: str, url: str, body: bytes, kind: str) -> Request:
    try:
        split = urlsplit(url)
    except ValueError:
        raise NotFound(kind="address", id=url[:60]) from None
    path = split.path.rsplit(ROOT, 1)[-1]
    return Request(method.upper(), "/" + path.strip("/"), split.query, body, kind or "application/json")


# multipart/mixed -------------------------------------------------------------------------------------------------


def _parts(body: bytes, kind: str) -> list[Part]:
    parts: list[Part] = []
    for number, (headers, content) in enumerate(_cut(body, kind)):
        inner = headers.get("content-type", "")
        if inner.lower().startswith("multipart/mixed"):
            inside = _cut(content, inner)
            parts += [_http(told, text, f"{number}.{place}", f"group {number}") for place, (told, text) in enumerate(inside)]
        else:
            parts.append(_http(headers, content, str(number), ""))
    return parts


def _cut(body: bytes, kind: str) -> list[tuple[dict[str, str], bytes]]:
    found = BOUNDARY.search(kind)
    if found is None:
        raise rules.Unfit(why="multipart/mixed needs a boundary.")
    pieces = re.split(rb"(?:^|\r?\n)--" + re.escape(found[1].encode()) + rb"(?:--)?[ \t]*(?=\r?\n|$)", body)
    return [_headed(piece.lstrip(b"\r\n")) for piece in pieces[1:] if piece.strip()]


def _headed(piece: bytes) -> tuple[dict[str, str], bytes]:
    head, _, content = re.sub(rb"\r\n", b"\n", piece).partition(b"\n\n")
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\n"))
    return {name.strip().lower(): said.strip() for name, _, said in lines}, content


def _http(headers: Mapping[str, str], content: bytes, id: str, group: str) -> Part:
    line, _, rest = content.lstrip(b"\n").partition(b"\n")
    words = line.decode("utf-8", "replace").split(" ")
    if len(words) < 2:
        raise rules.Unfit(why="A part of a batch is a request: GET /Things HTTP/1.1.")
    inner, body = _headed(rest if rest.strip() else b"\n\n")
    told = headers.get("content-id", id).strip("<>")
    return Part(told, _request(words[0], words[1], body.strip(), inner.get("content-type", "")), group)


def _written(answers: Sequence[tuple[Part, Answer]]) -> bytes:
    """Answers one after the other; those of a group in a part of its own."""
    parts: list[bytes] = []
    open_group = ""
    for part, said in answers:
        if open_group and part.group != open_group:
            parts.append(b"--group--\r\n")
        if part.group and part.group != open_group:
            parts.append(f"--{ANSWERS}\r\nContent-Type: multipart/mixed; boundary=group\r\n\r\n".encode())
        open_group = part.group
        body = b"" if said.body is None else msgspec.json.encode(said.body)
        head = [f"--{'group' if part.group else ANSWERS}", "Content-Type: application/http", f"Content-ID: {part.id}", ""]
        lines = [f"HTTP/1.1 {said.status} {'OK' if said.status < 400 else 'Refused'}", "Content-Type: application/json"]
        lines += [f"{name.title()}: {text}" for name, text in said.headers.items()]
        parts.append("\r\n".join([*head, *lines, "", ""]).encode("utf-8", "replace") + body + b"\r\n")
    parts.append(b"--group--\r\n" if open_group else b"")
    return b"".join(parts) + f"--{ANSWERS}--\r\n".encode()
