"""Scenes as bodies, which is how they are shipped, kept and sent. What cannot be hung is refused in sentences."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from cityloop.rulebook.definitions import Level
from cityloop.rulebook.scenes.scene import SOURCES, Kind, Pane, Scene

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
LEVELS = (Level.city, Level.district, Level.street)
RANKED = ("district", "street")
SMALLEST, LARGEST = 640, 16_384  # wall pixels a side
MOST = 80  # panes
LONGEST = 40  # of a name
LONGEST_TEXT = 100_000  # of what is read
LINES = 60  # body text is a sixtieth of the height
LEAST_LINES = 3  # of body text a pane is high at the least
STAYS = (5.0, 3600.0)


class NotAScene(ValueError):
    """What was read is no scene that could be hung; the message says why, in sentences."""


@cache
def shipped() -> Mapping[str, Scene]:
    """The scenes every city begins with, by name."""
    read_all = [read(file.read_text(encoding="utf-8")) for file in sorted(HERE.glob("*.toml"))]
    return {scene.name: scene for scene in read_all}


@lru_cache(maxsize=256)
def read(text: str) -> Scene:
    """The scene a text says. Raises NotAScene with everything that is wrong in itself."""
    if len(text) > LONGEST_TEXT:
        raise NotAScene("A scene is a text of at most a hundred thousand characters.")
    try:
        scene = _read(tomllib.loads(text))
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError, RecursionError) as why:
        said = f"{why} is missing" if isinstance(why, KeyError) else f"{why}"
        raise NotAScene(f"This cannot be read: {said}.") from why
    wrong = list(_wrong(scene))
    if wrong:
        raise NotAScene(" ".join(wrong[:20]))
    return scene


def _read(body: Mapping[str, Any]) -> Scene:
    width, height = body["size"]
    return Scene(
        name=str(body["name"]),
        level=Level(str(body["level"])),
        width=int(width),
        height=int(height),
        panes=tuple(map(_pane, body["pane"])),
        words={language: {str(key): str(said) for key, said in body["words"][language].items()} for language in LANGUAGES},
        next=str(body.get("next", "")),
        stays_s=float(body.get("stays_s", Scene.stays_s)),
    )


def _pane(body: Mapping[str, Any]) -> Pane:
    x, y, width, height = body["at"]
    return Pane(
        name=str(body["name"]),
        kind=Kind(str(body["kind"])),
        x=int(x),
        y=int(y),
        width=int(width),
        height=int(height),
        **{option: str(body.get(option, "")) for option in ("source", "board", "by")},
    )


def _wrong(scene: Scene) -> Iterator[str]:
    if not _is_name(scene.name) or (scene.next and not _is_name(scene.next)):
        yield "The name of a scene is a short word of letters, digits and underscores."
    if scene.level not in LEVELS:
        yield "A scene is for a city, a district or a street."
    if not (SMALLEST <= scene.width <= LARGEST and SMALLEST <= scene.height <= LARGEST):
        yield f"A wall has from {SMALLEST} to {LARGEST} pixels a side."
    if not STAYS[0] <= scene.stays_s <= STAYS[1]:
        yield "A scene stays from five seconds to an hour."
    if not 1 <= len(scene.panes) <= MOST:
        yield f"A scene has from one to {MOST} panes."
        return
    names = [one.name for one in scene.panes]
    if len(set(names)) < len(names):
        yield "A name is there twice among the panes."
    for pane in scene.panes:
        yield from _wrong_with(scene, pane)
    for one, other in combinations(scene.panes, 2):
        if one.meets(other):
            yield f"The panes {one.name} and {other.name} lie over one another."
    for language in LANGUAGES:
        if not scene.words[language].get("title", "").strip():
            yield f"The title is missing in {language}."


def _wrong_with(scene: Scene, pane: Pane) -> Iterator[str]:
    if not _is_name(pane.name):
        yield "The name of a pane is a short word of letters, digits and underscores."
    inside = pane.x >= 0 and pane.y >= 0 and pane.x + pane.width <= scene.width and pane.y + pane.height <= scene.height
    if not inside:
        yield f"The pane {pane.name} reaches beyond the wall."
    least = scene.height * LEAST_LINES / LINES
    if pane.width < least or pane.height < least:
        yield f"The pane {pane.name} is too small to be read: {least:g} pixels a side at the least."
    if pane.kind in SOURCES and not pane.source:
        yield f"The pane {pane.name} does not say its source: {SOURCES[pane.kind]}."
    if pane.by and pane.by not in RANKED:
        yield f"The pane {pane.name} ranks by district or by street."
    for language in LANGUAGES:
        if pane.kind not in (Kind.head, Kind.map, Kind.number) and not scene.words[language].get(pane.name, "").strip():
            yield f"The pane {pane.name} has no title in {language}."


def _is_name(name: str) -> bool:
    return name.isidentifier() and name.isascii() and len(name) <= LONGEST
