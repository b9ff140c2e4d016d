"""How a race is run: who is placed where, who carries a flag, and why a place is another than the month before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cityloop.kit.errors import Refused
from cityloop.rulebook.scoring import Race, read_race
from cityloop.supervise.rankings.rules import Ranked
from cityloop.supervise.sheets.rules import Sheet

ABOVE = {"district": (2,), "street": (6,), "duty": (2, 6), "post": (2, 6)}  # digits of the areas in which such runners run
CLOSE = 1e-6  # totals nearer than this are the same


class NoSuchRace(Refused):
    """The race {race} is run in another kind of area than {area}."""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Runner:
    """One that runs: points by mark, the place (0: too few cases), the place adjusted for the mix of cases (0: none), the flag,
    what the month before gave, and with whom places were changed."""

    group: str
    cases: int
    total: float
    marks: Mapping[str, float]
    place: int = 0
    adjusted: int = 0
    flag: str = ""
    before: Mapping[str, Any] | None = None
    gained: Mapping[str, float] = field(default_factory=dict)
    overtook: tuple[str, ...] = ()
    overtaken_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Run:
    """A month of a race: the rule it was run by as it was read, the definitions' digest, and the runners, first place first."""

    race: Mapping[str, Any]
    sheet: Mapping[str, Any]
    first: str
    area: str
    as_of: str
    book: str
    rule_changed: bool
    runners: tuple[Runner, ...]

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def admit(race: Race, area: str) -> None:
    if len(area) not in ABOVE[race.among]:
        raise NoSuchRace(race=race.name, area=area)


def placed(race: Race, sheets: Sequence[Sheet], ranked: Sequence[Ranked]) -> list[Runner]:
    """Everybody by points; who has fewer cases than the rule asks for has no place, equal totals share one."""
    known = {one.group: one for one in ranked}
    found: list[Runner] = []
    full = sorted(sheets, key=lambda one: (_few(race, known.get(one.group)), -one.total, one.group))
    for number, sheet in enumerate(full, start=1):
        line = known.get(sheet.group)
        place = 0 if _few(race, line) else number
        if found and found[-1].place and place and abs(found[-1].total - sheet.total) < CLOSE:
            place = found[-1].place
        marks = {mark.name: mark.points for mark in sheet.marks}
        cases, adjusted = (line.cases, line.place) if line else (0, 0)
        found.append(Runner(group=sheet.group, cases=cases, total=sheet.total, marks=marks, place=place, adjusted=adjusted))
    return [replace(one, flag=_flag(race, one, [each for each in found if each.place])) for one in found]


def _few(race: Race, line: Ranked | None) -> bool:
    return line is None or line.cases < max(race.least, 1)


def _flag(race: Race, one: Runner, running: Sequence[Runner]) -> str:
    """Red for the first places, yellow for the last ones that are not red. Where the rule asks to be sure nobody is yellow whom
    the adjusted ranking cannot tell from the best."""
    if not one.place:
        return ""
    if one.place <= race.red:
        return "red"
    last = one.place > len(running) - race.yellow
    return "yellow" if last and not (race.sure and one.adjusted == 1) else ""


def compared(now: Sequence[Runner], before: Sequence[Runner]) -> tuple[Runner, ...]:
    """What changed since the month before: points gained by mark, and who overtook whom."""
    was = {one.group: one for one in before}
    return tuple(_compared(one, was, now) for one in now)


def _compared(one: Runner, was: Mapping[str, Runner], now: Sequence[Runner]) -> Runner:
    old = was.get(one.group)
    if old is None:
        return one
    gained = {name: round(one.marks.get(name, 0.0) - old.marks.get(name, 0.0), 6) for name in one.marks.keys() | old.marks.keys()}
    both = [each for each in now if each.place and (was.get(each.group) or each).place and each.group in was]
    if not (one.place and old.place):
        both = []
    return replace(
        one,
        before={"place": old.place, "total": old.total, "adjusted": old.adjusted, "flag": old.flag},
        gained=dict(sorted((name, points) for name, points in gained.items() if points)),
        overtook=tuple(each.group for each in both if was[each.group].place < old.place and each.place > one.place),
        overtaken_by=tuple(each.group for each in both if was[each.group].place > old.place and each.place < one.place),
    )


def race_of(run: Run) -> Race:
    """The rule a run was run by."""
    return read_race(run.race)


def read(said: Mapping[str, Any]) -> Run:
    """A run as it was kept."""
    return Run(**{**said, "runners": tuple(map(_runner, said["runners"]))})


def _runner(said: Mapping[str, Any]) -> Runner:
    one = Runner(**said)
    return replace(one, overtook=tuple(one.overtook), overtaken_by=tuple(one.overtaken_by))
