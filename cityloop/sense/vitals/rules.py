"""When a spell of the calendar holds, who may move a vital sign, and where one is seen. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from cityloop.kit.errors import Refused, Unreadable
from cityloop.rulebook import Level, Rulebook, Warning, bodies
from cityloop.rulebook.rulebook import CITY_OFFSET_MS
from cityloop.rulebook.vitals import LEVELS, Board, Lamp, Origin, Spell, Track, VitalSign

NAME = re.compile(r"[A-Za-z_]\w*")
CALLED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
LONGEST = 96


class SeenThere(Refused):
    """{name} is seen at that level already."""


class NotFromThere(Refused):
    """{name} is not seen at the level next to that one, so it cannot be handed on from there."""


class NotInCatalogue(Unreadable):
    """{why}"""


class Way(StrEnum):
    """Down to the level below, or up to the level above."""

    extended = "extended"
    lifted = "lifted"


@dataclass(frozen=True)
class Placed:
    """One handing on: seen at this level too, in an area and all below it, from a day on."""

    name: str
    way: Way
    level: Level
    area: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def spell_at(lamp: Lamp, now_ms: int) -> int | None:
    """Which spell of the calendar holds, the first that does."""
    if not lamp.calendar:
        return None
    local = datetime.fromtimestamp(now_ms / 1000, UTC) + timedelta(milliseconds=CITY_OFFSET_MS)
    return next((place for place, spell in enumerate(lamp.calendar) if _in(spell, local)), None)


def _in(spell: Spell, local: datetime) -> bool:
    hour = local.hour + local.minute / 60 + local.second / 3600
    past_midnight = spell.from_h > spell.to_h
    inside = spell.from_h <= hour or hour < spell.to_h if past_midnight else spell.from_h <= hour < spell.to_h
    began = local - timedelta(days=1) if past_midnight and hour < spell.to_h else local
    if not inside or (spell.weekdays and began.isoweekday() not in spell.weekdays):
        return False
    return _in_season(spell, began.date())


def _in_season(spell: Spell, day: date) -> bool:
    """Days of every year as MM-DD, which may go past new year, or dates for once; both ends belong to it."""
    if not spell.from_day and not spell.to_day:
        return True
    said = day.isoformat() if len(spell.from_day or spell.to_day) > 5 else day.isoformat()[5:]
    first, last = spell.from_day or said, spell.to_day or said
    return first <= said <= last if first <= last else said >= first or said <= last


def level_of(area: str) -> Level:
    return {2: Level.city, 6: Level.district}.get(len(area), Level.street)


def seen_at(vital: VitalSign, area: str, placed: Iterable[Placed], day: date) -> Origin | None:
    """Where the vital sign comes from for who looks at this area; None if it is not seen there."""
    if not vital.holds(day):
        return None
    level = level_of(area)
    own = vital.area if len(vital.area) > 2 else ""
    if level in vital.levels and (area.startswith(own) or own.startswith(area)):
        highest = min(vital.levels, key=LEVELS.index)
        return Origin.local if level == highest or area == own else Origin.issued
    for one in placed:
        if one.name in (vital.name, vital.track) and one.level == level and one.holds(day) and area.startswith(one.area):
            return Origin.issued if one.way == Way.extended else Origin.lifted
    return None


def check_way(vital: VitalSign, way: Way, level: Level, area: str, placed: Iterable[Placed], day: date) -> None:
    """Refuse to hand on what is there already, or what is not seen at the level it would come from."""
    known = list(placed)
    if level not in LEVELS:
        raise NotInCatalogue(why="A vital sign is seen at the levels of city, district and street.")
    here = {level for level in vital.levels} | {one.level for one in known if one.holds(day) and area.startswith(one.area)}
    if level in here:
        raise SeenThere(name=vital.name)
    next_to = LEVELS.index(level) + (-1 if way == Way.extended else 1)
    if not 0 <= next_to < len(LEVELS) or LEVELS[next_to] not in here:
        raise NotFromThere(name=vital.name)


def warning_of(colour: str) -> Warning:
    return Warning[colour]


def one_of(kind: str, body: Mapping[str, Any]) -> VitalSign | Track | Board:
    """What a body says. Raises NotADefinition."""
    if kind == "vital":
        return bodies.vital(body)
    return bodies.track(body) if kind == "track" else bodies.board(body)


def outcome(rulebook: Rulebook, one: VitalSign | Track | Board) -> str:
    """Whether it is new, changed, or stands there just so."""
    before: object
    if isinstance(one, VitalSign):
        before = (rulebook.versions.get(one.name) or (None,))[-1]
    else:
        before = (rulebook.tracks if isinstance(one, Track) else rulebook.boards).get(one.name)
    return "new" if before is None else "same" if before == one else "changed"


@dataclass(frozen=True)
class Known:
    """The names a catalogue may speak of."""

    boards: frozenset[str]
    tracks: frozenset[str]
    reads: frozenset[str]
    duties: frozenset[str]

    @classmethod
    def of(cls, rulebook: Rulebook) -> "Known":
        names = (rulebook.boards, rulebook.tracks, rulebook.signals, rulebook.duties)
        return cls(*(frozenset(each) for each in names))

    def also(self, brought: Iterable[VitalSign | Track | Board]) -> "Known":
        """With what is brought, too: a track may come with its board."""
        found = list(brought)
        return Known(
            self.boards | {one.name for one in found if isinstance(one, Board)},
            self.tracks | {one.name for one in found if isinstance(one, Track)},
            self.reads | {one.name for one in found if isinstance(one, VitalSign)},
            self.duties,
        )

    def fault(self, one: VitalSign | Track | Board) -> str:
        """What it speaks of that is not there; empty if all is."""
        if not CALLED.fullmatch(one.name) or len(one.name) > LONGEST:
            return f"A name has small letters, digits, dots between, at most {LONGEST}: {one.name[:40]}."
        wanted: list[tuple[str, frozenset[str], str]] = []
        if isinstance(one, Track):
            wanted = [("board", self.boards, one.board), ("duty", self.duties, one.lead)]
            wanted += [("track", self.tracks, one.under)] if one.under else []
        if isinstance(one, VitalSign):
            wanted = [("track", self.tracks, one.track), ("duty", self.duties, one.owner)]
            wanted += [("signal or vital sign", self.reads - {one.name}, given.reads) for given in one.inputs]
        return next((f"There is no {what} {name}." for what, there, name in wanted if name not in there), "")
