"""A page of observations: what is asked is told apart into what SQL knows, what the log's times say, and what each row says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from cityloop.kit.errors import Refused
from cityloop.kit.work import Work
from cityloop.sense.things import columns, counting, observations, streams
from cityloop.sense.things.columns import Column, Table
from cityloop.sense.things.conditions import Asking, Conditions
from cityloop.sense.things.expressions import Call, Name, NotUnderstood, Tree, both, names, terms
from cityloop.sense.things.model import KINDS, OBSERVATION, Form
from cityloop.sense.things.observations import Found, Observation
from cityloop.sense.things.options import Options
from cityloop.sense.things.streams import Stream
from cityloop.sense.things.tables import TABLES, Datastream

MOST_STREAMS = 100_000
TRUTHS = {"and", "or", "not", "substringof", "contains", "startswith", "endswith", "geo.intersects", *columns.COMPARED}


class TooManyStreams(Refused):
    """This speaks of more than 100,000 Datastreams at once; filter by Datastream/… or ask one of them."""

    status = 400


@dataclass(frozen=True)
class Page:
    """Observations in order, whether there are more, and how many in all if that was asked."""

    rows: list[Observation]
    more: bool
    count: int | None = None
    single: bool = False  # all of one datastream


def page(work: Work, asking: Asking, condition: ColumnElement[bool], options: Options) -> Page:
    """Observations of the datastreams that meet the condition, as the options say."""
    of_streams = [term for term in terms(options.where) if _only_of("Datastream", term)]
    rest = both(*(term for term in terms(options.where) if term not in of_streams))
    about = Conditions(asking, KINDS["Datastream"], Datastream)
    wanted = [about.true(columns.without_first(term)) for term in of_streams]
    chosen = streams.found(work, and_(condition, asking.seen("Datastream", Datastream), *wanted), MOST_STREAMS + 1)
    if len(chosen) > MOST_STREAMS:
        raise TooManyStreams
    return of(work, asking, chosen, replace(options, where=rest))


def of(work: Work, asking: Asking, chosen: Sequence[Stream], options: Options) -> Page:
    """Observations of these streams, as the options say."""
    within = observations.stretch(options.where, asking.now)
    counted = counting.span(work, chosen)
    if counted is None:
        return Page([], False, 0 if options.count else None, len(chosen) == 1)
    within = max(within[0], counted.first), min(within[1], counted.last + 1)
    found, count = _read(work, asking, chosen, within, options, counted.rows)
    since, until = _ahead(within, options)
    found = found.take((found.at >= since) & (found.at < until)) if options.after is not None else found
    found = found.take(_order(asking, found, options.order))
    shown = found.take(slice(options.skip, options.skip + options.page))
    more = found.at.size > options.skip + options.page and options.page > 0
    return Page(shown.each(), more, count, len(chosen) == 1)


def _read(
    work: Work, asking: Asking, chosen: Sequence[Stream], within: observations.Stretch, options: Options, every: int
) -> tuple[Found, int | None]:
    """At least the rows of the page, and how many there are in all if asked. No more of the log is read than that takes."""
    plain, wanted = observations.only_time(options.where), options.skip + options.page + 1
    if plain and by_time(options.order) and (not options.count or options.where is None):
        reads = observations.newest if _falls_by_time(options.order) else observations.oldest
        return reads(work, chosen, _ahead(within, options), wanted), every if options.count else None
    found = observations.read(work, chosen, within if options.count else _ahead(within, options))
    if not plain and options.where is not None:
        found = found.take(columns.true(options.where, table(asking, found)))
    return found, int(found.at.size) if options.count else None


def _ahead(stretch: observations.Stretch, options: Options) -> observations.Stretch:
    """What is left of the stretch after the page before."""
    if options.after is None:
        return stretch
    if _falls_by_time(options.order):
        return stretch[0], max(stretch[0], min(stretch[1], options.after))
    return min(max(stretch[0], options.after + 1), stretch[1]), stretch[1]


def by_time(order: Sequence[tuple[Tree, bool]]) -> bool:
    """Whether the first thing ordered by is the instant."""
    return not order or order[0][0] == Name(("phenomenonTime",))


def _falls_by_time(order: Sequence[tuple[Tree, bool]]) -> bool:
    return bool(order) and order[0] == (Name(("phenomenonTime",)), True)


def _order(asking: Asking, found: Found, order: Sequence[tuple[Tree, bool]]) -> Any:
    """Rows in the order asked for, then by instant and datastream; what has no value comes last."""
    keys: list[Any] = [found.of, found.at]
    seen = table(asking, found)
    for tree, falls in reversed(order):
        said = columns.value(tree, seen).data
        if said.dtype == object:
            texts = [one if isinstance(one, str) else "" if one is None else str(one) for one in said]
            said = np.unique(texts, return_inverse=True)[1].astype(float)
        keys.append(np.where(np.isnan(said), np.inf, -said if falls else said))
    return np.lexsort(keys)


def _only_of(link: str, tree: Tree) -> bool:
    found = {name.steps[0] for name in names(tree)}
    return found == {link} and all(len(name.steps) > 1 for name in names(tree))


def table(asking: Asking, found: Found) -> Table:
    """What an expression may ask of these rows."""

    def own(steps: tuple[str, ...]) -> Column:
        return _own(found, steps)

    def related(link: str, tree: Tree) -> Column:
        return _related(asking, found, link, tree)

    return Table(found.at.size, own, related, frozenset(OBSERVATION.links), asking.now)


def _own(found: Found, steps: tuple[str, ...]) -> Column:
    first, *keys = steps
    held = OBSERVATION.held.get(first)
    if held is None or (keys and held.form not in (Form.json, Form.object)):
        raise NotUnderstood(why=f"An Observation has no {'/'.join(steps)}.")
    if first == "phenomenonTime":
        return Column("time", found.at.astype(float))
    if first == "result":
        return Column("number", found.value)
    if first == "resultTime":
        said = _noted(found, "resultTime", [])
        return Column("time", np.array([_ms(one, at) for one, at in zip(said, found.at.tolist(), strict=True)], float))
    if held.column == "id":
        ids = [stream.id for stream in found.streams]
        named = [f"{ids[of]}-{at}" for of, at in zip(found.of.tolist(), found.at.tolist(), strict=True)]
        return Column("text", np.array(named, object))
    return Column("json", _noted(found, first, keys))


def _ms(said: Any, at: int) -> float:
    return float(said) if isinstance(said, int) else float(at)


def _noted(found: Found, name: str, keys: Sequence[str]) -> Any:
    """What the notes say under a name, or inside it; None where there is none."""
    said = np.full(found.at.size, None, object)
    if not found.notes:
        return said
    ids = [stream.id for stream in found.streams]
    for row, (of, at) in enumerate(zip(found.of.tolist(), found.at.tolist(), strict=True)):
        note = found.notes.get((ids[of], at))
        inside: Any = note.said.get(name) if note else None
        for key in keys:
            inside = inside.get(key) if isinstance(inside, dict) else None
        said[row] = inside
    return said


def _related(asking: Asking, found: Found, link: str, tree: Tree) -> Column:
    """What the datastream or the feature of each row is worth: asked of SQL once for each of them."""
    kind = KINDS[OBSERVATION.links[link].to]
    if link == "Datastream":
        ids = np.array([stream.id for stream in found.streams], object)[found.of]
    else:
        ids = np.array([one.feature_id for one in found.each()], object)
    row = aliased(TABLES[kind.name])
    about = Conditions(asking, kind, row)
    if isinstance(tree, Call) and (tree.does in TRUTHS or tree.does.startswith("st_")):
        forms = {"truth": about.true(tree)}
    else:
        forms = about.forms(tree)
    form = next(iter(forms)) if len(forms) == 1 else "json"
    worth: dict[int, Any] = {}
    wanted = sorted({one for one in ids if one is not None})
    for first in range(0, len(wanted), 1000):
        seen = row.id.in_(wanted[first : first + 1000]), asking.seen(kind.name, row)
        for id, *said in asking.session.execute(select(row.id, *forms.values()).where(*seen)):
            told = zip(forms, said, strict=True)
            worth[id] = next((bool(one) if which == "truth" else one for which, one in told if one is not None), None)
    said = [worth.get(id) for id in ids]
    if form in ("text", "json"):
        return Column(form, np.array([*said, None], object)[:-1])
    if form == "time":
        said = [None if one is None else one.timestamp() * 1000 for one in said]
    return Column(form, np.array([np.nan if one is None else float(one) for one in said], float))
