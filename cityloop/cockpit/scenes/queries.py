from collections.abc import Mapping

from sqlalchemy import func, select

from cityloop.cockpit.scenes.tables import OwnScene
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.rulebook.scenes import Scene, read, shipped


def all_scenes(work: Work) -> Mapping[str, Scene]:
    """The scenes that can be shown, by name: those shipped, and the city's own, which take the place of a shipped one."""
    return {**shipped(), **{one.name: read(one.text) for one in own(work).values()}}


def get(work: Work, name: str) -> Scene:
    mine = own(work).get(name)
    found = read(mine.text) if mine else shipped().get(name)
    if found is None:
        raise NotFound(kind="scene", id=name)
    return found


def own(work: Work) -> Mapping[str, OwnScene]:
    """The newest of each name that the city wrote and has not withdrawn."""
    newest = select(func.max(OwnScene.id)).where(OwnScene.withdrawn.is_(None)).group_by(OwnScene.name)
    rows = work.session.scalars(select(OwnScene).where(OwnScene.id.in_(newest)).order_by(OwnScene.name))
    return {one.name: one for one in rows}
