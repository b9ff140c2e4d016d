import json
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import func, select

from cityloop.decide.cycles.tables import Published as Published  # a record may be handed on, its table not
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.rulebook.cycles import Cycle, read_body, shipped


def get(work: Work, name: str, version: int) -> Cycle:
    """That version of the case type."""
    if version == 1 and name in shipped():
        return shipped()[name]
    row = work.session.scalar(select(Published).where(Published.name == name, Published.version == version))
    if row is None:
        raise NotFound(kind="cycle", id=f"{name} {version}")
    return _read(json.dumps(row.body), version)


def newest(work: Work, name: str) -> Cycle:
    """The version by which new cases go."""
    return get(work, name, version_of(work, name) or 1)


def version_of(work: Work, name: str) -> int:
    """The number of the newest version, 0 if there is none."""
    published = work.session.scalar(select(func.max(Published.version)).where(Published.name == name)) or 0
    return max(published, 1 if name in shipped() else 0)


def all_newest(work: Work) -> Sequence[Cycle]:
    names = {*shipped(), *work.session.scalars(select(Published.name).distinct())}
    return [newest(work, name) for name in sorted(names)]


def history(work: Work, name: str) -> Sequence[Published]:
    """Every published version, newest first."""
    return work.session.scalars(select(Published).where(Published.name == name).order_by(Published.version.desc())).all()


def words(work: Work, language: str) -> dict[str, str]:
    """What the states and moves of all case types are called, newest versions first to speak."""
    said: dict[str, str] = {}
    for row in work.session.scalars(select(Published).order_by(Published.id)):
        said |= row.body.get("words", {}).get(language, {})
    for one in all_newest(work):
        said |= one.words.get(language, {})
    return said


@lru_cache(maxsize=256)
def _read(body: str, version: int) -> Cycle:
    return read_body(json.loads(body), version)
