from sqlalchemy import update

from cityloop.cockpit.facts import SceneBrought, SceneWithdrawn
from cityloop.cockpit.scenes import queries
from cityloop.cockpit.scenes.rules import BRINGERS, CannotBeHung, NotOwn, faults
from cityloop.cockpit.scenes.tables import OwnScene
from cityloop.kit.work import Work
from cityloop.people.access.queries import CITY, require_any
from cityloop.rulebook.scenes import Kind, NotAScene, Scene, read
from cityloop.supervise.yardsticks import queries as yardsticks


def bring(work: Work, text: str, dry: bool) -> Scene:
    """Let the city show a scene of its own from now on; with `dry` it is only read. Raises CannotBeHung with what is wrong."""
    require_any(work, BRINGERS, CITY)
    try:
        scene = read(text)
    except NotAScene as why:
        raise CannotBeHung(why=str(why)) from why
    wrong = faults(scene, _known(work), work.rulebook.boards, queries.all_scenes(work))
    if wrong:
        raise CannotBeHung(why=" ".join(wrong))
    if not dry:
        row = work.keep(OwnScene(name=scene.name, text=text, by=work.by, at=work.now))
        work.tell(SceneBrought(scene=row.id))
    return scene


def withdraw(work: Work, name: str) -> None:
    """Show a scene of the city's own no more; where it stood in for a shipped one, that is shown again."""
    require_any(work, BRINGERS, CITY)
    row = queries.own(work).get(name)
    if row is None:
        queries.get(work, name)
        raise NotOwn(name=name)
    mine = update(OwnScene).where(OwnScene.name == name, OwnScene.withdrawn.is_(None))
    work.session.execute(mine.values(withdrawn=work.now))
    work.tell(SceneWithdrawn(scene=row.id))


def _known(work: Work) -> dict[Kind, set[str]]:
    book = yardsticks.book(work)
    shares = {name for name, one in book.yardsticks.items() if one.whole and one.unit == "percent" and one.better != "none"}
    return {
        Kind.number: set(work.rulebook.vitals_on(work.today)),
        Kind.ranking: shares,
        Kind.race: set(book.races),
    }
