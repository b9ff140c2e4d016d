"""The service: one request in, one answer out, whether it comes alone or in a batch."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec

from cityloop.kit.errors import NotFound, Refused
from cityloop.kit.work import Work
from cityloop.sense.things import keeping, observations, options, rules, streams
from cityloop.sense.things.actions import Making
from cityloop.sense.things.asking import Asker
from cityloop.sense.things.keeping import Keeper
from cityloop.sense.things.model import OBSERVATION, Way, way
from cityloop.sense.things.options import Options
from cityloop.sense.things.queries import Question
from cityloop.sense.things.schemas import Writer, shown_time
from cityloop.sense.things.streams import Stream, Streams
from cityloop.sense.things.tables import Datastream
from cityloop.sense.things.taking import Taken, rows

JSON_PATCH = "application/json-patch+json"
Begin = Callable[..., AbstractContextManager[Work]]


class NotHere(Refused):
    """{why}"""

    status = 405


class NotJson(Refused):
    """The body is not JSON: {why}"""

    status = 400


@dataclass(frozen=True)
class Request:
    """What is asked: `path` after the version, `query` as it came."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    kind: str = "application/json"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = None  # JSON; None for no body at all
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Together:
    """Requests that are kept together or not at all: their work, and observations that go to the log after it."""

    work: Work
    later: list[Taken] = field(default_factory=list)


def read_json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotJson(why=f"{fault}."[:200]) from None


class Service:
    """Answers for a city; `begin` and `glance` begin its work."""

    def __init__(self, begin: Begin, glance: Begin, streams: Streams, keeper: Keeper) -> None:
        self.begin, self._glance, self.streams, self.keeper = begin, glance, streams, keeper

    def answer(self, asker: Asker, base: str, request: Request, within: Together | None = None) -> Answer:
        """The answer; `within` is work of several requests that are kept together or not at all."""
        path = unquote(request.path).strip("/") if "%" in request.path else request.path.strip("/")
        if request.method == "GET":
            return self._get(asker, Writer(base), path, request.query)
        if not path:
            raise NotHere(why="The root is only read.")
        if request.method == "POST" and path == "CreateObservations":
            return self._arrays(asker, Writer(base), read_json(request.body))
        led = way(path)
        if request.method == "POST":
            return self._post(asker, Writer(base), led, read_json(request.body), within)
        if not led.one or led.asked or led.ref:
            raise NotHere(why=f"{request.method} is for one entity: {led.kind.plural}(id).")
        if led.kind is OBSERVATION:
            return self._observation(asker, led, request)
        return self._change(asker, Writer(base), led, request, within)

    # reading -----------------------------------------------------------------------------------------------------

    def _get(self, asker: Asker, writer: Writer, path: str, query: str) -> Answer:
        if not path:
            return Answer(200, writer.root())
        led, asked = way(path), options.read(parse_qsl(query, keep_blank_values=True))
        with self._glance(asker.by, asker.only) as work:
            question = Question(work, asker)
            if not led.one:
                return Answer(200, writer.page(path, question.set(led, asked), asked, led.ref))
            node = question.one(led, Options() if led.asked else asked)
            if led.ref:
                return Answer(200, {"@iot.selfLink": writer.link(node.kind, node.row.id)})
            said = writer.written(node, asked if not led.asked else Options())
        return _inside(said, led) if led.asked else Answer(200, said)

    # writing -----------------------------------------------------------------------------------------------------

    def _post(self, asker: Asker, writer: Writer, led: Way, said: Any, within: Together | None) -> Answer:
        if led.one or led.asked or led.ref:
            raise NotHere(why="Something new is posted to a set, such as Things or Things(1)/Datastreams.")
        owner = asker.owner()
        with self._work(asker, within) as work:
            making = Making(work, owner, asker.seen(work))
            above = self._above(work, asker, led)
            if led.kind is OBSERVATION:
                told = [_described(making, said, above)]
            else:
                id, told = making.make(led.kind, said, above).id, making.observations
            taken = [self.keeper.understood(_stream(work, number, owner), one) for number, one in told]
        if led.kind is OBSERVATION:
            id = f"{taken[0].stream.id}-{taken[0].at}"
        self._write(owner, taken, within)
        return _created(writer.link(led.kind, id), id)

    def _write(self, owner: str, taken: list[Taken], within: Together | None) -> None:
        """Once the rest is kept, observations go to the log."""
        if within is not None:
            within.later += taken
            return
        self.streams.forget()
        if self.keeper.write(owner, taken):
            raise rules.Unfit(why="What was described is kept, but some of its Observations could not be.")

    def _above(self, work: Work, asker: Asker, led: Way) -> dict[str, int]:
        """What the address says the new one belongs to."""
        if len(led.steps) == 1:
            return {}
        before = Way(led.steps[:-1], led.kinds[:-1])
        row = Question(work, asker).one(before, Options()).row
        if before.kind is OBSERVATION:
            raise NotHere(why="Nothing is posted below an Observation.")
        return {before.kind.name: row.id}

    def _arrays(self, asker: Asker, writer: Writer, said: Any) -> Answer:
        """`CreateObservations`: for each row the address of its observation, or that it could not be kept."""
        owner = asker.owner()
        taken, links = self.arrays(owner, writer, said)
        refused = self.keeper.write(owner, [one for one in taken if one is not None])
        return Answer(201, answered(taken, links, refused))

    def arrays(self, owner: str, writer: Writer, said: Any) -> tuple[list[Taken | None], list[str]]:
        """The rows of a data array understood, None for one that is not, and the address each will have."""
        groups = [rows(group) for group in rules.several("The body", said) if isinstance(group, dict)]
        known_streams = self.streams.many((number for number, _ in groups), owner)
        taken: list[Taken | None] = []
        links: list[str] = []
        for number, told in groups:
            stream = known_streams.get(number)
            if stream is None:
                raise NotFound(kind="Datastream", id=number)
            for row in told:
                try:
                    one = self.keeper.understood(stream, row)
                except rules.Unfit as unfit:
                    taken.append(None)
                    links.append(f"error: {unfit}")
                else:
                    taken.append(one)
                    links.append(f"{writer.base}/Observations('{number}-{one.at}')")
        return taken, links

    def _observation(self, asker: Asker, led: Way, request: Request) -> Answer:
        """Take an observation back, or change what is noted beside it."""
        owner = asker.owner()
        with self.begin(asker.by, asker.only) as work:
            seen = Question(work, asker).observation(led)
            if seen.stream.owner != owner:
                raise NotFound(kind="Observation", id=seen.id)
            if request.method == "DELETE":
                keeping.take_back(work, seen.stream, seen.at)
                return Answer(200)
            said = read_json(request.body)
            if request.kind.startswith(JSON_PATCH) or not isinstance(said, dict):
                raise NotHere(why="An Observation is changed by PATCH with what changes as a JSON object.")
            as_it_is = {"phenomenonTime": shown_time(observations.moment(seen.at)), "result": seen.value}
            taken = self.keeper.understood(seen.stream, as_it_is | said)
            if (taken.at, taken.value) != (seen.at, seen.value):
                raise NotHere(why="What was read stays as it was: result and phenomenonTime of an Observation do not change.")
            keeping.note(work, [taken])
        return Answer(200)

    def _change(self, asker: Asker, writer: Writer, led: Way, request: Request, within: Together | None) -> Answer:
        owner = asker.owner()
        with self._work(asker, within) as work:
            making = Making(work, owner, asker.seen(work))
            row = Question(work, asker).one(led, Options()).row
            if request.method == "DELETE":
                making.remove(led.kind, row.id)
            else:
                whole, said = request.method == "PUT", read_json(request.body)
                if request.kind.startswith(JSON_PATCH):
                    shown = writer.written(Question(work, asker).one(led, Options()), Options())
                    whole, said = True, rules.patched({k: v for k, v in shown.items() if "@" not in k}, said)
                making.change(led.kind, row.id, said, whole)
        self._write(owner, [], within)
        return Answer(200)

    @contextmanager
    def _work(self, asker: Asker, within: Together | None) -> Iterator[Work]:
        if within is not None:
            yield within.work
        else:
            with self.begin(asker.by, asker.only) as work:
                yield work


def _stream(work: Work, number: int, owner: str) -> Stream:
    found = streams.found(work, Datastream.id == number, 1)
    if not found or found[0].owner != owner:
        raise NotFound(kind="Datastream", id=number)
    return found[0]


def _described(making: Making, said: Any, above: Mapping[str, int]) -> tuple[int, Mapping[str, Any]]:
    """An observation that may describe its datastream or its feature: both are made if need be, and referred to."""
    if not isinstance(said, dict):
        raise rules.Unfit(why="An Observation is a JSON object.")
    number = above.get("Datastream") or making.related("Datastream", said.get("Datastream"))
    feature = above.get("FeatureOfInterest")
    if feature is None and said.get("FeatureOfInterest") is not None:
        feature = making.related("FeatureOfInterest", said["FeatureOfInterest"])
    return number, said if feature is None else {**said, "FeatureOfInterest": {"@iot.id": feature}}


def answered(taken: list[Taken | None], links: list[str], refused: set[int]) -> list[str]:
    """The links, with an error for each row that could not be kept; `refused` counts only rows that were understood."""
    if not refused:
        return links
    place, said = -1, list[str]()
    for one, link in zip(taken, links, strict=True):
        place += one is not None
        kept = one is None or place not in refused
        said.append(link if kept else "error: another result is there already, or the time or the number is out of bounds.")
    return said


def _created(link: str, id: int | str) -> Answer:
    return Answer(201, {"@iot.id": id, "@iot.selfLink": link}, {"location": link})


def _inside(said: Any, led: Way) -> Answer:
    for name in led.asked:
        name = "@iot.id" if name == "id" else name
        if not isinstance(said, dict) or name not in said:
            raise NotFound(kind="property", id="/".join(led.asked)[:60])
        said = said[name]
    if led.value:
        text = said if isinstance(said, str) else msgspec.json.encode(said).decode()
        return Answer(200, text, {"content-type": "text/plain; charset=utf-8"})
    return Answer(204) if said is None else Answer(200, {led.asked[-1]: said})
