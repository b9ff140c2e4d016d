from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta

from cityloop.kit.records import alone
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas import queries as areas
from cityloop.review.amendments.queries import Amendment
from cityloop.review.effects import queries, rules
from cityloop.review.effects.tables import Effect
from cityloop.review.facts import EffectMeasured
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.detectors.queries import find_again, stretches

Begin = Callable[[str], AbstractContextManager[Work]]
WARMING = timedelta(hours=6)  # a replay begins so much earlier, for its detector starts from nothing


def measure_next(work: Work, begin: Begin) -> bool:
    """Measure the next amendment whose days are over: read long in work that only reads, write in a short one. False if none
    is due."""
    found = queries.due(work)
    if found is None:
        return False
    effect = measure(work, *found)
    with begin("review") as writing:
        alone(writing.session, "effects")
        if not any(one.days == effect.days for one in queries.of_amendment(writing, effect.amendment_id)):
            writing.keep(effect)
            writing.tell(EffectMeasured(amendment=effect.amendment_id, days=effect.days, effect=effect.id))
    return True


def measure(work: Work, amendment: Amendment, days: int) -> Effect:
    """Count so many days before its day and after it, and read those after it again under the value before."""
    detector, _, parameter = amendment.parameter.rpartition(".")
    since = datetime.combine(amendment.since, time(), CITY_TIME)
    until = since + timedelta(days=days)
    before = queries.heard(work, detector, amendment.area, since - (until - since), since)
    after = queries.heard(work, detector, amendment.area, since, until)
    was = _value_before(work, amendment)
    quiet = work.rulebook.detectors[detector].quiet
    told = [one.sighting for one in after]
    again = _replayed(work, detector, amendment.area, since, until, {})
    unheard = [
        one
        for one in _replayed(work, detector, amendment.area, since, until, {parameter: was})
        if not rules.touches(one, told, quiet)
    ]
    first, second = rules.side(before), rules.side(after)
    return Effect(
        amendment_id=amendment.id,
        days=days,
        value_before=was,
        since=since,
        at=work.now,
        alerts_before=first.alerts,
        alerts_after=second.alerts,
        judged_before=first.judged,
        judged_after=second.judged,
        false_before=first.false,
        false_after=second.false,
        minutes_before=first.minutes,
        minutes_after=second.minutes,
        found_again=sum(rules.touches(one, again, quiet) for one in told),
        unheard=len(unheard),
        missed=sorted({case for one in unheard for case in queries.shown_real(work, one, detector)}),
    )


def _value_before(work: Work, amendment: Amendment) -> float:
    """The value in force the day before, there."""
    detector, _, name = amendment.parameter.rpartition(".")
    parameters = work.rulebook.parameters(work.rulebook.detectors[detector])
    known = next(one for one in parameters if one.name == name)
    return known.on(amendment.since - timedelta(days=1), amendment.area)


def _replayed(
    work: Work, detector: str, area: str, since: datetime, until: datetime, instead: dict[str, float]
) -> list[Sighting]:
    """What began in the stretch and the area, read again."""
    quiet = work.rulebook.detectors[detector].quiet
    found = stretches(find_again(work, detector, since - WARMING, until, instead), quiet)
    inside = [one for one in found if since <= one.began < until]
    if not area:
        return inside
    codes = areas.codes_of(work, [(one.lon, one.lat) for one in inside])
    return [one for one, code in zip(inside, codes, strict=True) if code.startswith(area)]
