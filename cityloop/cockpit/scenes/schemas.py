from typing import Self

from pydantic import BaseModel, Field

from cityloop.rulebook import Level
from cityloop.rulebook.scenes import Kind, Scene


class PlacedOut(BaseModel):
    """A pane and its place in wall pixels."""

    name: str
    kind: Kind
    x: int
    y: int
    width: int
    height: int
    source: str
    board: str
    by: str


class SceneOut(BaseModel):
    """A scene as it was designed. `words` are its title and those of its panes, by language; `own` says the city wrote it."""

    name: str
    level: Level
    width: int
    height: int
    next: str
    stays_s: float
    own: bool
    words: dict[str, dict[str, str]]
    panes: list[PlacedOut]

    @classmethod
    def of(cls, scene: Scene, own: bool) -> Self:
        panes = [PlacedOut.model_validate(one, from_attributes=True) for one in scene.panes]
        plain = {name: getattr(scene, name) for name in ("name", "level", "width", "height", "next", "stays_s")}
        words = {language: dict(said) for language, said in scene.words.items()}
        return cls(**plain, own=own, words=words, panes=panes)


class SceneIn(BaseModel):
    """A scene as TOML. With `dry` it is only read, and all that is wrong with it said."""

    text: str = Field(max_length=100_000)
    dry: bool = True
