from collections.abc import Sequence

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.review.replays.tables import Replay


def get(work: Work, replay_id: int) -> Replay:
    return work.find(Replay, replay_id)


def newest(work: Work, limit: int = 50) -> Sequence[Replay]:
    return work.session.scalars(select(Replay).order_by(Replay.id.desc()).limit(limit)).all()
