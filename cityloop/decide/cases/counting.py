from collections.abc import Mapping

from sqlalchemy import case, func, select

from cityloop.decide.cases.queries import all_seen
from cityloop.decide.cases.tables import Case
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.clocks.rules import Lamp
from cityloop.kit.records import within
from cityloop.kit.work import Work


def counted_by_lamp(work: Work, area: str) -> Mapping[Lamp | None, int]:
    """How many open cases of the area show which lamp, of those the one who works may see; none for those whose clocks all stand
    still. Drills are none."""
    ends = clocks.ends_by_case()
    lamp = case(
        (ends.c.due < work.now, Lamp.red.value),
        (ends.c.yellow <= work.now, Lamp.yellow.value),
        (ends.c.due.is_not(None), Lamp.green.value),
        else_="",
    )
    seen = Case.id.in_(all_seen(work)) & Case.open & ~Case.drill & within(Case.area, area)
    counted = select(lamp, func.count()).select_from(Case).outerjoin(ends, ends.c.case_id == Case.id).where(seen).group_by(lamp)
    return {Lamp(said) if said else None: count for said, count in work.session.execute(counted)}
