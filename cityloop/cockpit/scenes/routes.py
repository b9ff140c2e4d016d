from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.cockpit.scenes import actions, queries
from cityloop.cockpit.scenes.schemas import SceneIn, SceneOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api/scenes", tags=["cockpit"], responses=REFUSALS)

Name = Annotated[str, InPath(max_length=40)]


@router.get("")
def list_scenes(work: Desk) -> list[SceneOut]:
    """The scenes a wall can show, by name."""
    mine = queries.own(work)
    return [SceneOut.of(one, name in mine) for name, one in sorted(queries.all_scenes(work).items())]


@router.get("/{name}")
def scene(work: Desk, name: Name) -> SceneOut:
    """One scene: its size in wall pixels and its panes."""
    return SceneOut.of(queries.get(work, name), name in queries.own(work))


@router.post("")
def bring_scene(work: Desk, said: SceneIn) -> SceneOut:
    """Bring a scene of the city's own, or only try it; what cannot be hung is refused with everything that is wrong."""
    return SceneOut.of(actions.bring(work, said.text, said.dry), own=True)


@router.delete("/{name}")
def withdraw_scene(work: Desk, name: Name) -> None:
    """Show a scene of the city's own no more."""
    actions.withdraw(work, name)
