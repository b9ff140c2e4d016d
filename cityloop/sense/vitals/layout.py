"""Layout: the vital signs of a day as rows, the areas as columns, and what each formula asks of which signal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

import numpy as np

from cityloop.kernels.columns import Floats, Ints, Longs
from cityloop.kernels.lamps import Ways
from cityloop.kernels.rollup import NOWHERE, Taps
from cityloop.kit.frames import Names
from cityloop.rulebook import Signal, Warning
from cityloop.rulebook.bodies import understood
from cityloop.rulebook.expressions import Expression
from cityloop.rulebook.vitals import LEVELS, How, Input, Lamp, RollUp, VitalSign

COLOURS = tuple(warning.name for warning in sorted(Warning, reverse=True))  # blue first
SILENT_CYCLES, SILENT_LEAST_MS = 3, 60_000  # a series that has missed three readings no longer counts
NONE_BELOW, NONE_ABOVE = np.iinfo(np.int64).min, np.iinfo(np.int64).max
MILLION = 1_000_000


class Tree(NamedTuple):
    """The areas down to the street, the city first, each after the one above it."""

    codes: tuple[str, ...]
    place: Mapping[str, int]
    parent: Ints  # NOWHERE for the city
    level: Ints  # 0 city, 1 district, 2 street

    @classmethod
    def of(cls, codes: Iterable[str], city: str) -> "Tree":
        """From the codes of districts and streets in any order."""
        ordered = (city, *sorted(codes, key=lambda code: (len(code), code)))
        place = {code: row for row, code in enumerate(ordered)}
        parent = np.array([place.get(code[:6], 0) if len(code) > 6 else 0 for code in ordered], np.int32)
        parent[0] = NOWHERE
        level = np.array([0 if code == city else 1 if len(code) == 6 else 2 for code in ordered], np.int32)
        return cls(ordered, place, parent, level)

    def places_of(self, codes: Iterable[str]) -> Ints:
        """Where areas of any level belong: to their street, their district or the city."""
        return np.array([self.place.get(code[:9], self.place.get(code[:6], 0)) for code in codes], np.int32)

    def below(self, code: str) -> list[str]:
        """The areas one level below."""
        row = self.place.get(code)
        return [] if row is None else [self.codes[one] for one in np.flatnonzero(self.parent == row)]


class Use(NamedTuple):
    """A name in a formula: a tap taken in some way, or the row of another vital sign. `all_of` is the tap of all there is."""

    name: str
    tap: int
    how: How
    vital: int
    all_of: int


class Lit(NamedTuple):
    """A lamp made ready: its limits of the day in each area by spell, the last for when there is none."""

    lamp: Lamp
    ways: Ways
    limits: tuple[Floats, ...]  # f8[4, area] each


class Layout(NamedTuple):
    """Vital signs in an order in which each comes after those it reads."""

    tree: Tree
    vitals: tuple[VitalSign, ...]
    row: Mapping[str, int]
    formulas: tuple[Expression, ...]
    uses: tuple[tuple[Use, ...], ...]
    taps: Taps
    tap_names: tuple[str, ...]
    tap_cycle: Longs  # ms of the cycle over which a tap adds up, 0 for none
    read_by: tuple[tuple[int, ...], ...]  # tap: rows to work out anew, in order
    cycle: Longs  # ms of each vital sign
    silent: Longs  # by signal: ms after which a series no longer counts
    lit: tuple[Lit | None, ...]
    kin: tuple[int, ...]  # rows of one kin are worked out together; kins stand in an order in which they can be

    @property
    def tapped(self) -> list[int]:
        """The numbers of the signals that anything is asked of."""
        return np.flatnonzero(np.diff(self.taps.first)).tolist()


class Tap(NamedTuple):
    signal: str
    above: float | None = None
    below: float | None = None
    during_s: float = 0.0
    edge: bool = False

    @property
    def name(self) -> str:
        return f"{self.signal}|{self.above}|{self.below}|{self.during_s:g}|{self.edge}"


def layout(vitals: Mapping[str, VitalSign], signals: Mapping[str, Signal], names: Names, tree: Tree, day: date) -> Layout:
    """Everything made ready for a day. A vital sign that reads what is not there, or itself, is left out."""
    ordered = _in_order(vitals, signals)
    row = {one.name: place for place, one in enumerate(ordered)}
    taps: dict[Tap, int] = {}
    uses = tuple(tuple(_use(one, given, row, taps) for given in one.inputs) for one in ordered)
    return Layout(
        tree=tree,
        vitals=ordered,
        row=row,
        formulas=tuple(understood(one.formula, tuple(given.name for given in one.inputs)) for one in ordered),
        uses=uses,
        taps=_numbered(list(taps), names),
        tap_names=tuple(tap.name for tap in taps),
        tap_cycle=np.array([round(tap.during_s * 1000) for tap in taps], np.int64),
        read_by=_readers(uses, len(taps)),
        cycle=np.array([round(one.cycle.total_seconds() * 1000) for one in ordered], np.int64),
        silent=_silent(list(taps), signals, names),
        lit=tuple(_lit(one.lamp, tree, day) for one in ordered),
        kin=_kin(ordered, uses),
    )


def _in_order(vitals: Mapping[str, VitalSign], signals: Mapping[str, Signal]) -> tuple[VitalSign, ...]:
    good = dict(vitals)
    while lost := [one.name for one in good.values() if any(g.reads not in signals and g.reads not in good for g in one.inputs)]:
        for name in lost:
            del good[name]
    reads = {one.name: sorted({given.reads for given in one.inputs} & set(good)) for one in good.values()}
    while True:
        try:
            return tuple(good[name] for name in TopologicalSorter(reads).static_order())
        except CycleError as circle:
            for name in circle.args[1]:
                good.pop(name, None)
                reads.pop(name, None)
            reads = {name: [other for other in others if other in good] for name, others in reads.items()}


def _use(vital: VitalSign, given: Input, row: Mapping[str, int], taps: dict[Tap, int]) -> Use:
    if given.reads in row:
        return Use(given.name, NOWHERE, given.how, row[given.reads], NOWHERE)
    during_s = vital.cycle.total_seconds() if given.during else 0.0
    edge = given.how in (How.min, How.max)
    tap = taps.setdefault(Tap(given.reads, given.above, given.below, during_s, edge), len(taps))
    return Use(given.name, tap, given.how, NOWHERE, taps.setdefault(Tap(given.reads), len(taps)))


def _numbered(taps: Sequence[Tap], names: Names) -> Taps:
    signal = names.numbers([tap.signal for tap in taps]) if taps else np.zeros(0, np.int32)
    order = np.argsort(signal, kind="stable").astype(np.int32)
    first = np.searchsorted(signal[order], np.arange(int(signal.max(initial=-1)) + 2)).astype(np.int64)
    edges = np.cumsum([tap.edge for tap in taps]) - 1
    return Taps(
        first,
        order,
        np.array([NONE_BELOW if tap.above is None else round(tap.above * MILLION) for tap in taps], np.int64),
        np.array([NONE_ABOVE if tap.below is None else round(tap.below * MILLION) for tap in taps], np.int64),
        np.array([tap.during_s > 0 for tap in taps], np.bool_),
        np.where([tap.edge for tap in taps], edges, NOWHERE).astype(np.int32),
    )


def _kin(vitals: Sequence[VitalSign], uses: Sequence[Sequence[Use]]) -> tuple[int, ...]:
    """The kin of each row: its formula, what it takes and how it rolls up. Who reads vital signs, or counts lamps by limits
    of its own, is of no other's kin, and comes after all others in its order."""
    numbers: dict[tuple[object, ...], int] = {}
    found = []
    for row, (vital, used) in enumerate(zip(vitals, uses, strict=True)):
        if vital.rolls_up == RollUp.count or any(use.vital != NOWHERE for use in used):
            found.append(len(vitals) + row)
            continue
        takes = tuple((use.name, use.how) for use in used)
        rises = vital.lamp is None or vital.lamp.rises
        about = (vital.formula, takes, vital.rolls_up, vital.weight, vital.base, rises)
        found.append(numbers.setdefault(about, len(numbers)))
    return tuple(found)


def _readers(uses: Sequence[Sequence[Use]], taps: int) -> tuple[tuple[int, ...], ...]:
    """For each tap the rows that must be worked out anew when it changes: who reads it, and who reads those."""
    by_tap: list[set[int]] = [set() for _ in range(taps)]
    feeds: list[set[int]] = []  # row: taps that reach it
    for row, used in enumerate(uses):
        reached = {tap for use in used for tap in (use.tap, use.all_of) if tap != NOWHERE}
        reached |= {tap for use in used if use.vital != NOWHERE for tap in feeds[use.vital]}
        feeds.append(reached)
        for tap in reached:
            by_tap[tap].add(row)
    return tuple(tuple(sorted(rows)) for rows in by_tap)


def _silent(taps: Sequence[Tap], signals: Mapping[str, Signal], names: Names) -> Longs:
    wanted = {names.number(tap.signal): signals[tap.signal] for tap in taps}
    silent = np.full(max(wanted, default=-1) + 1, NONE_ABOVE)
    for number, signal in wanted.items():
        silent[number] = max(round(signal.expect_every.total_seconds() * 1000) * SILENT_CYCLES, SILENT_LEAST_MS)
    return silent


def _lit(lamp: Lamp | None, tree: Tree, day: date) -> Lit | None:
    if lamp is None:
        return None
    plain = np.full((len(COLOURS), len(tree.codes)), np.nan)
    for limit in lamp.limits:
        held = [dated for dated in limit.history if dated.since <= day]
        if held:
            where = tree.codes if limit.local else ("",)
            places = [limit.on(day, code) if any(code.startswith(one.area) for one in held) else np.nan for code in where]
            plain[COLOURS.index(limit.name)] = places if limit.local else places[0]
    spells = []
    for spell in lamp.calendar:
        limits = np.full_like(plain, np.nan) if spell.off else plain.copy()
        for colour, value in spell.limits.items():
            limits[COLOURS.index(colour)] = value
        spells.append(limits)
    ways = Ways(lamp.rises, lamp.up_s, lamp.down_s, lamp.clear_s, lamp.hysteresis)
    return Lit(lamp, ways, (*spells, plain))


def level_row(vital: VitalSign) -> int:
    return LEVELS.index(vital.base)
