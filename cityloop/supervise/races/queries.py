import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.rulebook.scoring import Book, Race
from cityloop.supervise.races import rules
from cityloop.supervise.races.rules import Run, Runner
from cityloop.supervise.races.tables import Heat as Heat  # a record may be handed on, its table not
from cityloop.supervise.rankings import queries as rankings
from cityloop.supervise.sheets import rules as sheets
from cityloop.supervise.yardsticks import counting
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.queries import Tables
from cityloop.supervise.yardsticks.rules import By, Kind, Stretch, stretch


def races(work: Work) -> Sequence[Race]:
    """The races of today's book."""
    return list(yardsticks.book(work).races.values())


def race_of(book: Book, name: str) -> Race:
    found = book.races.get(name)
    if found is None:
        raise NotFound(kind="race", id=name)
    return found


def heat(work: Work, name: str, area: str, first: date) -> Heat | None:
    return work.session.scalar(select(Heat).where(Heat.race == name, Heat.area == area, Heat.first == first))


def kept(work: Work, one: Heat) -> Run:
    """A run as it stood when its month was frozen."""
    return rules.read(json.loads(work.files.read(one.file)))


def months(work: Work, name: str, area: str) -> Sequence[Heat]:
    """The months of a race that are frozen, newest first."""
    chosen = select(Heat).where(Heat.race == name, Heat.area == area).order_by(Heat.first.desc()).limit(60)
    return work.session.scalars(chosen).all()


def shown(work: Work, name: str, area: str, day: date) -> tuple[Run, Heat | None]:
    """The run of a month: as it was frozen, else as it stands now. While it stands only who sees the whole area sees it: a place
    among some of the runners is no place. Frozen, everybody sees the lines they may see, with their places."""
    asked, scope = stretch(Kind.month, day), scope_of(work)
    rules.admit(race_of(yardsticks.book(work, asked.first), name), area)
    frozen = heat(work, name, area, asked.first)
    if frozen is not None:
        run = kept(work, frozen)
        seen = tuple(one for one in run.runners if scope.covers(area) or _sees(work, run, one))
        if seen:
            own = {one.group for one in seen}
            return replace(run, runners=tuple(_known(one, own) for one in seen)), frozen
    if not scope.covers(area):
        raise NotFound(kind="race", id=name)
    return live(work, name, area, asked), None


def _sees(work: Work, run: Run, one: Runner) -> bool:
    return run.race["among"] in ("district", "street") and scope_of(work).covers(one.group)


def _known(one: Runner, seen: set[str]) -> Runner:
    """Others are named only to who may see them."""
    overtook, overtaken_by = (tuple(each for each in said if each in seen) for said in (one.overtook, one.overtaken_by))
    return replace(one, overtook=overtook, overtaken_by=overtaken_by)


def live(work: Work, name: str, area: str, asked: Stretch) -> Run:
    """The run of a month out of today's records, beside that of the month before: frozen, if it is."""
    tables = yardsticks.tables(work, area, asked, work.now, whole=True)
    return run(work, name, area, asked, yardsticks.book(work, asked.first), tables, work.now)


def run(work: Work, name: str, area: str, asked: Stretch, book: Book, tables: Tables, as_of: datetime) -> Run:
    """The run out of these cases and definitions."""
    race = race_of(book, name)
    rule = {"race": dict(book.bodies[f"race {name}"]), "sheet": dict(book.bodies[f"sheet {race.sheet}"])}
    old_rule, before = _before(work, name, area, asked.before)
    runners = rules.compared(_runners(book, race, tables, asked, as_of), before)
    return Run(
        **rule,
        first=asked.first.isoformat(),
        area=area,
        as_of=as_of.astimezone(UTC).isoformat(),
        book=book.digest,
        rule_changed=old_rule is not None and old_rule != rule,
        runners=runners,
    )


def _before(work: Work, name: str, area: str, asked: Stretch) -> tuple[Mapping[str, object] | None, Sequence[Runner]]:
    frozen = heat(work, name, area, asked.first)
    if frozen is not None:
        old = kept(work, frozen)
        return {"race": old.race, "sheet": old.sheet}, old.runners
    book = yardsticks.book(work, asked.first)
    if name not in book.races:
        return None, ()
    race, tables = book.races[name], yardsticks.tables(work, area, asked, work.now, whole=True)
    rule = {"race": dict(book.bodies[f"race {name}"]), "sheet": dict(book.bodies[f"sheet {race.sheet}"])}
    return rule, _runners(book, race, tables, asked, work.now)


def _runners(book: Book, race: Race, tables: Tables, asked: Stretch, as_of: datetime) -> list[Runner]:
    by, framed = By(race.among), yardsticks.framed(tables, asked, as_of)
    filled = sheets.fill(book, book.sheets[race.sheet], counting.count(book, framed, by))
    return rules.placed(race, filled, rankings.of(book, framed, by, race.yardstick))
