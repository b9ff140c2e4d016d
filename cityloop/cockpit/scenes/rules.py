"""What keeps a scene from being hung in this city. Pure."""

from collections.abc import Collection, Iterator, Mapping

from cityloop.kit.errors import Refused
from cityloop.rulebook.scenes import Kind, Pane, Scene
from cityloop.rulebook.scenes.scene import SOURCES

BRINGERS = ("operator", "rule_board")


class CannotBeHung(Refused):
    """{why}"""

    status = 422


class NotOwn(Refused):
    """The scene {name} is shipped with the product and stays; bring one of the same name to take its place."""


def faults(scene: Scene, known: Mapping[Kind, Collection[str]], boards: Collection[str], scenes: Collection[str]) -> list[str]:
    """What it names that there is not. `known` says by kind of pane which sources there are."""
    said = [fault for pane in scene.panes for fault in _strange(pane, known, boards)]
    if scene.next and scene.next not in {*scenes, scene.name}:
        said.append(f"There is no scene {scene.next} to follow it.")
    return said


def _strange(pane: Pane, known: Mapping[Kind, Collection[str]], boards: Collection[str]) -> Iterator[str]:
    if pane.kind in SOURCES and pane.source not in known[pane.kind]:
        yield f"The pane {pane.name} shows {pane.source}, which is not {SOURCES[pane.kind]} of this city."
    if pane.board and pane.board not in boards:
        yield f"The pane {pane.name} shows the board {pane.board}, which this city has not."
