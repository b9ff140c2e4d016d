"""Once: a request that carries an `Idempotency-Key` is done once, however often it is sent; who sends it again is answered as the
first time.

The answer is kept in the transaction of what was done: either both are there or neither. A refusal changed nothing and is not
kept, so the same key may be sent again when things have changed. Routers that take keys say `route_class=Once`.
"""

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.errors import Refused, Unreadable
from cityloop.kit.records import Record, alone
from cityloop.kit.work import Work
from cityloop.rulebook import once as numbers

HEADER = "idempotency-key"
AGAIN = {"idempotency-replayed": "true"}
LONGEST, LARGEST = 100, 10 << 20  # characters of a key, bytes of a request that can carry one
A_PAGE = 5_000  # answers looked at together when old ones are forgotten


class Answer(Record):
    """What somebody's request was answered; `digest` says what was asked."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_at", "at"),)

    by: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    at: Mapped[datetime]
    status: Mapped[int]
    media: Mapped[str]
    body: Mapped[bytes]


class KeyUsed(Refused):
    """This key was sent with another request before: a new request needs a new key."""

    status = 422


class Said(Exception):
    """It was done before: this is what was answered then."""

    def __init__(self, answer: Answer) -> None:
        self.status, self.media, self.body = answer.status, answer.media, answer.body


@dataclass
class Asked:
    """A request that carries a key, what it asks, and what it is answered once that is known."""

    key: str
    digest: str
    response: Response | None = None


class Once(APIRoute):
    """A route whose requests may carry a key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method == "GET":
                return await handle(request)
            asked = request.state.once = Asked(_good(key, request), await _digest(request))
            asked.response = await handle(request)
            return asked.response

        return answer


def _good(key: str, request: Request) -> str:
    size = request.headers.get("content-length", "0")
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Unreadable(why=f"An Idempotency-Key has 1 to {LONGEST} plain characters.")
    if "transfer-encoding" in request.headers or not size.isdecimal() or len(size) > 9 or int(size) > LARGEST:
        raise Unreadable(why=f"A request with an Idempotency-Key says its length, at most {LARGEST >> 20} MiB.")
    return key


async def _digest(request: Request) -> str:
    """What is asked: method, address and body. What parts a form is different every time a browser writes it."""
    body, kind = await request.body(), request.headers.get("content-type", "")
    boundary = kind.partition("boundary=")[2].strip('" ').encode("latin-1", "replace")
    parts = (request.method, request.url.path, request.url.query, kind.partition(";")[0])
    said = "\n".join(parts).encode(errors="replace") + b"\n" + (body.replace(boundary, b"") if boundary else body)
    return hashlib.sha256(said).hexdigest()


def claim(work: Work, asked: Asked) -> None:
    """Let this transaction be the one that does it; who sends it at the same time waits. Raises Said for what was done
    before, KeyUsed for a key that was sent with something else."""
    alone(work.session, f"once {work.by} {asked.key}")
    known = work.session.get(Answer, (work.by, asked.key))
    if known is None:
        return
    raise Said(known) if known.digest == asked.digest else KeyUsed


def keep(work: Work, asked: Asked) -> None:
    """Keep what it is answered, together with what was done."""
    said = asked.response
    if said is None or said.status_code >= 400 or not work.session.in_transaction():  # refused, or only tried and undone
        return
    media = said.headers.get("content-type", "")
    answer = Answer(
        by=work.by, key=asked.key, digest=asked.digest, at=work.now, status=said.status_code, media=media, body=bytes(said.body)
    )
    work.keep(answer)


def repeated(said: Said) -> Response:
    """The first answer again."""
    headers = AGAIN | ({"content-type": said.media} if said.media else {})
    return Response(said.body, said.status, headers)


def prune(work: Work) -> int:
    """Forget answers so old that nobody asks again; how many. A page at a time, the oldest first."""
    before = work.now - timedelta(days=numbers.on(work.rulebook.amendments, work.today))
    old = select(Answer.by, Answer.key).where(Answer.at < before).order_by(Answer.at).limit(A_PAGE)
    found = work.session.execute(old).all()
    for by, key in found:
        work.session.execute(delete(Answer).where(Answer.by == by, Answer.key == key))
    return len(found)
