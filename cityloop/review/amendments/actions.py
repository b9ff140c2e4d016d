from datetime import date

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas
from cityloop.review.amendments import rules
from cityloop.review.amendments.tables import Amendment
from cityloop.review.facts import RulebookAmended
from cityloop.review.replays import queries as replays
from cityloop.rulebook import Parameter, once
from cityloop.rulebook.assigning import ASSIGNING, NUMBERS
from cityloop.rulebook.costs import COSTS, LABORATORY
from cityloop.rulebook.reviewing import REVIEWS, TRIGGERS
from cityloop.rulebook.telling import KEEPING, NOTICES

FIGURES = {LABORATORY: COSTS, REVIEWS: TRIGGERS, NOTICES: KEEPING, once.ONCE: once.KEEPING, ASSIGNING: NUMBERS}  # no detector's


def adopt(
    work: Work,
    detector: str,
    parameter: str,
    value: float,
    *,
    since: date,
    reason: str,
    area: str = "",
    replay_id: int | None = None,
) -> Amendment:
    """Adopt a value of a detector's parameter from a day to come on, in the whole city or in one area."""
    require(work, "rule_board", area or areas.CITY)
    rules.check(_parameter(work, detector, parameter), value, since, reason, work.today)
    if area:
        areas.get(work, area)
    if replay_id is not None:
        replays.get(work, replay_id)
    amendment = work.keep(
        Amendment(
            parameter=f"{detector}.{parameter}",
            value=value,
            since=since,
            area=area,
            reason=reason.strip(),
            replay_id=replay_id,
            by=work.by,
            at=work.now,
        )
    )
    work.tell(RulebookAmended(amendment=amendment.id))
    return amendment


def _parameter(work: Work, detector: str, parameter: str) -> Parameter:
    fold = work.rulebook.detectors.get(detector)
    parameters = FIGURES.get(detector, fold.parameters if fold else ())
    found = [one for one in parameters if one.name == parameter]
    if not found:
        raise NotFound(kind="parameter", id=f"{detector}.{parameter}")
    return found[0]
