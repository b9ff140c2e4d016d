"""Plans as bodies, which is how they are shipped, kept and sent. What does not hold together is refused in sentences."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cityloop.rulebook.definitions import Level, Step, Warning
from cityloop.rulebook.limits import Limit, NotALimit
from cityloop.rulebook.plans.plan import Party, Plan, Response, Seat, View

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
COLOURS = ("red", "orange", "yellow", "blue")
LAYERS = ("alerts", "cases", "people", "devices", "areas")
NEAREST, FARTHEST = 9.0, 18.0  # zooms of the map
MOST = 60  # steps or groups of a level
LONGEST = 40  # of a name

Body = Mapping[str, Any]


class NotAPlan(ValueError):
    """The body says nothing a city could do; the message says why, in sentences."""


@cache
def shipped() -> Mapping[str, Plan]:
    """The plans that every city begins with, by name."""
    read = [read_body(body) for body in bodies().values()]
    return {plan.name: plan for plan in read}


@cache
def bodies() -> Mapping[str, Body]:
    """The same as they are written down."""
    said = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(HERE.glob("*.toml"))]
    return {str(body["name"]): body for body in said}


def words(plan: Plan, language: str) -> dict[str, str]:
    """What the plan, its levels, steps and groups are called, under names of the plan's own."""
    said = plan.words.get(language, {})
    return {f"plan.{plan.name}" if name == "title" else f"plan.{plan.name}.{name}": text for name, text in said.items()}


def read_body(body: Body) -> Plan:
    """The plan a body says. Raises NotAPlan with everything that is wrong in itself; who holds what is asked by `faults`."""
    try:
        plan = _read(body)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError) as why:
        said = f"{why} is missing" if isinstance(why, KeyError) else f"{why}"
        said = f"{said} is no time limit" if isinstance(why, NotALimit) else said
        raise NotAPlan(f"This cannot be read: {said}.") from why
    wrong = list(_wrong(plan))
    if wrong:
        raise NotAPlan(" ".join(wrong))
    return plan


def _read(body: Body) -> Plan:
    name = str(body["name"])
    levels = [_response(name, one) for one in body["level"]]
    if len({one.warning for one in levels}) < len(levels):
        raise ValueError("a level is there twice")
    return Plan(
        name=name,
        lead=_seat(body["lead"]),
        matters=tuple(map(str, body.get("matters", ()))),
        detectors=tuple(map(str, body.get("detectors", ()))),
        responses={one.warning: one for one in sorted(levels, key=lambda one: one.warning)},
        words={language: {str(key): str(text) for key, text in body["words"][language].items()} for language in LANGUAGES},
    )


def _response(plan: str, one: Body) -> Response:
    return Response(
        warning=Warning[str(one["warning"])],
        also=Warning[str(one["also"])] if one.get("also") else None,
        reassess=Limit.read(str(one["reassess"])),
        steps=tuple(_step(plan, said) for said in one.get("step", ())),
        groups=tuple(
            Party(name=f"plan.{plan}.group.{said['name']}", seats=tuple(map(_seat, said["seats"])))
            for said in one.get("group", ())
        ),
        tells=tuple(map(_seat, one.get("tells", ()))),
        view=View(zoom=float(one.get("zoom", View.zoom)), layers=tuple(map(str, one.get("layers", ())))),
    )


def _step(plan: str, said: Body) -> Step:
    seat = _seat(said["who"])
    within, name = Limit.read(str(said["within"])), f"plan.{plan}.step.{said['name']}"
    return Step(name=name, duty=seat.duty, level=seat.level, within=within, photo=bool(said.get("photo", False)))


def _seat(said: object) -> Seat:
    """A seat as it is written: `clerk@street`."""
    duty, at, level = str(said).partition("@")
    if not at or level not in set(Level):
        raise ValueError(f"{said} says no duty and level, as clerk@street does")
    return Seat(duty, Level(level))


def _wrong(plan: Plan) -> Iterator[str]:
    if not plan.name.isidentifier() or not plan.name.isascii() or len(plan.name) > LONGEST:
        yield "The name of a plan is a short word of letters, digits and underscores."
    if not plan.responses:
        yield "A plan has at least one level."
    for response in plan.responses.values():
        yield from _wrong_with(plan, response)
    for language in LANGUAGES:
        missing = sorted(_named(plan) - {name for name, text in words(plan, language).items() if text.strip()})
        if missing:
            yield f"Words are missing in {language}: {', '.join(missing[:5])}."


def _wrong_with(plan: Plan, response: Response) -> Iterator[str]:
    colour = response.warning.name
    if response.also is not None and (response.also <= response.warning or response.also not in plan.responses):
        yield f"Level {colour} can only include a milder level of the plan."
        return
    steps, groups = plan.steps(response.warning), plan.groups(response.warning)
    if not steps:
        yield f"Level {colour} has no tasks."
    if max(len(steps), len(groups)) > MOST:
        yield f"Level {colour} has more than {MOST} tasks or groups."
    if len({step.name for step in steps}) < len(steps):
        yield f"Level {colour} has a task twice."
    if any(not group.seats for group in groups):
        yield f"Level {colour} has a group without anybody."
    if not NEAREST <= response.view.zoom <= FARTHEST or not set(response.view.layers) <= set(LAYERS):
        yield f"Level {colour} shows a map that there is not."


def _named(plan: Plan) -> set[str]:
    named = {f"plan.{plan.name}"}
    for response in plan.responses.values():
        named |= {f"plan.{plan.name}.when.{response.warning.name}", *(step.name for step in response.steps)}
        named |= {group.name for group in response.groups}
    return named


def faults(plan: Plan, known: Collection[str], held: Collection[str] | None = None) -> list[str]:
    """What keeps a city from following the plan: duties it does not know, or, where it is said which are held, that are not."""
    strange = sorted(plan.duties - set(known))
    empty = sorted(plan.duties - set(strange) - set(held)) if held is not None else []
    said = [f"There is no duty {duty}." for duty in strange]
    return said + [f"Nobody could be called for {duty}: no one holds it." for duty in empty]
