from collections.abc import Collection

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.sense.reports.tables import Report as Report  # a record may be handed on, its table not


def get(work: Work, report_id: int) -> Report:
    """The report, for the city's own use: who may see its case may see it."""
    return work.find(Report, report_id)


def by_ids(work: Work, ids: Collection[int]) -> dict[int, Report]:
    """These reports, for the city's own use."""
    return {one.id: one for one in work.session.scalars(select(Report).where(Report.id.in_(ids)))}
