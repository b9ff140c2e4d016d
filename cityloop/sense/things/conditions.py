"""An expression as a condition of SQL. Names are looked up in the model and values are bound: nothing said is spliced in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, and_, case, exists, false, func, literal, not_, null, or_, select, true
from sqlalchemy.orm import Session, aliased

from cityloop.kit.records import Instant
from cityloop.sense.things import places
from cityloop.sense.things.expressions import GEO, Call, Literal, Name, NotUnderstood, Tree, names
from cityloop.sense.things.model import KINDS, Form, Held, Kind, Link
from cityloop.sense.things.tables import TABLES, THROUGH
from cityloop.sense.things.words import COMPARED, OF_NUMBERS, OF_TEXTS, OF_TIMES, V, as_form, dialect, form_of, present

Sql = ColumnElement[Any]
Aliases = dict[tuple[str, ...], Any]

INSIDE = ("number", "text", "truth")  # forms of what is inside JSON
FORMS = {
    Form.text: "text",
    Form.json: "json",
    Form.object: "json",
    Form.shape: "shape",
    Form.time: "time",
    Form.number_id: "number",
}


@dataclass(frozen=True)
class Asking:
    """Who asks: in which session, when, and which rows of each kind they may see."""

    session: Session
    now: datetime
    seen: Callable[[str, Any], Sql]


def joined(link: Link, here: Any, there: Any) -> Sql:
    """The condition under which two rows are related so."""
    if link.own:
        return getattr(here, link.own) == there.id  # type: ignore[no-any-return]
    if link.theirs:
        return getattr(there, link.theirs) == here.id  # type: ignore[no-any-return]
    between, mine, its = aliased(THROUGH[link.through[0]]), *link.through[1:]
    return and_(getattr(between, mine) == here.id, getattr(between, its) == there.id)


class Conditions:
    """Expressions about rows of one kind, `row` standing for the row."""

    def __init__(self, asking: Asking, kind: Kind, row: Any) -> None:
        self._asking, self._kind, self._row = asking, kind, row
        self._dialect = dialect(asking.session)

    def true(self, tree: Tree) -> Sql:
        """The condition that the expression is true."""
        if isinstance(tree, Call) and tree.does in ("and", "or"):
            return {"and": and_, "or": or_}[tree.does](*map(self.true, tree.to))
        if isinstance(tree, Call) and tree.does == "not":
            return not_(self.true(tree.to[0]))
        ways = sorted({self._way(name)[0] for name in names(tree)} - {()})
        if not ways:
            return as_form("truth", self._value(tree, {(): self._row}), self._dialect)
        aliases, conditions, tables = self._opened(ways)
        conditions.append(as_form("truth", self._value(tree, aliases), self._dialect))
        return exists(select(literal(1)).select_from(*tables).where(*conditions).correlate_except(*tables))

    def forms(self, tree: Tree) -> dict[str, Sql]:
        """What the expression is worth in each form it may have; JSON may have several."""
        return {form: self.value(tree, form).sql for form in INSIDE} if self._json(tree) else self._plain(tree)

    def _plain(self, tree: Tree) -> dict[str, Sql]:
        found = self.value(tree)
        return {found.form: as_form(found.form, found, self._dialect)}

    def _json(self, tree: Tree) -> bool:
        return isinstance(tree, Name) and (len(self._way(tree)[2]) > 1 or self._held(tree).form in (Form.json, Form.object))

    def _held(self, name: Name) -> Held:
        _, kind, steps = self._way(name)
        return kind.held[steps[0]]

    def value(self, tree: Tree, inside: str = "text") -> V:
        """What the expression is worth, by way of relations to one other only; what is inside JSON in the form `inside`."""
        ways = sorted({self._way(name)[0] for name in names(tree)} - {()})
        if not ways:
            found = self._value(tree, {(): self._row})
            return V(inside, as_form(inside, found, self._dialect)) if found.form == "json" else found
        kind = self._kind
        for steps in ways:
            at = kind
            for step in steps:
                if at.links[step].many:
                    raise NotUnderstood(why=f"{'/'.join(steps)} may be many and has no one value.")
                at = KINDS[at.links[step].to]
        aliases, conditions, tables = self._opened(ways)
        found = self._value(tree, aliases)
        form = inside if found.form == "json" else found.form
        sql = as_form(form, found, self._dialect)
        return V(form, select(sql).select_from(*tables).where(*conditions).correlate_except(*tables).scalar_subquery())

    def order(self, tree: Tree, falls: bool) -> list[Sql]:
        """Terms to order by; what has no value comes last either way."""
        found = self.forms(tree)
        if found.keys() & {"shape", "wkt", "measure", "null"}:
            raise NotUnderstood(why="This has no order.")
        terms = [sql for form, sql in found.items() if form != "truth" or len(found) == 1]
        return [(term.desc() if falls else term.asc()).nulls_last() for term in terms]

    def _opened(self, ways: list[tuple[str, ...]]) -> tuple[Aliases, list[Sql], list[Any]]:
        """An alias for every step of every way, and what holds them together."""
        aliases: Aliases = {(): self._row}
        kinds: dict[tuple[str, ...], Kind] = {(): self._kind}
        conditions: list[Sql] = []
        for steps in ways:
            for end in range(1, len(steps) + 1):
                before, step = steps[: end - 1], steps[:end][-1]
                if steps[:end] in aliases:
                    continue
                link = kinds[before].links[step]
                kinds[steps[:end]] = KINDS[link.to]
                aliases[steps[:end]] = there = aliased(TABLES[link.to])
                conditions += [joined(link, aliases[before], there), self._asking.seen(link.to, there)]
        return aliases, conditions, [alias for steps, alias in aliases.items() if steps]

    def _way(self, name: Name) -> tuple[tuple[str, ...], Kind, tuple[str, ...]]:
        """The relations a name goes through, the kind they lead to, and what is asked of it."""
        kind, steps = self._kind, list(name.steps)
        through: list[str] = []
        while steps and steps[0] in kind.links:
            kind = KINDS[kind.links[steps[0]].to]
            through.append(steps.pop(0))
        if kind.name == "Observation":
            raise NotUnderstood(why="Observations lie in the reading log: ask for Observations, filtered by Datastream/….")
        if not steps or steps[0] not in kind.held:
            raise NotUnderstood(why=f"{kind.name} has no {'/'.join(steps) or 'value of its own'}.")
        return tuple(through), kind, tuple(steps)

    def _value(self, tree: Tree, aliases: Aliases) -> V:
        if isinstance(tree, Literal):
            return _literal(tree)
        if isinstance(tree, Name):
            return self._named(tree, aliases)
        return self._called(tree, [self._value(one, aliases) for one in tree.to])

    def _called(self, tree: Call, given: list[V]) -> V:
        if tree.does in GEO:
            return places.placed(self._asking.session, tree.does, given)
        if tree.does in COMPARED:
            return self._compared(tree.does, given[0], given[1])
        if tree.does in ("and", "or", "not"):
            truths = [as_form("truth", one, self._dialect) for one in given]
            return V("truth", not_(truths[0]) if tree.does == "not" else {"and": and_, "or": or_}[tree.does](*truths))
        if tree.does == "now":
            return V("time", literal(self._asking.now, Instant()))
        for table in (OF_NUMBERS, OF_TEXTS, OF_TIMES):
            if tree.does in table:
                takes, gives, make = table[tree.does]
                sql = [as_form(form, one, self._dialect) for form, one in zip(takes, given, strict=False)]
                return V(gives, make(self._dialect, *sql))
        raise NotUnderstood(why=f"There is no function {tree.does}.")

    def _named(self, name: Name, aliases: Aliases) -> V:
        through, kind, (first, *keys) = self._way(name)
        held = kind.held[first]
        if held.form is Form.worked_out:
            raise NotUnderstood(why=f"{first} of a {kind.name} is worked out from its Observations and cannot be filtered by.")
        if keys and held.form not in (Form.json, Form.object, Form.shape):
            raise NotUnderstood(why=f"{first} has nothing inside it.")
        form = "json" if keys else FORMS[held.form]
        return V(form, getattr(aliases[through], held.column), tuple(keys), aliases[through])

    def _compared(self, how: str, left: V, right: V) -> V:
        if "measure" in (left.form, right.form):
            return V("truth", places.compared(self._asking.session, how, left, right))
        if "null" in (left.form, right.form):
            return self._to_null(how, left if right.form == "null" else right)
        form = form_of(left, right)
        forms = ("number", "text") if form == "json" else (form,)
        pairs = [[as_form(one, side, self._dialect) for side in (left, right)] for one in forms]
        if form == "truth" and how not in ("eq", "ne"):
            raise NotUnderstood(why="True and false are the same or not; neither is more.")
        said = [COMPARED[how](a, b) for a, b in pairs]
        return V("truth", said[0] if len(said) == 1 else func.coalesce(*said))

    def _to_null(self, how: str, side: V) -> V:
        if how not in ("eq", "ne"):
            raise NotUnderstood(why="Nothing is more or less than null.")
        if side.form == "null" or side.said is not None:
            return V("truth", true() if (how == "eq") == (side.form == "null") else false())
        if side.form == "measure":
            raise NotUnderstood(why="A distance or a length is held against a number.")
        sql = side.sql.is_not(None)
        if side.keys:
            sql = present(side, self._dialect)
        return V("truth", case((sql, how == "ne"), else_=how == "eq"))


def _literal(tree: Literal) -> V:
    value = tree.value
    if value is None:
        return V("null", null())
    if isinstance(value, bool):
        return V("truth", true() if value else false())
    if isinstance(value, datetime):
        return V("time", literal(value, Instant()))
    if isinstance(value, str):
        return V("wkt" if tree.shape else "text", value if tree.shape else literal(value), said=value)
    return V("number", literal(value, Float() if isinstance(value, float) else BigInteger()), said=value)
