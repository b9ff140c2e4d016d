"""Who asks, and which rows they may see: a source what it keeps itself, a member what lies in the areas of their posts."""

import base64
import binascii
import hashlib
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import aliased

from cityloop.kit.errors import NotAllowed, NotKnown
from cityloop.kit.work import Work
from cityloop.people.duties.queries import held_by
from cityloop.people.members import actions as members
from cityloop.people.members.queries import by_key
from cityloop.sense.sources.actions import digest
from cityloop.sense.things.tables import Thing

OPEN_TO_ALL = ("Sensor", "ObservedProperty")
OWNED = ("Thing", "Location", "FeatureOfInterest")
REMEMBERED = timedelta(minutes=1)  # a password is slow to check on purpose, so an answer holds for a while
MOST = 1000


class Stranger(NotKnown):
    """Say who you are: a source's token as Bearer, or its name and token as Basic; a member's key, or login and password."""


@dataclass(frozen=True)
class Asker:
    """A source or a member, by name."""

    name: str
    source: bool

    def owner(self) -> str:
        """The name under which something is kept; only a source keeps anything."""
        if not self.source:
            raise NotAllowed(why="Only a source writes here: its token from `cityloop token NAME`, as Bearer or Basic.")
        return self.name

    def seen(self, work: Work) -> Callable[[str, Any], ColumnElement[bool]]:
        """The condition under which a row of a kind may be seen."""
        areas = () if self.source else tuple({held.area for held in held_by(work, self.name)})

        def owned(row: Any) -> ColumnElement[bool]:
            if self.source:
                return row.owner == self.name  # type: ignore[no-any-return]
            return or_(*(row.area.startswith(area, autoescape=True) for area in areas)) if areas else false()

        def seen(kind: str, row: Any) -> ColumnElement[bool]:
            if kind in OPEN_TO_ALL:
                return true()
            if kind in OWNED:
                return owned(row)
            thing = aliased(Thing)
            return row.thing_id.in_(select(thing.id).where(owned(thing)))  # type: ignore[no-any-return]

        return seen


class Reception:
    """Tells who is asking from the Authorization header. `source_of` knows the digests of sources' tokens."""

    def __init__(
        self,
        source_of: Callable[[str], str | None],
        glance: Callable[[str], AbstractContextManager[Work]],
        clock: Callable[[], datetime],
    ) -> None:
        self._source_of, self._glance, self._clock = source_of, glance, clock
        self._lock = threading.Lock()
        self._recognised: dict[str, tuple[str, datetime]] = {}

    def source(self, authorization: str) -> str | None:
        """The source whose token this is, without asking the database."""
        scheme, _, said = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self._source_of(digest(said))
        if scheme.lower() != "basic":
            return None
        name, password = _basic(said)
        found = self._source_of(digest(password))
        return found if found == name else None

    def asker(self, authorization: str, cookie: str) -> Asker:
        found = self.source(authorization)
        if found is not None:
            return Asker(found, source=True)
        scheme, _, said = authorization.partition(" ")
        if scheme.lower() == "basic":
            return Asker(self._member(*_basic(said)), source=False)
        try:
            with self._glance("nobody") as work:
                return Asker(by_key(work.session, said if scheme.lower() == "bearer" else cookie, work.now), source=False)
        except NotKnown:
            raise Stranger from None

    def _member(self, login: str, password: str) -> str:
        known, now = hashlib.sha256(f"{len(login)}:{login}:{password}".encode()).hexdigest(), self._clock()
        held = self._recognised.get(known)
        if held and held[1] > now:
            return held[0]
        with self._glance("nobody") as work:
            members.recognise(work, login, password)
        with self._lock:
            if len(self._recognised) >= MOST:
                self._recognised.clear()
            self._recognised[known] = login, now + REMEMBERED
        return login


def _basic(said: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(said, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise Stranger from None
    if "\x00" in name:
        raise Stranger
    return name, password
