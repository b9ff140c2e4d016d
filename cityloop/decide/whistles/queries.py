from collections.abc import Sequence

from sqlalchemy import false, or_, select

from cityloop.decide.cases import queries as cases
from cityloop.decide.whistles.tables import Call as Call  # records may be handed on, their tables not
from cityloop.decide.whistles.tables import Whistle as Whistle
from cityloop.kit.records import within
from cityloop.kit.work import Work
from cityloop.people.duties.rules import Held

MOST = 1_000


def of_case(work: Work, case_id: int) -> Sequence[tuple[Whistle, Sequence[Call]]]:
    """Every whistle of a case, oldest first, with those it calls."""
    whistles = work.session.scalars(select(Whistle).where(Whistle.case_id == case_id).order_by(Whistle.id)).all()
    return [(one, calls(work, one.id)) for one in whistles]


def calls(work: Work, whistle_id: int) -> Sequence[Call]:
    return work.session.scalars(select(Call).where(Call.whistle_id == whistle_id).order_by(Call.id)).all()


def call(work: Work, call_id: int) -> tuple[Whistle, Call]:
    """The call, if the one who works may see its case."""
    found = work.find(Call, call_id)
    whistle = work.find(Whistle, found.whistle_id)
    cases.visible(work, whistle.case_id)
    return whistle, found


def unanswered(work: Work) -> Sequence[tuple[Whistle, Call]]:
    """Calls to which nobody has come yet, whose cases the one who works may see, the most urgent first."""
    mine = Whistle.case_id.in_(cases.all_seen(work))
    rows = select(Whistle, Call).join(Call).where(Call.arrived_at.is_(None), mine).order_by(Whistle.due, Call.id).limit(MOST)
    return [(one, call) for one, call in work.session.execute(rows)]


def to_answer(work: Work, posts: Sequence[Held], limit: int) -> Sequence[tuple[Whistle, Call]]:
    """Calls to the holder of these posts that nobody has said a result of, the most urgent first."""
    theirs = or_(false(), *((Call.duty == post.duty) & within(Call.area, post.area) for post in posts))
    rows = select(Whistle, Call).join(Call).where(Call.result_at.is_(None), theirs).order_by(Whistle.due, Call.id).limit(limit)
    return [(one, call) for one, call in work.session.execute(rows)]
