"""What can be asked: one of a kind or a page of a set, with all that is opened below it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from cityloop.kit.errors import NotFound, Refused
from cityloop.kit.work import Work
from cityloop.sense.things import listing, observations, streams
from cityloop.sense.things.asking import Asker
from cityloop.sense.things.conditions import Asking, Conditions, joined
from cityloop.sense.things.expressions import NotUnderstood
from cityloop.sense.things.model import KINDS, OBSERVATION, Kind, Link, Way, known
from cityloop.sense.things.observations import Observation
from cityloop.sense.things.options import Options
from cityloop.sense.things.tables import TABLES, Datastream, ObservationNote

MOST = 50_000  # in one answer, all that is opened counted


class TooMuch(Refused):
    """The answer would hold more than 50,000 entities; ask for smaller pages with $top, in $expand too."""

    status = 400


@dataclass
class Opened:
    """A page of a set: its nodes, whether there are more, and how many in all if that was asked."""

    nodes: list["Node"]
    more: bool = False
    count: int | None = None
    options: Options = field(default_factory=Options)
    single: bool = False  # observations of one datastream: an instant says where a page ended


@dataclass
class Node:
    """One of a kind and what is opened below it: a set, or one, or nothing, by the name of the relation."""

    kind: Kind
    row: Any
    opened: dict[str, "Opened | Node | None"] = field(default_factory=dict)


class Question:
    """Asks on behalf of someone; counts what is answered."""

    def __init__(self, work: Work, asker: Asker) -> None:
        self._work = work
        self.asking = Asking(work.session, work.now, asker.seen(work))
        self._answered = 0

    def one(self, way: Way, options: Options) -> Node:
        """What an address of one leads to."""
        if way.kind is OBSERVATION:
            node = Node(OBSERVATION, self.observation(way))
        else:
            row = aliased(TABLES[way.kind.name])
            found = self._work.session.scalar(select(row).where(self.led(way, row)).limit(1))
            if found is None:
                raise NotFound(kind=way.kind.name, id=str(way.steps[-1][1] or "there")[:60])
            node = Node(way.kind, found)
        self._open([node], options)
        return node

    def set(self, way: Way, options: Options) -> Opened:
        """The page of a set an address leads to."""
        if len(way.steps) > 1:
            self.one(Way(way.steps[:-1], way.kinds[:-1]), Options())  # a set of what is not there is not there
        if way.kind is OBSERVATION:
            opened = self._observations(self._streams_led(way), options)
        else:
            row = aliased(TABLES[way.kind.name])
            opened = self._page(way.kind, row, self.led(way, row), options)
        self._open(opened.nodes, options)
        return opened

    def observation(self, way: Way) -> Observation:
        number, at = observations.named(way.steps[-1][1])
        asked = Datastream.id == number, self._streams_led(way), self.asking.seen("Datastream", Datastream)
        found = streams.found(self._work, and_(*asked), 1)
        if not found:
            raise NotFound(kind="Observation", id=f"{number}-{at}")
        return observations.one(self._work, found[0], at)

    def led(self, way: Way, row: Any) -> ColumnElement[bool]:
        """The condition that a row is where the address leads, and may be seen."""
        condition = self.asking.seen(way.kind.name, row)
        name, id = way.steps[-1]
        if id is not None:
            condition = and_(condition, row.id == known(way.kind.name, id))
        if len(way.steps) == 1:
            return condition
        before = Way(way.steps[:-1], way.kinds[:-1])
        if before.kind is OBSERVATION:
            seen = self.observation(before)
            return and_(condition, row.id == (seen.stream.id if name == "Datastream" else seen.feature_id))
        here = aliased(TABLES[before.kind.name])
        related = joined(before.kind.links[name], here, row), self.led(before, here)
        return and_(condition, exists(select(literal(1)).select_from(here).where(*related).correlate_except(here)))

    def _streams_led(self, way: Way) -> ColumnElement[bool]:
        """The condition on datastreams that their observations are where the address leads."""
        if len(way.steps) == 1:
            return literal(True) == True  # noqa: E712
        before = Way(way.steps[:-1], way.kinds[:-1])
        here = aliased(TABLES[before.kind.name])
        found = self._work.session.scalar(select(here.id).where(self.led(before, here)))
        return self._streams_of(before.kind, found or 0)

    def _streams_of(self, kind: Kind, id: int) -> ColumnElement[bool]:
        if kind.name == "Datastream":
            return Datastream.id == id
        noted = select(ObservationNote.datastream_id).where(ObservationNote.feature_id == id)
        return or_(Datastream.feature_id == id, Datastream.id.in_(noted))

    def _observations(self, condition: ColumnElement[bool], options: Options) -> Opened:
        found = listing.page(self._work, self.asking, condition, options)
        nodes = [Node(OBSERVATION, row) for row in found.rows]
        self._count(nodes)
        return Opened(nodes, found.more, found.count, options, found.single)

    def _page(self, kind: Kind, row: Any, condition: ColumnElement[bool], options: Options) -> Opened:
        about = Conditions(self.asking, kind, row)
        if options.where is not None:
            condition = and_(condition, about.true(options.where))
        order = [term for tree, falls in options.order for term in about.order(tree, falls)]
        chosen = select(row).where(condition).order_by(*order, row.id).offset(options.skip).limit(options.page + 1)
        rows = self._work.session.scalars(chosen).all() if options.page else []
        count = None
        if options.count:
            count = self._work.session.scalar(select(func.count()).select_from(row).where(condition)) or 0
        nodes = [Node(kind, one) for one in rows[: options.page]]
        self._count(nodes)
        return Opened(nodes, len(rows) > options.page, count, options)

    # what is opened below ---------------------------------------------------------------------------------------

    def _open(self, nodes: Sequence[Node], options: Options) -> None:
        """Open below each of the nodes (all of one kind) what the options say, all of one relation at once."""
        if not nodes:
            return
        kind = nodes[0].kind
        for name, below in options.expand.items():
            if name not in kind.links:
                raise NotUnderstood(why=f"{kind.name} has no relation {name}.")
            link = kind.links[name]
            if kind is OBSERVATION:
                self._open_above(nodes, name, below)
            elif link.to == "Observation":
                self._open_observations(nodes, name, below)
            else:
                self._open_rows(nodes, name, link, below)
            self._open([child for node in nodes for child in _children(node.opened[name])], below)

    def _open_above(self, nodes: Sequence[Node], name: str, options: Options) -> None:
        """The datastream or the feature of each observation."""
        kind = KINDS[OBSERVATION.links[name].to]
        of = [node.row.stream.id if name == "Datastream" else node.row.feature_id for node in nodes]
        row = aliased(TABLES[kind.name])
        found: dict[int, Any] = {}
        wanted = sorted({id for id in of if id is not None})
        for first in range(0, len(wanted), 1000):
            asked = row.id.in_(wanted[first : first + 1000]), self.asking.seen(kind.name, row)
            found |= {one.id: one for one in self._work.session.scalars(select(row).where(*asked))}
        for node, id in zip(nodes, of, strict=True):
            node.opened[name] = Node(kind, found[id]) if id in found else None
        self._count(nodes)

    def _open_observations(self, nodes: Sequence[Node], name: str, options: Options) -> None:
        for node in nodes:
            node.opened[name] = self._observations(self._streams_of(node.kind, node.row.id), options)

    def _open_rows(self, nodes: Sequence[Node], name: str, link: Link, options: Options) -> None:
        """The related rows of all nodes in one question, each node's numbered in its own order."""
        kind, row, here = KINDS[link.to], aliased(TABLES[link.to]), aliased(TABLES[nodes[0].kind.name])
        about = Conditions(self.asking, kind, row)
        if not link.many:
            options = Options(select=options.select, expand=options.expand)
        condition = and_(joined(link, here, row), here.id.in_({node.row.id for node in nodes}), self.asking.seen(kind.name, row))
        if options.where is not None:
            condition = and_(condition, about.true(options.where))
        order = [term for tree, falls in options.order for term in about.order(tree, falls)]
        place = func.row_number().over(partition_by=here.id, order_by=[*order, row.id]).label("place")
        numbered = select(row.id.label("id"), here.id.label("of"), place).where(condition).subquery()
        last = options.skip + options.page + 1
        inside = (numbered.c.place > options.skip) & (numbered.c.place <= last)
        whole = aliased(TABLES[link.to])
        chosen = select(numbered.c.of, whole).join(whole, whole.id == numbered.c.id).where(inside)
        below: dict[int, list[Any]] = {}
        for of, one in self._work.session.execute(chosen.order_by(numbered.c.of, numbered.c.place).limit(MOST + 1)):
            below.setdefault(of, []).append(one)
        counts = self._counts(here, condition) if options.count else {}
        for node in nodes:
            children = [Node(kind, one) for one in below.get(node.row.id, [])]
            self._count(children)
            more, shown = len(children) > options.page, children[: options.page]
            count = counts.get(node.row.id, 0) if options.count else None
            one_of = shown[0] if shown else None
            node.opened[name] = Opened(shown, more, count, options) if link.many else one_of

    def _counts(self, here: Any, condition: ColumnElement[bool]) -> dict[int, int]:
        counted = select(here.id, func.count()).where(condition).group_by(here.id)
        return {of: count for of, count in self._work.session.execute(counted)}

    def _count(self, nodes: Sequence[Node]) -> None:
        self._answered += len(nodes)
        if self._answered > MOST:
            raise TooMuch


def _children(opened: Opened | Node | None) -> list[Node]:
    if isinstance(opened, Opened):
        return opened.nodes
    return [opened] if opened else []


def next_page(options: Options, opened: Opened) -> Options:
    """The options of the page after this one."""
    if opened.single and opened.nodes and listing.by_time(options.order):
        return replace(options, skip=0, after=opened.nodes[-1].row.at)
    return replace(options, skip=options.skip + options.page)
