"""What may stand in the form of a detector, and the detectors it becomes. Pure."""

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from cityloop.kit.errors import Refused, Unreadable
from cityloop.rulebook import Dated, Detector, Parameter, Playbook, Signal, Warning
from cityloop.rulebook.definitions import Look
from cityloop.rulebook.expressions import NotUnderstood, understand
from cityloop.rulebook.kinds import ALWAYS, KINDS, MOST, Asked, Kind, Written, unit_of

NAME = re.compile(r"own\.[a-z][a-z0-9_]{0,40}")
OWN_PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,30}")
EARLIEST = date(2000, 1, 1)
CORNERS = (3, 500)
AREA = re.compile(r"\d{2}|\d{6}|\d{9}|\d{12}|\d{15}")

T = TypeVar("T")


class NothingFound(Refused):
    """A detector is kept once it has shown that it finds something: in {readings} readings it found nothing."""

    status = 422


class NotTheSameKind(Refused):
    """{name} is of the kind {kind}; another kind is another detector and wants another name."""


class NoSuchVersion(Refused):
    """{name} has no version {version}."""

    status = 404


class NeverInForce(Refused):
    """{name} was never in force, so there is nothing to retire."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A rung above the first: another warning from other numbers on, such as a higher limit held for longer, or another value
    of a parameter that only this condition has."""

    warning: int
    values: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Form:
    """A detector as it is written down. `values` are numbers by the names its kind asks for."""

    name: str
    kind: str
    titles: Mapping[str, str]  # language: what it is called
    signals: tuple[str, ...]
    values: Mapping[str, float]
    playbook: str
    warning: int
    quiet_s: float = 600.0
    area: str = ""
    way: str = ""
    holds: str = ""
    measure: str = ""
    own: Mapping[str, float] = field(default_factory=dict)  # parameters only this condition has
    fence: tuple[tuple[float, float], ...] = ()
    fenced: tuple[str, ...] = ()  # codes of areas; each is a fence of its own
    rungs: tuple[Rung, ...] = ()


def detectors(
    form: Form, signals: Mapping[str, Signal], playbooks: Mapping[str, Playbook], since: date, source: str
) -> tuple[Detector, ...]:
    """What the form becomes: a detector for each rung, the first under the form's own name.

    Its numbers hold from `since` on (and for the past that is read again), from `source`. Raises Unreadable with a
    sentence.
    """
    kind = _kind(form)
    reads = tuple(_known("signal", name, signals) for name in form.signals)
    playbook = _known("playbook", form.playbook, playbooks)
    if form.name in signals or not NAME.fullmatch(form.name):
        raise Unreadable(why="A detector is called like own.hot_pumps: own, a dot, small letters, digits and lines.")
    if not all(form.titles.get(language, "").strip() for language in ("zh", "en")):
        raise Unreadable(why="Say in both languages what it is called.")
    if not 0 <= form.quiet_s <= 7 * 86_400:
        raise Unreadable(why="The quiet time is from none to seven days.")
    first = Detector(
        name=form.name,
        reads=(*kind.also, *reads),
        step=_step(form, kind, reads),
        parameters=_parameters(form, kind, reads, since, source),
        playbook=playbook,
        warning=_warning(form.warning),
        quiet=timedelta(seconds=form.quiet_s),
        unit=unit_of(kind.unit, reads),
        area=form.area,
        fences=form.fenced,
        still=kind.still,
        together=kind.together,
    )
    return (first, *(_rung(form, kind, first, rung, since, source) for rung in form.rungs))


def doubts(form: Form) -> tuple[str, ...]:
    """What is allowed and probably not meant."""
    if form.kind != "condition":
        return ()
    return understand(form.holds, (*form.signals, *form.own, *ALWAYS)).warnings


def _kind(form: Form) -> Kind:
    kind = KINDS.get(form.kind)
    if kind is None:
        raise Unreadable(why=f"There is no kind {form.kind}. There are: {', '.join(KINDS)}.")
    least, most = kind.signals
    if not least <= len(form.signals) <= most or len(set(form.signals)) < len(form.signals):
        raise Unreadable(why=f"The kind {kind.name} reads {least if least == most else f'{least} to {most}'} different signals.")
    if kind.ways and form.way not in ("", *kind.ways):
        raise Unreadable(why=f"The way is one of: {', '.join(kind.ways)}.")
    _fenced(form, kind)
    return kind


def _fenced(form: Form, kind: Kind) -> None:
    if "fence" not in kind.says:
        if form.fence or form.fenced:
            raise Unreadable(why=f"The kind {kind.name} has no fence.")
        return
    if form.fence and form.fenced:
        raise Unreadable(why="A fence is drawn, or it is areas; not both.")
    if not form.fenced and not CORNERS[0] <= len(form.fence) <= CORNERS[1]:
        raise Unreadable(why=f"A fence has {CORNERS[0]} to {CORNERS[1]} corners, or names areas by their codes.")
    if not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in form.fence):
        raise Unreadable(why="A corner has lon from -180 to 180 and lat from -90 to 90.")
    if not all(AREA.fullmatch(code) for code in form.fenced):
        raise Unreadable(why="A code of an area has 2, 6, 9, 12 or 15 digits.")
    ordered = sorted(form.fenced)
    for code, after in itertools.pairwise(ordered):
        if after.startswith(code):
            raise Unreadable(why=f"The area {after} lies in {code}: name one of them.")


def _step(form: Form, kind: Kind, reads: tuple[Signal, ...]) -> Look:
    written = Written(signals=reads, way=form.way, holds=form.holds, measure=form.measure, fence=form.fence, own=tuple(form.own))
    try:
        return kind.bind(written)
    except NotUnderstood as why:
        raise Unreadable(why=str(why)) from None


def _parameters(form: Form, kind: Kind, reads: tuple[Signal, ...], since: date, source: str) -> tuple[Parameter, ...]:
    asked = {one.name: one for one in kind.asks}
    wrong = [name for name in form.values if name not in asked]
    if wrong:
        raise Unreadable(why=f"The kind {kind.name} does not ask for {', '.join(wrong)}.")
    for name in form.own:
        if not OWN_PARAMETER.fullmatch(name) or name in asked or name in ALWAYS or kind.name != "condition":
            raise Unreadable(why=f"`{name}` cannot be a parameter of its own here.")
    own = [Asked(name=name, unit="1", least=-MOST, most=MOST) for name in form.own]
    said = {**form.values, **form.own}
    found = [_parameter(one, said, reads, since, source) for one in (*asked.values(), *own)]
    _in_pairs(form)
    return tuple(one for one in found if one is not None)


def _parameter(asked: Asked, said: Mapping[str, float], reads: tuple[Signal, ...], since: date, source: str) -> Parameter | None:
    number = said.get(asked.name, asked.usual)
    if number is None:
        if asked.needed:
            raise Unreadable(why=f"Say how much {asked.name} is.")
        return None
    if not math.isfinite(number) or not asked.least <= number <= asked.most:
        raise Unreadable(why=f"{asked.name} lies between {asked.least:g} and {asked.most:g}.")
    history = tuple(Dated(since=day, value=float(number), source=source) for day in sorted({EARLIEST, since}))
    unit = unit_of(asked.unit, reads)
    return Parameter(name=asked.name, unit=unit, least=asked.least, most=asked.most, history=history)


def _in_pairs(form: Form) -> None:
    if form.kind == "threshold" and "release" in form.values:
        wrong = (
            form.values["release"] < form.values["limit"]
            if form.way == "below"
            else form.values["release"] > form.values["limit"]
        )
        if wrong:
            raise Unreadable(why="The way back (release) lies on the calm side of the limit.")
    if form.kind == "fence" and ("from_h" in form.values) != ("to_h" in form.values):
        raise Unreadable(why="Forbidden hours have a beginning and an end.")


def _rung(form: Form, kind: Kind, first: Detector, rung: Rung, since: date, source: str) -> Detector:
    warning = _warning(rung.warning)
    if warning >= first.warning:
        raise Unreadable(why="A further rung has a graver warning than the first.")
    own = {name: value for name, value in rung.values.items() if name in form.own}
    values = {name: value for name, value in rung.values.items() if name not in own}
    higher = replace(form, values={**form.values, **values}, own={**form.own, **own})
    parameters = _parameters(higher, kind, first.reads[len(kind.also) :], since, source)
    return replace(first, name=f"{form.name}.{warning.name}", warning=warning, parameters=parameters)


def _warning(number: int) -> Warning:
    if number not in list(Warning):
        raise Unreadable(why="A warning is 1 (red), 2 (orange), 3 (yellow) or 4 (blue).")
    return Warning(number)


def _known(what: str, name: str, among: Mapping[str, T]) -> T:
    if name not in among:
        raise Unreadable(why=f"There is no {what} {name}.")
    return among[name]


def released(detector: Detector, version: int, *, live: bool) -> Detector:
    """The detector as a ruling puts it in force; each ruling begins with an empty state."""
    return replace(detector, version=version, retired=not live)
