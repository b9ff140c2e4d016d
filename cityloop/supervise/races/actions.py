from cityloop.kit.work import Work
from cityloop.supervise.facts import HeatKept, PeriodFrozen
from cityloop.supervise.periods import queries as periods
from cityloop.supervise.periods.rules import canonical
from cityloop.supervise.races import queries, rules
from cityloop.supervise.races.tables import Heat
from cityloop.supervise.yardsticks.rules import Kind, stretch


def keep(work: Work, frozen: PeriodFrozen) -> None:
    """Keep every race that is run in the area of a month, out of what was frozen. Its digest stands in the log."""
    period = periods.found(work, frozen.period)
    if period.kind is not Kind.month:
        return
    thawed, asked = periods.thawed(work, period), stretch(period.kind, period.first)
    for name, race in thawed.book.races.items():
        if len(period.area) not in rules.ABOVE[race.among] or queries.heat(work, name, period.area, period.first):
            continue
        run = queries.run(work, name, period.area, asked, thawed.book, thawed.tables, period.as_of)
        file = work.files.keep(canonical(run.plain))
        made = Heat(race=name, area=period.area, first=period.first, period_id=period.id, at=work.now, file=file)
        work.keep(made)
        work.tell(HeatKept(heat=made.id, race=name, area=period.area, file=file))
