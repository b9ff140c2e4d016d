"""Case types as bodies, which is how they are shipped, kept and sent; and back."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cityloop.rulebook.cycles.cycle import Ask, Cycle, Move, Stage, State
from cityloop.rulebook.cycles.faults import Fault, faults
from cityloop.rulebook.limits import Limit, NotALimit

HERE = Path(__file__).parent
Body = Mapping[str, Any]


class NotACycle(ValueError):
    """The body says nothing a case could go by; the message says why, in sentences, and `faults` what is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(map(str, faults)))


@cache
def shipped() -> Mapping[str, Cycle]:
    """The case types that every city begins with, by name."""
    found = [read_body(tomllib.loads(file.read_text(encoding="utf-8")), 1) for file in sorted(HERE.glob("*.toml"))]
    return {one.name: one for one in found}


def read_body(body: Body, version: int) -> Cycle:
    """The case type a body says. Raises NotACycle with everything that is wrong with it."""
    try:
        read = _read(body, version)
    except (KeyError, TypeError, AttributeError, ValueError, NotALimit) as why:
        raise NotACycle([Fault("unreadable", str(why), f"This cannot be read: {why!r}.")]) from why
    wrong = faults(read)
    if wrong:
        raise NotACycle(wrong)
    return read


def _read(body: Body, version: int) -> Cycle:
    states = [
        State(name=str(one["name"]), stage=Stage(one["stage"]), runs=_stages(one, "runs"), holds=_stages(one, "holds"))
        for one in body["state"]
    ]
    moves = tuple(
        Move(
            name=str(one["name"]),
            starts=tuple(map(str, one["from"])),
            to=str(one.get("to", "")),
            by=tuple(map(str, one["by"])),
            asks=tuple(_ask(said) for said in one.get("asks", ())),
            does=tuple(map(str, one.get("does", ()))),
        )
        for one in body["move"]
    )
    return Cycle(
        name=str(body["name"]),
        version=version,
        first=str(body["first"]),
        states={one.name: one for one in states},
        moves=moves,
        limits={Stage(stage): Limit.read(said) for stage, said in body.get("limits", {}).items()},
        verified_by=str(body.get("verified_by", "")),
        words={language: {name: str(one) for name, one in said.items()} for language, said in body["words"].items()},
    )


def _stages(body: Body, name: str) -> tuple[Stage, ...]:
    return tuple(Stage(one) for one in body.get(name, ()))


def _ask(said: str | Body) -> Ask:
    """A field, in short as `reason`, `line:line`, `whose:big|small` or `note?`; at length with its names."""
    if not isinstance(said, str):
        options = tuple(map(str, said.get("options", ())))
        required = bool(said.get("required", True))
        return Ask(name=str(said["name"]), kind=str(said.get("kind", "text")), required=required, options=options)
    name, _, kind = said.rstrip("?").partition(":")
    if "|" in kind:
        return Ask(name=name, kind="choice", required=not said.endswith("?"), options=tuple(kind.split("|")))
    return Ask(name=name, kind=kind or "text", required=not said.endswith("?"))


def body_of(one: Cycle) -> dict[str, Any]:
    """The body from which `read_body` makes the same again."""
    return {
        "name": one.name,
        "first": one.first,
        "verified_by": one.verified_by,
        "limits": {stage.value: str(limit) for stage, limit in one.limits.items()},
        "state": [_state_body(state) for state in one.states.values()],
        "move": [_move_body(move) for move in one.moves],
        "words": {language: dict(words) for language, words in one.words.items()},
    }


def _state_body(state: State) -> dict[str, Any]:
    body: dict[str, Any] = {"name": state.name, "stage": state.stage.value}
    body |= {"runs": [stage.value for stage in state.runs]} if state.runs else {}
    return body | ({"holds": [stage.value for stage in state.holds]} if state.holds else {})


def _move_body(move: Move) -> dict[str, Any]:
    asks = [{"name": ask.name, "kind": ask.kind, "required": ask.required, "options": list(ask.options)} for ask in move.asks]
    return {
        "name": move.name,
        "from": list(move.starts),
        "to": move.to,
        "by": list(move.by),
        "asks": asks,
        "does": list(move.does),
    }
