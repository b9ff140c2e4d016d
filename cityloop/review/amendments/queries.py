from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from cityloop.kit.work import Work
from cityloop.review.amendments.tables import Amendment as Amendment  # a record may be handed on, its table not
from cityloop.rulebook import Dated


def adopted(session: Session) -> dict[str, tuple[Dated, ...]]:
    """Every adopted amendment, by parameter."""
    by_parameter: defaultdict[str, list[Dated]] = defaultdict(list)
    for row in session.scalars(select(Amendment).order_by(Amendment.id)):
        by_parameter[row.parameter].append(Dated(since=row.since, value=row.value, source=row.reason, area=row.area))
    return {parameter: tuple(dated) for parameter, dated in by_parameter.items()}


def version() -> ScalarSelect[int]:
    """Grows whenever something is adopted. Part of a query: all are asked for at once."""
    return select(func.coalesce(func.max(Amendment.id), 0)).scalar_subquery()


def newest(work: Work, limit: int = 100) -> Sequence[Amendment]:
    return work.session.scalars(select(Amendment).order_by(Amendment.id.desc()).limit(limit)).all()


def get(work: Work, amendment_id: int) -> Amendment:
    return work.find(Amendment, amendment_id)
