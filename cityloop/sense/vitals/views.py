"""How vital signs look from outside: counted by board and track, and each number explained down to what was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import numpy as np

from cityloop.kernels import rollup
from cityloop.kernels.columns import State
from cityloop.kernels.lamps import DEGREES, NO_TIME
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas import queries as areas
from cityloop.rulebook import bodies
from cityloop.rulebook.vitals import RollUp, Title, VitalSign
from cityloop.sense.alerts.rules import moment
from cityloop.sense.vitals import queries, rules
from cityloop.sense.vitals.layout import COLOURS, Layout, Use, level_row
from cityloop.sense.vitals.queries import Beat
from cityloop.sense.vitals.schemas import (
    AreaLampOut,
    BeatOut,
    BelowOut,
    BoardOut,
    DefinitionOut,
    ExplanationOut,
    InputOut,
    LampOut,
    LimitOut,
    OverviewOut,
    PlacementOut,
    SpokenOut,
    TitleOut,
    TrackOut,
    VersionOut,
)
from cityloop.sense.vitals.working import column_of

SHOWN = 30  # subjects listed in an explanation


def warning(lamp: int) -> int:
    """0 calm, else 1 red … 4 blue: the state counts how bad, the screen speaks of warning levels."""
    return 0 if lamp == 0 else DEGREES + 1 - lamp


def when(at: int) -> datetime | None:
    return moment(at) if at > 0 else None


def title(said: Title) -> TitleOut:
    return TitleOut(zh=said.get("zh", ""), en=said.get("en", ""))


def named(work: Work, code: str) -> str:
    found = areas.area_map(work).area(code) if areas.mapped(work) else None
    return found.name if found else ""


def beat_line(one: Beat) -> BeatOut:
    vital = one.vital
    return BeatOut(
        name=vital.name,
        title=title(vital.title),
        track=vital.track,
        owner=vital.owner,
        area=one.area,
        origin=one.origin,
        value=one.value,
        unit=vital.unit,
        decimals=vital.decimals,
        warning=warning(one.lamp),
        at=when(one.at),
        since=when(one.turned),
        cycle_s=vital.cycle.total_seconds(),
        trend=one.trend,
    )


def overview(work: Work, area: str) -> OverviewOut:
    """Boards, tracks and areas with their lamps, counted over what the one who works may see."""
    beats = queries.beats(work, area)
    scope = scope_of(work)
    ways_up = [code for code in (areas.CITY, area[:6], area[:9]) if len(code) <= len(area) and queries.sees(scope, code)]
    chain = [AreaLampOut(code=code, name=named(work, code), warning=0) for code in dict.fromkeys(ways_up)]
    below = [
        AreaLampOut(code=code, name=named(work, code), warning=warning(lamp))
        for code, lamp in queries.lamps_below(work, area).items()
    ]
    return OverviewOut(
        area=area,
        area_name=named(work, area),
        level=rules.level_of(area),
        version=queries.version_of_state(work),
        at=work.now,
        chain=chain,
        boards=_boards(work, beats),
        below=below,
    )


def _boards(work: Work, beats: Sequence[Beat]) -> list[BoardOut]:
    found = []
    for board in work.rulebook.boards.values():
        tracks = [track for track in work.rulebook.tracks.values() if track.board == board.name]
        mine = {track.name: [one for one in beats if one.vital.track == track.name] for track in tracks}
        shown = [
            TrackOut(name=t.name, title=title(t.title), under=t.under, lead=t.lead, **_counted(mine[t.name]))
            for t in tracks
            if mine[t.name]
        ]
        everything = [one for each in mine.values() for one in each]
        found.append(BoardOut(name=board.name, title=title(board.title), tracks=shown, **_counted(everything)))
    return found


def _counted(beats: Sequence[Beat]) -> dict[str, Any]:
    lamps: dict[int, int] = {}
    for one in beats:
        if one.value is not None:
            lamps[warning(one.lamp)] = lamps.get(warning(one.lamp), 0) + 1
    return {"lamps": lamps, "unknown": sum(one.value is None for one in beats)}


def definition(work: Work, name: str) -> DefinitionOut:
    """What it is, what it has been, and where it was handed on to."""
    versions = work.rulebook.versions.get(name) or (queries.get(work, name),)
    held = work.rulebook.vitals_on(work.today).get(name)
    last = held or versions[-1]
    track = work.rulebook.tracks.get(last.track)
    now = max((place for place, one in enumerate(versions) if one.since <= work.today), default=-1) if held else -1
    return DefinitionOut(
        name=name,
        title=title(last.title),
        board=track.board if track else "",
        track=last.track,
        body=bodies.body_of(last),
        versions=[
            VersionOut(since=one.since, until=_until(versions, place), now=place == now, body=bodies.body_of(one))
            for place, one in enumerate(versions)
        ],
        placements=[PlacementOut.model_validate(one) for one in queries.placements_of(work, name, last.track)],
    )


def _until(versions: Sequence[VitalSign], place: int) -> Any:
    return versions[place].until or (versions[place + 1].since if place + 1 < len(versions) else None)


def explanation(work: Work, name: str, area: str) -> ExplanationOut:
    """The number opened: formula, inputs, lamp, the areas below and what was read, as far as the one who works may see."""
    beat = queries.beat(work, name, area)
    plan, state = queries.plan_of(work), work.frames.states.of(queries.READER)[0]
    vital = beat.vital
    row, column = plan.row.get(name), plan.tree.place.get(area)
    held = row is not None and column is not None and "value" in state and np.asarray(state["value"]).shape[0] == len(plan.vitals)
    inputs = [_input(work, state, plan, use, int(column or 0)) for use in plan.uses[row]] if held and row is not None else []
    rolled = vital.rolls_up != RollUp.ratio and column is not None and plan.tree.level[column] < level_row(vital)
    subjects, more = _subjects(work, state, plan, row, area) if held and row is not None else ([], 0)
    versions = [one for one in work.rulebook.versions[name] if one.since <= work.today]
    return ExplanationOut(
        beat=beat_line(beat),
        area_name=areas.title(work, area) if area != areas.CITY and areas.mapped(work) else "",
        formula=vital.formula,
        filled=_filled(vital.formula, inputs),
        rolls_up=vital.rolls_up.value,
        rolled=bool(rolled),
        base=vital.base,
        source=vital.source,
        version=len(versions),
        version_since=versions[-1].since,
        inputs=inputs,
        lamp=_lamp(work, state, plan, row, int(column or 0)) if held and row is not None else None,
        below=_below(work, state, plan, row, area) if held and row is not None else [],
        subjects=subjects,
        more_subjects=more,
    )


def _input(work: Work, state: State, plan: Layout, use: Use, column: int) -> InputOut:
    if use.vital != rollup.NOWHERE:
        source = plan.vitals[use.vital]
        value, at = (cast("Any", state[name])[use.vital, column] for name in ("value", "at"))
        about: dict[str, Any] = {"reads": source.name, "vital": True, "unit": source.unit, "subjects": None, "above": None}
        about |= {"below": None, "during": False}
    else:
        signal, above, below, during, _ = plan.tap_names[use.tap].split("|")
        cell = cast("Any", state["whole"])[use.tap, column]
        value, at = column_of(state, plan, use, np.array([use.tap]))[column], cell[rollup.NEWEST]
        said = work.rulebook.signals.get(signal)
        about = {"reads": signal, "vital": False, "unit": said.unit if said else "", "subjects": int(cell[rollup.COUNT])}
        about |= {"above": _number(above), "below": _number(below), "during": during != "0"}
    shown = None if np.isnan(value) else float(value)
    return InputOut(name=use.name, how=use.how.value, value=shown, at=when(int(at)), **about)


def _number(said: str) -> float | None:
    return None if said == "None" else float(said)


def _filled(formula: str, inputs: Sequence[InputOut]) -> str:
    """The formula with the numbers in place of the names."""
    numbers = {one.name: "?" if one.value is None else f"{one.value:.6g}" for one in inputs}
    return rules.NAME.sub(lambda found: numbers.get(found[0], found[0]), formula)


def _lamp(work: Work, state: State, plan: Layout, row: int, column: int) -> LampOut | None:
    lit = plan.lit[row]
    if lit is None:
        return None
    lamp, code = lit.lamp, plan.tree.codes[column]
    spell = rules.spell_at(lamp, int(work.now.timestamp() * 1000))
    limits = lit.limits[-1 if spell is None else spell][:, column]
    since, quiet = cast("Any", state["since"])[row, column], int(cast("Any", state["quiet"])[row, column])
    shown = int(cast("Any", state["shown"])[row, column])
    rising = max((degree for degree in range(shown + 1, DEGREES + 1) if since[degree - 1] != NO_TIME), default=0)
    return LampOut(
        warning=warning(shown),
        since=when(int(cast("Any", state["turned"])[row, column])),
        rises=lamp.rises,
        up_s=lamp.up_s,
        down_s=lamp.down_s,
        clear_s=lamp.clear_s,
        hysteresis=lamp.hysteresis,
        limits=[
            _limit(work, plan.vitals[row], place, float(value), code) for place, value in enumerate(limits) if not np.isnan(value)
        ],
        spell="" if spell is None else lamp.calendar[spell].says,
        off=spell is not None and lamp.calendar[spell].off,
        rising_to=warning(rising),
        rising_since=when(int(since[rising - 1]) * 1000) if rising else None,
        quiet_since=when(quiet * 1000) if quiet != NO_TIME else None,
    )


def _limit(work: Work, vital: VitalSign, place: int, value: float, code: str) -> LimitOut:
    parameter = vital.lamp.limit(rules.warning_of(COLOURS[place])) if vital.lamp else None
    held = [one for one in parameter.history if one.since <= work.today and code.startswith(one.area)] if parameter else []
    said = max(held, key=lambda one: (len(one.area), one.since), default=None)
    level = warning(place + 1)
    if said is None:
        return LimitOut(warning=level, value=value, since=vital.since, source=vital.source, area="")
    return LimitOut(warning=level, value=value, since=said.since, source=said.source, area=said.area)


def _below(work: Work, state: State, plan: Layout, row: int, area: str) -> list[BelowOut]:
    scope, vital = scope_of(work), plan.vitals[row]
    found = []
    for code in plan.tree.below(area):
        if scope.covers(code, vital.owner):
            value = float(cast("Any", state["value"])[row, plan.tree.place[code]])
            lamp = int(cast("Any", state["shown"])[row, plan.tree.place[code]])
            found.append(
                BelowOut(code=code, name=named(work, code), value=None if np.isnan(value) else value, warning=warning(lamp))
            )
    return sorted(found, key=lambda one: (one.warning == 0, one.warning, one.value is None, one.code))


def _subjects(work: Work, state: State, plan: Layout, row: int, area: str) -> tuple[list[SpokenOut], int]:
    """What the subjects in the area said last, newest first, for every signal behind the number; and how many more."""
    within = np.array([code.startswith(area) for code in plan.tree.codes])
    if area == areas.CITY:
        within[:] = True
    series = cast("Any", state["series"])
    spoken, more = [], 0
    for signal in sorted(_signals(plan, row)):
        number = work.frames.signals.known(signal)
        slots = rollup.inside(series, -1 if number is None else number, within)
        newest = slots[np.argsort(-series[slots, rollup.AT], kind="stable")]
        more += max(0, newest.size - SHOWN)
        for key, at, value, _ in series[newest[:SHOWN]].tolist():
            subject = work.frames.subjects[(key - 1) & 0xFFFFFFFF]
            spoken.append(SpokenOut(signal=signal, subject=subject, value=value / rollup.SCALE, at=moment(at)))
    return spoken, more


def _signals(plan: Layout, row: int) -> set[str]:
    found: set[str] = set()
    for use in plan.uses[row]:
        found |= _signals(plan, use.vital) if use.vital != rollup.NOWHERE else {plan.tap_names[use.tap].split("|")[0]}
    return found
