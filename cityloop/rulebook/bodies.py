"""Bodies: a vital sign, a track, a board as plain texts and numbers and back, for tables, TOML and spreadsheets."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from cityloop.rulebook.definitions import Level, Warning
from cityloop.rulebook.expressions import Expression, NotUnderstood, understand
from cityloop.rulebook.parameters import Dated, Parameter
from cityloop.rulebook.vitals import FIRST_DAY, LEVELS, Board, How, Input, Lamp, RollUp, Spell, Track, VitalSign

Body = dict[str, Any]
COLOURS = tuple(warning.name for warning in sorted(Warning, reverse=True))  # blue first
SHORTEST_S = 10
LANGUAGES = ("zh", "en")


class NotADefinition(ValueError):
    """Why something cannot stand in the catalogue, as a sentence."""


@lru_cache(maxsize=20_000)
def understood(formula: str, names: tuple[str, ...]) -> Expression:
    """A formula over these names, read once however many share it. Raises NotUnderstood."""
    return understand(formula, names, "number")


def board(body: Mapping[str, Any]) -> Board:
    return Board(name=_text(body, "name"), title=_title(body))


def track(body: Mapping[str, Any]) -> Track:
    return Track(
        name=_text(body, "name"),
        board=_text(body, "board"),
        lead=_text(body, "lead"),
        title=_title(body),
        under=str(body.get("under", "")),
    )


def vital(body: Mapping[str, Any]) -> VitalSign:
    """A vital sign from its body. Raises NotADefinition with a sentence that says what is wrong with it."""
    try:
        found = _vital(body)
        names = [one.name for one in found.inputs]
        understood(found.formula, tuple(names))
    except NotUnderstood as fault:
        raise NotADefinition(f"Its formula: {fault}") from None
    except NotADefinition:
        raise
    except (KeyError, TypeError, ValueError) as fault:
        raise NotADefinition(f"It cannot be read: {fault!r}") from None
    _sound(found, names)
    return found


def _vital(body: Mapping[str, Any]) -> VitalSign:
    lamp = body.get("lamp")
    return VitalSign(
        name=_text(body, "name"),
        title=_title(body),
        track=_text(body, "track"),
        formula=_text(body, "formula"),
        inputs=tuple(_input(name, one) for name, one in body["inputs"].items()),
        unit=_text(body, "unit"),
        cycle=timedelta(seconds=float(body["cycle_s"])),
        owner=_text(body, "owner"),
        rolls_up=RollUp(body.get("rolls_up", "mean")),
        source=_text(body, "source"),
        weight=str(body.get("weight", "")),
        base=Level(body.get("base", "street")),
        levels=tuple(Level(one) for one in body.get("levels", LEVELS)),
        area=str(body.get("area", "")),
        decimals=int(body.get("decimals", 1)),
        lamp=_lamp(lamp, _text(body, "unit"), _text(body, "source")) if lamp else None,
        since=_day(body.get("since")) or FIRST_DAY,
        until=_day(body.get("until")),
    )


def _sound(one: VitalSign, names: Sequence[str]) -> None:
    if not one.levels or set(one.levels) - set(LEVELS) or one.base not in LEVELS:
        raise NotADefinition("Its levels are city, district and street.")
    if one.cycle.total_seconds() < SHORTEST_S or one.cycle.total_seconds() % SHORTEST_S:
        raise NotADefinition(f"Its cycle is a multiple of {SHORTEST_S} seconds.")
    if (one.rolls_up == RollUp.weighted) != (one.weight in names):
        raise NotADefinition("A weighted mean names one of its inputs as `weight`, and no other does.")
    for lamp in filter(None, [one.lamp]):
        known = [(limit.on(date.max), limit.name) for limit in lamp.limits]
        inside = [value for value, _ in known]
        if inside != sorted(inside, reverse=not lamp.rises):
            raise NotADefinition("The limits of its lamp go the wrong way: blue is nearest to what is usual, red farthest.")
        for spell in lamp.calendar:
            if set(spell.weekdays) - set(range(1, 8)) or not 0 <= spell.from_h <= 24 or not 0 <= spell.to_h <= 24:
                raise NotADefinition("A spell has hours from 0 to 24 and weekdays from 1 (Monday) to 7 (Sunday).")


def _input(name: str, body: Mapping[str, Any]) -> Input:
    return Input(
        name=name,
        reads=_text(body, "reads"),
        how=How(body.get("how", "sum")),
        above=None if body.get("above") is None else float(body["above"]),
        below=None if body.get("below") is None else float(body["below"]),
        during=bool(body.get("during", False)),
    )


def _lamp(body: Mapping[str, Any], unit: str, source: str) -> Lamp:
    return Lamp(
        limits=tuple(_limit(colour, body[colour], unit, source) for colour in COLOURS if body.get(colour) is not None),
        rises=bool(body.get("rises", True)),
        up_s=float(body.get("up_s", 0)),
        down_s=float(body.get("down_s", 0)),
        clear_s=float(body.get("clear_s", body.get("down_s", 0))),
        hysteresis=float(body.get("hysteresis", 0)),
        calendar=tuple(_spell(one) for one in body.get("calendar", ())),
    )


def _limit(colour: str, said: Any, unit: str, source: str) -> Parameter:
    lines = said if isinstance(said, list) else [{"value": said}]
    history = tuple(
        Dated(
            since=_day(one.get("since")) or FIRST_DAY,
            value=float(one["value"]),
            source=str(one.get("source", source)),
            area=str(one.get("area", "")),
        )
        for one in lines
    )
    return Parameter(name=colour, unit=unit, least=-1e12, most=1e12, history=history)


def _spell(body: Mapping[str, Any]) -> Spell:
    return Spell(
        says=str(body.get("says", "")),
        from_h=float(body.get("from_h", 0)),
        to_h=float(body.get("to_h", 24)),
        weekdays=tuple(int(day) for day in body.get("weekdays", ())),
        from_day=str(body.get("from_day", "")),
        to_day=str(body.get("to_day", "")),
        limits={colour: float(body[colour]) for colour in COLOURS if body.get(colour) is not None},
        off=bool(body.get("off", False)),
    )


def _title(body: Mapping[str, Any]) -> dict[str, str]:
    return {language: _text(body, language) for language in LANGUAGES}


def _text(body: Mapping[str, Any], name: str) -> str:
    said = str(body.get(name, "")).strip()
    if not said:
        raise NotADefinition(f"`{name}` is missing.")
    return said


def _day(said: Any) -> date | None:
    if said is None or said == "":
        return None
    return said if isinstance(said, date) else date.fromisoformat(str(said))


# and back ---------------------------------------------------------------------------------------------------------


def body_of_board(one: Board) -> Body:
    return {"name": one.name, **one.title}


def body_of_track(one: Track) -> Body:
    under = {"under": one.under} if one.under else {}
    return {"name": one.name, "board": one.board, "lead": one.lead, **one.title, **under}


def body_of(one: VitalSign) -> Body:
    """The body from which `vital` makes the same again."""
    body: Body = {"name": one.name, **one.title, "track": one.track, "formula": one.formula, "unit": one.unit}
    body |= {"cycle_s": _short(one.cycle.total_seconds()), "owner": one.owner, "rolls_up": one.rolls_up.value}
    body |= {"base": one.base.value, "levels": [level.value for level in one.levels], "decimals": one.decimals}
    body |= {"source": one.source, "since": one.since.isoformat()}
    body |= {name: said for name, said in (("weight", one.weight), ("area", one.area)) if said}
    body |= {"until": one.until.isoformat()} if one.until else {}
    body["inputs"] = {given.name: _input_body(given) for given in one.inputs}
    if one.lamp:
        body["lamp"] = _lamp_body(one.lamp)
    return body


def _input_body(one: Input) -> Body:
    body: Body = {"reads": one.reads, "how": one.how.value}
    body |= {name: said for name, said in (("above", one.above), ("below", one.below)) if said is not None}
    return body | ({"during": True} if one.during else {})


def _lamp_body(lamp: Lamp) -> Body:
    body: Body = {"rises": lamp.rises}
    for limit in lamp.limits:
        body[limit.name] = [
            {"since": one.since.isoformat(), "value": one.value, "source": one.source, **({"area": one.area} if one.area else {})}
            for one in limit.history
        ]
    body |= {"up_s": lamp.up_s, "down_s": lamp.down_s, "clear_s": lamp.clear_s, "hysteresis": lamp.hysteresis}
    if lamp.calendar:
        body["calendar"] = [_spell_body(one) for one in lamp.calendar]
    return body


def _spell_body(one: Spell) -> Body:
    body: Body = {"says": one.says, "from_h": one.from_h, "to_h": one.to_h, **one.limits}
    body |= {"weekdays": list(one.weekdays)} if one.weekdays else {}
    body |= {name: said for name, said in (("from_day", one.from_day), ("to_day", one.to_day)) if said}
    return body | ({"off": True} if one.off else {})


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else number
