"""The door when the disk refuses, the queue is full, or many come at once: nothing is lost and nothing is there twice."""

import asyncio
import json
import threading
import time
from collections import Counter
from typing import Any

import pytest

from cityloop.kit.frames import Counts
from cityloop.sense.readings.decode import decode
from cityloop.sense.readings.intake import Full
from tests.disks import full_disk
from tests.sense.test_the_door import POSITION, counted, reading, stored
from tests.town import Town


def test_a_disk_that_refuses_acknowledges_nothing_and_the_same_batch_is_stored_once_later(town: Town) -> None:
    town.send("before", [reading("a", 60)])
    said = [reading(f"{n}", step) for n in range(100) for step in (2, 1, 0)]
    with full_disk(2000):
        answer = town.send("k", said)
        assert (answer.status_code, answer.json()["error"]) == (503, "NotWritten")
        assert answer.headers["retry-after"]
        assert town.city.frames.log.end == 1
    assert counted(town.send("k", said)) == (300, 0, 0, 0)
    assert counted(town.send("k", said)) == (0, 0, 300, 0)
    assert stored(town).at.size == 301


def test_who_comes_when_too_much_waits_is_asked_to_come_back(town: Town) -> None:
    """The log is held, so that what comes in waits: first one batch in the writer's hands, then a queue that fills."""
    intake = town.front.app.state.intake
    at = list(range(1772400000000, 1772400050000))
    sent = {"signal": [POSITION] * 50_000, "subject": ["a"] * 50_000, "at": at, "value": [1.0] * 50_000}
    first = decode(json.dumps(sent).encode(), "application/json")
    told: list[Counts | Exception] = []
    with town.city.frames.log._lock:
        with pytest.raises(Full):  # noqa: PT012 (which of them is the one too many is not told)
            for number in range(150):
                batch = intake.check("gps", first._replace(batch=f"{number}", at=first.at + number * 50_000))
                intake.submit(batch.batch, lambda each: told.extend(result for _, result in each), None)
        answer = town.send("late comer", [reading("b")])
        assert (answer.status_code, answer.json()["error"]) == (429, "Full")
        assert answer.headers["retry-after"]
    assert counted(_until_taken(town)) == (1, 0, 0, 0)
    assert all(isinstance(one, Counts) and one.stored == 50_000 for one in told)


def _until_taken(town: Town) -> Any:
    for _ in range(300):
        answer = town.send("late comer", [reading("b")])
        if answer.status_code != 429:
            break
        time.sleep(0.1)
    return answer


def test_sixteen_senders_of_overlapping_batches_leave_every_reading_once(town: Town) -> None:
    said: list[list[tuple[int, Any]]] = [[] for _ in range(16)]
    sent: set[int] = set()

    def send(sender: int) -> None:
        for turn in range(12):
            first = (sender * 7 + turn * 5) % 60
            sent.update(range(first, first + 30))
            rows = [reading(f"{n % 10}", 100 - n, value=n) for n in range(first, first + 30)]
            said[sender].append((len(rows), town.send(f"{sender} {turn}", rows)))

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    totals = Counter[str]()
    for count, answer in (one for sender in said for one in sender):
        assert answer.status_code == 200
        balance = answer.json()
        assert balance["stored"] + balance["late"] + balance["doubled"] + balance["refused"] == count
        totals.update({name: balance[name] for name in ("stored", "late", "doubled")})
    rows = stored(town)
    assert totals["stored"] + totals["late"] == rows.at.size == len(sent)
    assert sorted(rows.value.tolist()) == sorted(sent)


def test_good_and_bad_ones_that_come_in_one_turn_are_each_told_their_own(town: Town) -> None:
    """Half of them are plainly good; the others have a bad row, no key, a key used before, or are no JSON at all."""
    town.send("used", [reading("u", 50, value=1)])
    bodies = [json.dumps({"batch": f"good {n}", "readings": [reading(f"g{n}", n, value=n)]}).encode() for n in range(20)]
    strange = [
        (json.dumps({"batch": "mixed", "readings": [reading("m", 1), reading("m", 2, signal="none")]}).encode(), 200),
        (json.dumps({"batch": "", "readings": [reading("k", 1)]}).encode(), 422),
        (json.dumps({"batch": "used", "readings": [reading("u", 50, value=2)]}).encode(), 409),
        (b'{"batch": "broken", "readings": [', 422),
        (json.dumps({"batch": "twice", "readings": [reading("t", 1)]}).encode(), 200),
        (json.dumps({"batch": "twice", "readings": [reading("t", 1)]}).encode(), 200),
    ]
    answers = asyncio.run(_all_at_once(town, [*bodies, *(body for body, _ in strange)]))
    assert [told(answer) for answer in answers[:20]] == [(1, 0, 0, 0)] * 20
    assert [status for status, _ in answers[20:]] == [status for _, status in strange]
    assert told(answers[20]) == (1, 0, 0, 1)
    assert sorted(told(answer) for answer in answers[24:]) == [(0, 0, 1, 0), (1, 0, 0, 0)]
    assert stored(town).at.size == 1 + 20 + 1 + 1


def told(answer: tuple[int, Any]) -> tuple[int, int, int, int]:
    return tuple(answer[1][what] for what in ("stored", "late", "doubled", "refused"))


async def _all_at_once(town: Town, bodies: list[bytes]) -> list[tuple[int, Any]]:
    """As a server does that has read them all before it goes on."""

    async def ask(body: bytes) -> tuple[int, Any]:
        said: list[Any] = []
        headers = [(b"authorization", f"Bearer {town.token}".encode()), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/readings", "query_string": b"", "headers": headers}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            said.append(message)

        await town.front(scope, receive, send)
        return said[0]["status"], json.loads(said[1]["body"])

    return await asyncio.gather(*map(ask, bodies))
