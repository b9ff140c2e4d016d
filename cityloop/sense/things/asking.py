"""Who asks, and which rows they may see: a source what it keeps itself, a member what lies in the areas of their posts."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased
from starlette.requests import HTTPConnection

from cityloop.kit.errors import NotAllowed, NotKnown
from cityloop.kit.records import within
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.people.access.rules import Scope, Seat
from cityloop.sense.devices.rules import KEEPER
from cityloop.sense.sources.actions import digest
from cityloop.sense.things.tables import Thing

OPEN_TO_ALL = ("Sensor", "ObservedProperty")
OWNED = ("Thing", "Location", "FeatureOfInterest")


class Stranger(NotKnown):
    """Say who you are: a source's token as Bearer, or its name and token as Basic; a member's key, or login and password."""


@dataclass(frozen=True)
class Asker:
    """A source, by name; or a member or their machine, by the seat they have."""

    name: str
    seat: Seat | None = None

    @property
    def source(self) -> bool:
        return self.seat is None

    @property
    def by(self) -> str:
        """The name under which the work is done."""
        return self.seat.login if self.seat else self.name

    @property
    def only(self) -> tuple[str, str] | None:
        """What a machine's token is limited to."""
        return self.seat.only if self.seat else None

    def owner(self) -> str:
        """The name under which something is kept; only a source keeps anything."""
        if not self.source:
            raise NotAllowed(why="Only a source writes here: its token from `cityloop token NAME`, as Bearer or Basic.")
        return self.name

    def seen(self, work: Work) -> Callable[[str, Any], ColumnElement[bool]]:
        """The condition under which a row of a kind may be seen: what a source keeps; what stands where a member oversees, or
        keeps the devices."""
        scope = Scope((), ()) if self.source else scope_of(work)
        kept = [held.area for held in scope.duties if held.duty == KEEPER]

        def owned(row: Any) -> ColumnElement[bool]:
            if self.source:
                return row.owner == self.name  # type: ignore[no-any-return]
            return or_(scope.where(row.area), *(within(row.area, area) for area in kept))

        def seen(kind: str, row: Any) -> ColumnElement[bool]:
            if kind in OPEN_TO_ALL:
                return true()
            if kind in OWNED:
                return owned(row)
            thing = aliased(Thing)
            return row.thing_id.in_(select(thing.id).where(owned(thing)))  # type: ignore[no-any-return]

        return seen


class Reception:
    """Tells who is asking from the Authorization header. `source_of` knows the digests of sources' tokens; `shown` and
    `recognised` know members and their machines, by a key or by login and password; `address` says from where."""

    def __init__(
        self,
        source_of: Callable[[str], str | None],
        shown: Callable[[str, str], Seat],
        recognised: Callable[[str, str, str], Seat],
        address: Callable[[HTTPConnection], str],
    ) -> None:
        self._source_of, self._shown, self._recognised = source_of, shown, recognised
        self.address = address

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

    def asker(self, authorization: str, cookie: str, address: str) -> Asker:
        found = self.source(authorization)
        if found is not None:
            return Asker(found)
        scheme, _, said = authorization.partition(" ")
        try:
            if scheme.lower() == "basic":
                return Asker("", self._recognised(*_basic(said), address))
            return Asker("", self._shown(said if scheme.lower() == "bearer" else cookie, address))
        except NotKnown:
            raise Stranger from None


def _basic(said: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(said, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise Stranger from None
    if "\x00" in name:
        raise Stranger
    return name, password
