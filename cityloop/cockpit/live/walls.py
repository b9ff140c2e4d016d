"""The stream of a wall: everything its scene shows, at once and then whatever changed, with nothing to be asked for."""

import base64
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from fastapi.sse import ServerSentEvent

from cityloop.cockpit.panes import queries as panes
from cityloop.cockpit.panes.sharing import Needs
from cityloop.cockpit.situation import queries as situation
from cityloop.kit.errors import Refused
from cityloop.kit.work import Work
from cityloop.rulebook.scenes import Kind, Scene

LIVE = timedelta(minutes=5)  # what said where it is longer ago is no vehicle on its way
TICK = timedelta(seconds=5)  # so often a screen hears that all else is as it was
EVERY_SECOND = Needs(facts=False, beats=False, lasts=timedelta(seconds=1))


class WallElsewhere(Refused):
    """No wall is shown from here: this process does not hold the reading log. Let the proxy send the live stream to the door."""

    status = 421


class Fleet(NamedTuple):
    """What has moved between two looks of all screens of a scope, and everything; `number` counts the looks."""

    number: int
    at: datetime
    moved: str
    everything: str


@dataclass
class Wall:
    """One screen: what it shows, and what it was told so far."""

    scene: Scene
    area: str
    said: dict[str, str] = field(default_factory=dict)
    looks: int = 0
    ticked: datetime | None = None

    def news(self, work: Work) -> list[ServerSentEvent]:
        """What this screen does not know yet."""
        events = []
        for one in panes.shown(work, self.scene, self.area):
            if self.said.get(one.name) != one.said:
                self.said[one.name] = one.said
                events.append(ServerSentEvent(event="pane", raw_data=one.pane.model_dump_json()))
        if any(one.kind is Kind.map for one in self.scene.panes):
            events += self._moved(work)
        if self.ticked is None or not timedelta(0) <= work.now - self.ticked < TICK:
            self.ticked = work.now
            events.append(ServerSentEvent(event="tick", data={"at": work.now.isoformat()}))
        return events

    def _moved(self, work: Work) -> list[ServerSentEvent]:
        fleet = _fleet(work, panes.audience(work))
        if fleet.number == self.looks:
            return []
        rows = fleet.moved if fleet.number == self.looks + 1 else fleet.everything
        first, self.looks = self.looks == 0, fleet.number
        return [ServerSentEvent(event="fleet", data={"rows": rows, "first": first})] if rows or first else []


def begun(work: Work, scene: str, area: str) -> Wall:
    """A screen that shows the scene of an area. Refused while there is still a status to say it with."""
    if not work.frames.here:
        raise WallElsewhere
    return Wall(panes.scene_of(work, scene), panes.area_of(work, area))


def _fleet(work: Work, who: Hashable) -> Fleet:
    """What moved since the look before, for all screens of the same scope."""
    shared, now = panes.shared(work), panes.moment(work)
    kept: list[Fleet] = shared.look(("fleets", who), now, Needs(facts=False, beats=False, lasts=timedelta.max), list)

    def look() -> Fleet:
        before = kept[-1] if kept else None
        everything = _coded(situation.fleet(work, work.now - LIVE))
        moved = _coded(situation.fleet(work, before.at)) if before else everything
        kept[:] = [Fleet(before.number + 1 if before else 1, situation.newest(work) or work.now, moved, everything)]
        return kept[-1]

    return shared.look(("fleet", who), now, EVERY_SECOND, look)


def _coded(rows: bytes) -> str:
    return base64.b64encode(rows).decode()
