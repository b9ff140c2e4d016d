"""What is wrong with a case type, in sentences. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from cityloop.rulebook.cycles.cycle import EFFECTS, Cycle, Stage

KINDS = {"text", "choice", "area", "duty", "line", "outcome"}
LANGUAGES = ("zh", "en")


class Fault(NamedTuple):
    """What is wrong, by the name of words, what it is about, and as a sentence."""

    name: str
    about: str
    said: str

    def __str__(self) -> str:
        return self.said


def faults(one: Cycle) -> list[Fault]:
    """Everything that keeps cases from going by it; empty if nothing does."""
    return [*_names(one), *_shape(one)]


def _names(one: Cycle) -> Iterator[Fault]:
    if one.first not in one.states:
        yield Fault("first", one.first, f"The first state {one.first} is none of its states.")
    for move in one.moves:
        unknown = [name for name in (*move.starts, move.to) if name and name not in one.states]
        if unknown:
            yield Fault("states", move.name, f"The move {move.name} names states that are not there: {', '.join(unknown)}.")
        if set(move.does) - EFFECTS.keys():
            strange = ", ".join(sorted(set(move.does) - EFFECTS.keys()))
            yield Fault("effects", move.name, f"The move {move.name} does what nobody knows: {strange}.")
        if not move.by:
            yield Fault("nobody", move.name, f"Nobody may make the move {move.name}.")
        if any(ask.kind not in KINDS for ask in move.asks):
            yield Fault("asks", move.name, f"The move {move.name} asks for something of an unknown kind.")
    for language in LANGUAGES:
        said = one.words.get(language, {})
        called = [*(f"state.{name}" for name in one.states), *sorted({f"move.{move.name}" for move in one.moves}), one.name]
        missing = [name for name in called if not said.get(name, "").strip()]
        if missing:
            yield Fault("words", f"{language}: {', '.join(missing)}", f"Words are missing in {language}: {', '.join(missing)}.")


def _shape(one: Cycle) -> Iterator[Fault]:
    known = {name: {move.to for move in one.moves if name in move.starts and move.to in one.states} for name in one.states}
    reached = _from(known, {one.first} & one.states.keys())
    if unreached := sorted(one.states.keys() - reached):
        yield Fault("unreached", ", ".join(unreached), f"No way leads to {', '.join(unreached)}.")
    ends = {name for name, state in one.states.items() if state.stage.ends}
    if not any(one.states[name].stage is Stage.done for name in ends):
        yield Fault("no_close", "", "No state closes a case.")
    back = {name: {before for before, after in known.items() if name in after} for name in known}
    if stuck := sorted(one.states.keys() - _from(back, ends)):
        yield Fault("stuck", ", ".join(stuck), f"From {', '.join(stuck)} no way leads to an end.")
    for move in one.moves:
        doubled = [start for start in move.starts if sum(m.name == move.name and start in m.starts for m in one.moves) > 1]
        if doubled:
            yield Fault("doubled", move.name, f"The move {move.name} is there twice from {', '.join(doubled)}.")
        if "give_back" in move.does and move.to in one.states:
            ahead = [start for start in move.starts if start in one.states and not _before(one, move.to, start)]
            if ahead:
                yield Fault(
                    "ahead", move.name, f"The move {move.name} gives back, and may not advance a case from {', '.join(ahead)}."
                )


def _before(one: Cycle, state: str, other: str) -> bool:
    return one.stage(state).place < one.stage(other).place


def _from(ways: dict[str, set[str]], starts: set[str]) -> set[str]:
    reached, edge = set(starts), set(starts)
    while edge:
        edge = {after for name in edge for after in ways[name]} - reached
        reached |= edge
    return reached
