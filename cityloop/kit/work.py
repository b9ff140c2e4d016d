"""Work: one transaction, by someone, at one instant, under the rules of that day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TypeVar

from sqlalchemy.orm import Session

from cityloop.kit import facts
from cityloop.kit.errors import NotFound
from cityloop.kit.facts import Fact
from cityloop.kit.files import Files
from cityloop.kit.frames import Frames
from cityloop.kit.records import Record
from cityloop.rulebook import Rulebook

CITY_TIME = timezone(timedelta(hours=8))  # China keeps one time, without summer time

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Work:
    by: str
    now: datetime
    rulebook: Rulebook
    session: Session
    frames: Frames
    files: Files
    acting_for: set[str] = field(default_factory=set)  # logins of colleagues in whose posts this work is done
    only: tuple[str, str] | None = None  # the duty and the area that the key of a machine is limited to

    @property
    def today(self) -> date:
        """The city's day, not UTC's."""
        return self.now.astimezone(CITY_TIME).date()

    @property
    def _colleagues(self) -> str:
        return ",".join(sorted(self.acting_for))

    def tell(self, fact: Fact) -> int:
        """Write the fact into the log, with who and when, and for whom if it is done in a colleague's post. Its number."""
        return facts.record(self.session, fact, at=self.now, by=self.by, acting_for=self._colleagues).id

    def tell_all(self, told: Sequence[Fact]) -> None:
        """Write many facts into the log, in their order."""
        facts.record_many(self.session, told, at=self.now, by=self.by, acting_for=self._colleagues)

    def keep(self, record: R) -> R:
        """Keep a new record and give it its id."""
        self.session.add(record)
        self.session.flush()
        return record

    def find(self, kind: type[R], id: int | str) -> R:
        record = self.session.get(kind, id)
        if record is None:
            raise NotFound(kind=kind.__name__.lower(), id=id)
        return record
