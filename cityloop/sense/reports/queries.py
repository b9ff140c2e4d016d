from cityloop.kit.work import Work
from cityloop.sense.reports.tables import Report as Report  # a record may be handed on, its table not


def get(work: Work, report_id: int) -> Report:
    """The report, for the city's own use: who may see its case may see it."""
    return work.find(Report, report_id)
