"""The web server: every room's routes on one app, the door beside it, and the web application over both."""

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from cityloop.app import metering
from cityloop.app.city import City
from cityloop.app.desks import Desks
from cityloop.app.ground import ground_of
from cityloop.app.handing import Absent, Handing, Keeping
from cityloop.app.mqtt import Known
from cityloop.app.rooms import ROUTERS
from cityloop.app.sending import Sending
from cityloop.app.settings import beat
from cityloop.app.turning import Turning
from cityloop.kit.errors import NotFound
from cityloop.kit.frames.elsewhere import HeldElsewhere
from cityloop.kit.http import Desk, answer_refusals
from cityloop.people.access.queries import require_any
from cityloop.people.logins.rules import Signing
from cityloop.people.providers.asking import Asking
from cityloop.people.providers.routes import onward
from cityloop.people.providers.rules import Provider
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Signal
from cityloop.sense.connectors.again import translator
from cityloop.sense.connectors.running import Running
from cityloop.sense.mqtt.door import Door as MqttDoor
from cityloop.sense.mqtt.door import Port
from cityloop.sense.quarantine import actions as quarantine
from cityloop.sense.quarantine.rules import Refusal
from cityloop.sense.readings.door import Door, Receive, Scope, Send
from cityloop.sense.readings.intake import Intake
from cityloop.sense.sources import queries as sources
from cityloop.sense.things import counting
from cityloop.sense.things.asking import Reception
from cityloop.sense.things.door import Quick
from cityloop.sense.things.keeping import Keeper
from cityloop.sense.things.service import Service
from cityloop.sense.things.streams import Streams

ROUTES = [route for router in ROUTERS for route in router.routes]  # as they are: an included router is made anew for each app
WEB = Path(__file__).parents[2] / "web" / "dist"
SIGNING = Signing()
OPERATING = ("operator", "leader", "dispatcher")
FACES = ("pocket",)  # each an application of its own beside the desk, with a page of its own
CLOSED_DOOR = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "x-frame-options": "DENY"}
PAGE = CLOSED_DOOR | {"cache-control": "no-cache"}  # a page is asked for anew: it names the newest files


def app_for(
    city: City,
    turning: Turning | None = None,
    web: Path = WEB,
    public: str = "",
    mqtt: Sequence[Port] = (),
    signing: Signing = SIGNING,
    provider: Provider | None = None,
    sending: Sending | None = None,
) -> "Front":
    """The whole server of a city. Without `turning` nothing turns by itself, which is how stories are told; `public` is the
    address others call it by, `mqtt` says where MQTT is spoken, `signing` what holds for logging in, at a `provider` too if there
    is one; `sending` empties the outbox of notices."""
    app, desks = _application(city, turning, web, public, signing, provider)
    city.frames.open()
    keep, again = (lambda refused: _quarantine(city, refused)), translator(city.glance)
    intake = Intake(city.frames, lambda: _signals_now(city), city.clock, keep, city.unread, again)
    app.state.intake = intake
    app.state.connectors = Running(city.glance, city.work, intake, city.clock, city.home / "inbox")
    source_of = _Sources(city)
    app.state.mqtt = MqttDoor(intake, Known(city, source_of), city.clock, beat)
    app.state.mqtt.listen(mqtt)
    app.state.things = _things(city, intake, source_of, public, desks)
    app.state.parts = (turning, intake, app.state.mqtt, app.state.connectors, sending)
    return Front(app, Door(intake, source_of), app.state.things)


def web_for(
    city: City,
    turning: Turning,
    door: str = "",
    web: Path = WEB,
    public: str = "",
    signing: Signing = SIGNING,
    provider: Provider | None = None,
) -> Keeping:
    """Pages and the API, in a process that does not hold the reading log: what needs that is handed on to the process at the
    address `door`."""
    app, desks = _application(city, turning, web, public, signing, provider)
    onward = Handing(door, desks.address)
    app.add_exception_handler(HeldElsewhere, onward.answer)
    app.state.intake = app.state.connectors = app.state.mqtt = app.state.things = Absent()
    app.state.parts = (turning,)
    return Keeping(app, onward, lambda scope: scope["path"] == "/readings")


def loop_for(turning: Turning, sending: Sending) -> FastAPI:
    """What a process that only turns the loop answers: how it is."""
    app = FastAPI(title="CityLoop", version="1", lifespan=_living, openapi_url=None)
    app.state.parts = (turning, sending)
    app.get("/healthz", tags=["health"])(_health(turning, app))
    return app


def _application(
    city: City, turning: Turning | None, web: Path, public: str, signing: Signing, provider: Provider | None
) -> tuple[FastAPI, Desks]:
    app = FastAPI(title="CityLoop", version="1", lifespan=_living, routes=ROUTES)
    desks = Desks(city, signing, public)
    app.state.desk, app.state.seat, app.state.hand_out = desks.work, desks.seat, desks.hand_out
    app.state.glance = lambda request: lambda: desks.work(request, counted=False)
    app.state.begin, app.state.signing = city.work, signing
    app.state.asking, app.state.onward = Asking(provider, city.clock) if provider else None, onward
    app.state.public, app.state.address = public, desks.address
    app.state.area_name, app.state.ground = areas.title, ground_of
    app.state.look = city.glance
    app.state.newest_fact = city.newest_fact
    answer_refusals(app)
    if turning:
        app.get("/healthz", tags=["health"])(_health(turning, app))
    app.state.measure = lambda: metering.measure(city, app.state.intake, app.state.mqtt)
    app.get("/metrics", include_in_schema=False)(metrics)
    _serve_web(app, web)
    return app, desks


def _things(city: City, intake: Intake, source_of: Callable[[str], str | None], public: str, desks: Desks) -> Quick:
    counting.begin(city.frames)
    streams, keeper = Streams(city.glance), Keeper(intake, city.clock, city.work)
    service = Service(city.work, city.glance, streams, keeper)
    return Quick(service, Reception(source_of, desks.let_in, desks.recognised, desks.address), public)


class Front:
    """Readings go to the door, observations their quick way, all else to the application."""

    def __init__(self, app: FastAPI, door: Door, things: Quick) -> None:
        self.app, self.door, self._things = app, door, things

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/readings":
            await self.door(scope, receive, send)
        elif scope["type"] == "http" and self._things.takes(scope):
            await self._things(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _signals_now(city: City) -> tuple[Signal, ...]:
    with city.glance(by="door") as work:
        return tuple(signal for signal in work.rulebook.signals.values() if not signal.inner)


def _quarantine(city: City, refused: Sequence[Refusal]) -> None:
    with city.work(by="door") as work:
        quarantine.keep(work, refused)


class _Sources:
    """Who a token belongs to. Asked of the database again now and then, because tokens are given by another process."""

    EVERY, STRANGER = timedelta(seconds=2), timedelta(milliseconds=200)

    def __init__(self, city: City) -> None:
        self._city, self._lock = city, threading.Lock()
        self._known: dict[str, str] = {}
        self._as_of: datetime | None = None

    def __call__(self, digest: str) -> str | None:
        now = self._city.clock()
        if (
            self._as_of is None
            or now - self._as_of > self.EVERY
            or (digest not in self._known and now - self._as_of > self.STRANGER)
        ):
            with self._lock, self._city.glance(by="door") as work:
                self._known = sources.by_digest(work.session, now)
                self._as_of = now
        return self._known.get(digest)


def _health(turning: Turning, app: FastAPI) -> Callable[[], JSONResponse]:
    def healthz() -> JSONResponse:
        """200 once the loop turns; the ages of the oldest unread fact and reading in seconds; what comes by MQTT. Of why a
        reader is stuck only the kind of fault is said to strangers; the log says all."""
        health = turning.health() | ({"mqtt": app.state.mqtt.health()} if turning.role.holds_log else {})
        return JSONResponse(health, 200 if health["turning"] else 503)

    return healthz


def metrics(work: Desk, request: Request) -> Response:
    """The ledger's counters, what waits, how far the folds are behind, as Prometheus reads it: for those who operate the
    whole city, or a token of theirs."""
    require_any(work, OPERATING, areas.CITY)
    return Response(metering.exposition(request.app.state.measure()), media_type=metering.CONTENT_TYPE)


@asynccontextmanager
async def _living(app: FastAPI) -> AsyncIterator[None]:
    """What runs by itself is started in its order, and stopped the other way round."""
    parts = [part for part in app.state.parts if part]
    for part in parts:
        part.start()
    yield
    for part in reversed(parts):
        part.stop()


def _serve_web(app: FastAPI, web: Path) -> None:
    if not (web / "index.html").exists():
        return
    app.mount("/assets", StaticFiles(directory=web / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str) -> FileResponse:
        """Every other address is a page of the web application, which finds its own way."""
        if path.startswith("api/"):
            raise NotFound(kind="address", id=f"/{path}")
        file = (web / path).resolve()
        inside = file.is_relative_to(web.resolve()) and file.is_file()
        return FileResponse(file if inside else _page(web, path), headers=PAGE)


def _page(web: Path, path: str) -> Path:
    """The page of the face an address belongs to: `pocket/task/7` is the pocket's, all others are the desk's."""
    return next((web / face / "index.html" for face in FACES if path.partition("/")[0] == face), web / "index.html")
