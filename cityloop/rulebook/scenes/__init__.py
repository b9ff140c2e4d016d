"""Scenes of the wall, as data: how large, which panes where, and what each shows."""

from cityloop.rulebook.scenes.reading import NotAScene as NotAScene
from cityloop.rulebook.scenes.reading import read as read
from cityloop.rulebook.scenes.reading import shipped as shipped
from cityloop.rulebook.scenes.scene import Kind as Kind
from cityloop.rulebook.scenes.scene import Pane as Pane
from cityloop.rulebook.scenes.scene import Scene as Scene
