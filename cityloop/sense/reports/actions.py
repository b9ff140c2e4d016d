from dataclasses import asdict, replace

from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.sense.facts import ReportReceived
from cityloop.sense.reports import rules
from cityloop.sense.reports.rules import Said
from cityloop.sense.reports.tables import Report


def receive(work: Work, said: Said) -> Report:
    """Take down what somebody noticed. Where it is said by a point, the grid is found; else the area that is said holds."""
    rules.judge(said)
    for name in said.photos:
        work.files.read(name)
    if said.lon is not None and said.lat is not None:
        said = replace(said, area=areas.code_at(work, said.lon, said.lat))
    else:
        areas.get(work, said.area)
    report = work.keep(Report(**asdict(said), by=work.by, at=work.now))
    work.tell(ReportReceived(report=report.id))
    return report
