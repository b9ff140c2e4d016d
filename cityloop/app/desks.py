"""Desks: who asks, and the work that is begun for them. Every request with a person or a machine behind it comes by here."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from cityloop.app.city import City
from cityloop.kit.errors import NotKnown, TooOften
from cityloop.kit.work import Work
from cityloop.people.access import actions as access
from cityloop.people.access.queries import seat_of
from cityloop.people.access.routes import COOKIE
from cityloop.people.access.rules import NotForMachines, OnlyLooking, Private, Seat, StrangePage, TokenOnlyReads
from cityloop.people.duties.queries import held_by
from cityloop.people.logins import actions as logins
from cityloop.people.logins.queries import to_choose
from cityloop.people.logins.rules import FIRST, CodeAsked, Signing, digest
from cityloop.people.tokens import actions as tokens
from cityloop.people.tokens.rules import MARK, Pace

STRANGER = "nobody"
READS = ("GET", "HEAD", "OPTIONS")
SEEN_EVERY = REMEMBERED = timedelta(minutes=1)
MOST = 1000
LOGGING_IN = "/api/session"
LINKS = ("/api/notices/letter", "/api/notices/acknowledge", "/api/notices/shown")  # whoever was sent a link may use it
OWN = ("/api/session", "/api/account")  # open to who must do something else first
WHILE_LOOKING = (("DELETE", "/api/session"), ("DELETE", "/api/access/look"))
OF_PERSONS = ("/api/account", "/api/access")  # no machine's business


class Desks:
    """The desks of a city. One for the whole process; in a city in SQLite it knows how fast each token asks."""

    def __init__(self, city: City, signing: Signing, public: str = "") -> None:
        self._city, self._signing, self._public = city, signing, public
        self._lock, self._paces = threading.Lock(), dict[int, Pace]()
        self._recognised = dict[str, datetime]()

    @contextmanager
    def work(self, request: Request, *, counted: bool = True) -> Iterator[Work]:
        """The work of who asks; a request that only reads locks nothing. What a stream asks by itself is not `counted`."""
        seat = self.seat(request)
        if seat.token and counted:
            self._keep_pace(seat)
        self._refuse_beyond(seat, request)
        request.state.seat = seat
        begin: Callable[..., AbstractContextManager[Work]] = self._city.work
        if request.method in READS or seat.login == STRANGER:
            begin = self._city.glance
        with begin(seat.looker if _ends_look(seat, request) else seat.login, seat.only) as work:
            yield work

    def seat(self, request: Request) -> Seat:
        """Who asks. Raises NotKnown for nobody the city knows; only logging in and the links of notices are open to strangers."""
        address = self.address(request)
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        by_header = scheme.lower() == "bearer"
        if request.method not in READS and not by_header:
            self._check_page(request)
        if request.url.path in (LOGGING_IN, *LINKS) and request.method == "POST":
            return Seat(login=STRANGER, address=address)
        return self.shown(key if by_header else request.cookies.get(COOKIE, ""), address)

    def shown(self, key: str, address: str) -> Seat:
        """Who shows this key. It is noted that they were seen."""
        if not key:
            raise NotKnown
        now = self._city.clock()
        with self._city.look_up() as session:
            seat = seat_of(session, key, now, self._signing, address)
        if now - seat.seen >= SEEN_EVERY:
            with self._city.work(by=seat.login) as work:
                access.touch(work, seat)
        return seat

    def let_in(self, key: str, address: str) -> Seat:
        """Who shows this key where nothing can be done that must be done first."""
        seat = self.shown(key, address)
        if seat.todo:
            raise FIRST[seat.todo]
        if seat.token:
            self._keep_pace(seat)
        return seat

    def recognised(self, login: str, password: str, address: str) -> Seat:
        """Who logs in anew with every request, by password, or by a token in its place. A password is slow to check on
        purpose, so an answer holds for a while."""
        if password.startswith(MARK):
            seat = self.let_in(password, address)
            if seat.login != login:
                raise NotKnown
            return seat
        known, now = digest(f"{len(login)}:{login}:{password}"), self._city.clock()
        if known not in self._recognised or self._recognised[known] <= now:
            self._recognise(login, password, address)
            with self._lock:
                if len(self._recognised) >= MOST:
                    self._recognised.clear()
                self._recognised[known] = now + REMEMBERED
        return Seat(login=login, address=address, read_only=True)

    def _recognise(self, login: str, password: str, address: str) -> None:
        with self._city.work(by=login) as work:
            logins.knock(work, login, address)
        with self._city.glance(by=login) as work:
            member = logins.recognise(work, login, password)
            asked = self._signing.asks_second_step(held_by(work, login)) or logins.asks_code(work, member.id)
            if asked or to_choose(work, [member.id]):
                raise CodeAsked
        with self._city.work(by=login) as work:
            logins.take_back(work, login, address, forgive=True)

    def address(self, request: HTTPConnection) -> str:
        """Where somebody comes from; what a proxy of the city says of that is believed."""
        peer = request.client.host if request.client else ""
        said = request.headers.get("x-forwarded-for", "")
        return said.rpartition(",")[2].strip()[:100] if said and peer in self._signing.proxies else peer

    def hand_out(self, request: Request, response: Response, name: str, key: str, lasts: timedelta) -> None:
        """Give the browser a key that no script reads and no other page sends."""
        secure = request.url.scheme == "https" or self._public.startswith("https:")
        response.set_cookie(name, key, httponly=True, samesite="strict", secure=secure, max_age=int(lasts.total_seconds()))

    def _keep_pace(self, seat: Seat) -> None:
        after_s = self._asked_here(seat) if self._city.engine.dialect.name == "sqlite" else self._asked_anywhere(seat)
        if after_s:
            raise TooOften(after_s=after_s)

    def _asked_here(self, seat: Seat) -> int:
        now = self._city.clock()
        with self._lock:
            pace = self._paces.get(seat.token)
            if pace is None or pace.a_minute != seat.a_minute:
                pace = self._paces[seat.token] = Pace(seat.a_minute, now)
            return pace.ask(now)

    def _asked_anywhere(self, seat: Seat) -> int:
        """Where several processes may serve, they count together."""
        with Session(self._city.engine) as session, session.begin():
            return tokens.ask(session, seat.token, self._city.clock())

    def _refuse_beyond(self, seat: Seat, request: Request) -> None:
        """Refuse what the key is not good for."""
        path, method = request.url.path, request.method
        if seat.looker:
            if path.startswith(OWN[1]):
                raise Private
            if method not in READS and (method, path) not in WHILE_LOOKING:
                raise OnlyLooking
        elif seat.token and path.startswith(OF_PERSONS):
            raise NotForMachines
        elif seat.read_only and method not in READS:
            raise TokenOnlyReads
        if seat.todo and not path.startswith(OWN):
            raise FIRST[seat.todo]

    def _check_page(self, request: Request) -> None:
        """Refuse what a page of another address sends with the cookie of this one."""
        origin = request.headers.get("origin", "")
        own = {request.headers.get("host", ""), urlsplit(self._public).netloc} - {""}
        if origin and urlsplit(origin).netloc not in own:
            raise StrangePage
        if not origin and request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise StrangePage


def _ends_look(seat: Seat, request: Request) -> bool:
    return bool(seat.looker) and request.method not in READS
