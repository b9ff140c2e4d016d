from collections.abc import Hashable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from cityloop.cockpit.panes import sensing, working
from cityloop.cockpit.panes.schemas import HeadOut, PaneOut
from cityloop.cockpit.panes.sharing import Moment, Needs, Shared
from cityloop.cockpit.scenes import queries as scenes
from cityloop.decide.parts import queries as parts
from cityloop.kit import facts
from cityloop.kit.errors import NotFound
from cityloop.kit.frames import Frames
from cityloop.kit.work import Work
from cityloop.people.access.queries import held, scope_of
from cityloop.places.areas import queries as areas
from cityloop.rulebook.scenes import Kind, Pane, Scene
from cityloop.sense.vitals import queries as vitals


def _needs(facts: bool, beats: bool, **lasts: float) -> Needs:
    return Needs(facts, beats, timedelta(**lasts))


NEEDS: Mapping[Kind, Needs] = {  # lamps turn with time: what shows them is looked at again though nothing was told
    Kind.head: _needs(False, False, minutes=1),
    Kind.map: _needs(True, False, seconds=15),
    Kind.boards: _needs(False, True, minutes=1),
    Kind.number: _needs(False, True, minutes=1),
    Kind.alerts: _needs(True, False, seconds=15),
    Kind.lamps: _needs(True, False, seconds=15),
    Kind.loop: _needs(True, False, seconds=30),
    Kind.duty: _needs(True, False, seconds=30),
    Kind.ranking: _needs(True, False, minutes=5),
    Kind.race: _needs(False, False, minutes=5),
    Kind.ticker: _needs(True, False, minutes=5),
}
MAKE = {
    Kind.map: sensing.drawn,
    Kind.alerts: sensing.wrong,
    Kind.lamps: working.lamps,
    Kind.loop: working.loop,
    Kind.duty: working.duty,
    Kind.ranking: working.ranking,
    Kind.race: working.race,
    Kind.ticker: sensing.ticker,
}
_SHARED: WeakKeyDictionary[Frames, Shared] = WeakKeyDictionary()


class Shown(NamedTuple):
    """A pane as it is sent. `said` is its JSON without the instant, by which screens are told only of what changed."""

    name: str
    said: str
    pane: PaneOut


def shared(work: Work) -> Shared:
    """What this city's screens share."""
    return _SHARED.setdefault(work.frames, Shared())


def moment(work: Work) -> Moment:
    return Moment(work.now, facts.newest(work.session), vitals.version_of_state(work))


def area_of(work: Work, said: str) -> str:
    """The area asked for, or the highest the one who works may see; to who may see nothing of it there is none."""
    area = said or vitals.first_area(work)
    if area not in vitals.tree_of(work).place or not vitals.sees(scope_of(work), area):
        raise NotFound(kind="area", id=area)
    return area


def audience(work: Work) -> Hashable:
    """Those who see the same: by the posts they hold and the cases they take part in."""
    posts = frozenset((one.duty, one.area) for one in held(work))
    return posts, tuple(parts.taken(work)), work.only


def shown(work: Work, scene: Scene, area: str) -> Sequence[Shown]:
    """Every pane of the scene as it is now; what was worked out for a screen of the same scope is not worked out again."""
    now, who = moment(work), audience(work)
    return [_pane(work, one, area, now, who) for one in scene.panes]


def _pane(work: Work, pane: Pane, area: str, now: Moment, who: Hashable) -> Shown:
    def make() -> Shown:
        made = _made(work, pane, area, now, who)
        return Shown(pane.name, made.model_dump_json(exclude={"at"}), made)

    key = (pane.kind, pane.name, pane.source, pane.board, pane.by, area, who)
    return shared(work).look(key, now, NEEDS[pane.kind], make)


def _made(work: Work, pane: Pane, area: str, now: Moment, who: Hashable) -> PaneOut:
    if pane.kind is Kind.head:
        return HeadOut(name=pane.name, at=work.now, area=area, area_name=areas.title(work, area))
    if pane.kind in (Kind.number, Kind.boards):
        known = shared(work).look(("beats", area, who), now, NEEDS[pane.kind], lambda: sensing.beats(work, area))
        return (sensing.number if pane.kind is Kind.number else sensing.boards)(work, pane, area, known)
    return MAKE[pane.kind](work, pane, area)


def scene_of(work: Work, name: str) -> Scene:
    return scenes.get(work, name)
