"""What the cockpit tells: only of its own screens. Of the city it tells nothing, and changes nothing in it."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SceneBrought(Fact):
    """A scene of the city's own, or a new version of one, may be shown from now on."""

    scene: int


@dataclass(frozen=True, kw_only=True)
class SceneWithdrawn(Fact):
    scene: int
