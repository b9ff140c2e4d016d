"""How reviews open by themselves: what is told of a case, held against the numbers of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.facts import CaseClosed, CaseFiled, CaseOpened, CaseReopened
from cityloop.kit.work import Work
from cityloop.review.facts import ReviewGrown, ReviewOpened
from cityloop.review.reviews import queries, rules
from cityloop.review.reviews.rules import Trigger
from cityloop.review.reviews.tables import Review, Reviewed
from cityloop.rulebook import reviewing
from cityloop.supervise.facts import CaseHastened, CaseUrged
from cityloop.supervise.urgings.rules import Level


def look_for_repeats(work: Work, opened: CaseOpened) -> None:
    """A case that is one of several at its place, or of its subject, is read again together with them."""
    _repeats(work, cases.get(work, opened.case))


def look_for_repeats_filed(work: Work, filed: CaseFiled) -> None:
    """The same of what people reported, once it is a case."""
    _repeats(work, cases.get(work, filed.case))


def look_at_late(work: Work, hastened: CaseHastened) -> None:
    """A case whose time ran out is read again with others of its kind that were late there."""
    _late(work, cases.get(work, hastened.case))


def look_at_reopened(work: Work, reopened: CaseReopened) -> None:
    """Work that was sent back again and again, or that did not last, is read again."""
    case = cases.get(work, reopened.case)
    if case.rework >= _numbers(work, case)["rework_times"] or queries.was_closed(work, case.id):
        _grouped(work, Trigger.reopened, case)


def look_at_closed(work: Work, closed: CaseClosed) -> None:
    """What was major is read again once it is over; so is what turned out late."""
    case = cases.get(work, closed.case)
    if case.late:
        _late(work, case)
    grave = bool(case.detector) and case.warning <= _numbers(work, case)["major_warning"]
    if grave or (case.urgent and queries.leader_pulled_in(work, case.id)):
        _grouped(work, Trigger.major, case)


def look_at_urged(work: Work, urged: CaseUrged) -> None:
    """What a leader had to ask after by name is read again."""
    if urged.level == Level.leader.value:
        _grouped(work, Trigger.supervised, cases.get(work, urged.case))


def for_injury(work: Work, case: Case) -> Review:
    """The review of a case in which somebody was injured."""
    key = f"case:{case.id}"
    return _gather(work, Trigger.injured, key, case, [case], queries.last_of(work, Trigger.injured, key))


def by_hand(work: Work, case: Case) -> Review:
    key = f"case:{case.id}"
    return _gather(work, Trigger.by_hand, key, case, [case], queries.last_of(work, Trigger.by_hand, key))


def _repeats(work: Work, case: Case) -> None:
    if case.drill or case.parent_id:
        return
    numbers = _numbers(work, case)
    times, reach, days = int(numbers["repeat_times"]), numbers["repeat_m"], timedelta(days=numbers["repeat_days"])
    last = queries.last_near(work, case, reach)
    found = queries.at_place(work, case, _since(work, days, last), reach)
    if len(found) >= times or _is_open(last):
        _gather(work, Trigger.repeated, f"place:{case.category_code}", case, found, last)
    if not case.detector:
        return
    key = f"subject:{case.detector}:{case.subject}"
    last = queries.last_of(work, Trigger.repeated, key)
    found = queries.of_subject(work, case, _since(work, days, last))
    if len(found) >= times or _is_open(last):
        _gather(work, Trigger.repeated, key, case, found, last)


def _late(work: Work, case: Case) -> None:
    """One that is late is enough, unless the numbers of the day ask for more of a kind."""
    needed = int(_numbers(work, case)["late_cases"])
    if needed <= 1 or queries.late_of_kind(work, case, _window(work, case)) >= needed:
        _grouped(work, Trigger.late, case)


def _grouped(work: Work, trigger: Trigger, case: Case) -> None:
    """What binds is the kind of matter, whose it is, and the district."""
    if case.drill:
        return
    key = f"{case.detector or case.category_code}:{case.duty}:{case.area[:6]}"
    last = queries.last_of(work, trigger, key)
    fresh = last is not None and last.opened >= _window(work, case)
    _gather(work, trigger, key, case, [case], last, joins=fresh)


def _gather(
    work: Work, trigger: Trigger, key: str, case: Case, found: Sequence[Case], last: Review | None, *, joins: bool = True
) -> Review:
    """Put the cases into the open review of that cause, or into a new one."""
    review = last if last is not None and _is_open(last) and joins else _opened(work, trigger, key, case, last)
    known = set(queries.cases_of(work, review.id))
    new = {one.id: one.area for one in (*found, case) if one.id not in known}
    for number, area in sorted(new.items()):
        work.keep(Reviewed(review_id=review.id, case_id=number, since=work.now))
        review.area = rules.smallest([review.area, area])
        if known:
            work.tell(ReviewGrown(review=review.id, case=number))
    return review


def _opened(work: Work, trigger: Trigger, key: str, case: Case, last: Review | None) -> Review:
    review = work.keep(
        Review(
            trigger=trigger,
            cause_key=key,
            title=case.subject,
            category_code=case.category_code,
            detector=case.detector,
            duty=case.duty,
            area=case.area,
            lon=case.lon,
            lat=case.lat,
            opened=work.now,
            opened_by=work.by,
            after_id=last.id if last else None,
            drill=case.drill,
        )
    )
    work.tell(ReviewOpened(review=review.id, trigger=trigger.value))
    return review


def _numbers(work: Work, case: Case) -> dict[str, float]:
    return reviewing.on(work.rulebook.amendments, work.today, case.area)


def _window(work: Work, case: Case) -> datetime:
    return work.now - timedelta(days=_numbers(work, case)["group_days"])


def _since(work: Work, days: timedelta, last: Review | None) -> datetime:
    """From when on cases count: what a closed review has already read is not counted again."""
    since = work.now - days
    return max(since, last.closed) if last is not None and last.closed else since


def _is_open(review: Review | None) -> bool:
    return review is not None and review.closed is None
