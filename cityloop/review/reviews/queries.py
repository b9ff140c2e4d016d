from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, or_, select

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.kit import facts
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.records import within
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import scope_of
from cityloop.places.areas import queries as areas
from cityloop.review.reviews import rules
from cityloop.review.reviews.rules import Trigger, box, metres
from cityloop.review.reviews.tables import Improvement as Improvement  # records may be handed on, their tables not
from cityloop.review.reviews.tables import Injury, Proof, Reviewed
from cityloop.review.reviews.tables import Review as Review
from cityloop.sense.alerts.queries import Alert


def visible(work: Work, review_id: int) -> Review:
    """The review, if the one who works may see it; to all others there is none."""
    review = work.session.get(Review, review_id)
    if review is None or not scope_of(work).covers(review.area, review.duty):
        raise NotFound(kind="review", id=review_id)
    return review


def found(work: Work, review_id: int) -> Review:
    """The review, for the city's own use; `found_improvement` the same of an improvement."""
    return work.find(Review, review_id)


def found_improvement(work: Work, improvement_id: int) -> Improvement:
    return work.find(Improvement, improvement_id)


def seen(
    work: Work,
    *,
    trigger: Trigger | None = None,
    open_only: bool = False,
    quarter: str = "",
    case: int = 0,
    amendment: int = 0,
    limit: int = 200,
) -> Sequence[Review]:
    """The reviews the one who works may see, newest first."""
    chosen = select(Review).where(scope_of(work).where(Review.area, Review.duty))
    if trigger:
        chosen = chosen.where(Review.trigger == trigger)
    if open_only:
        chosen = chosen.where(Review.closed.is_(None))
    if quarter:
        since, until = map(midnight, rules.quarter_days(quarter))
        chosen = chosen.where(Review.opened >= since, Review.opened < until)
    if case:
        chosen = chosen.where(Review.id.in_(select(Reviewed.review_id).where(Reviewed.case_id == case)))
    if amendment:
        chosen = chosen.where(Review.id.in_(select(Proof.review_id).where(Proof.amendment_id == amendment)))
    return work.session.scalars(chosen.order_by(Review.id.desc()).limit(limit)).all()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def cases_of(work: Work, review_id: int) -> Sequence[int]:
    """The numbers of its cases, oldest first."""
    chosen = select(Reviewed.case_id).where(Reviewed.review_id == review_id)
    return work.session.scalars(chosen.order_by(Reviewed.case_id)).all()


def counts(work: Work, review_ids: Collection[int]) -> Mapping[int, int]:
    """How many cases each of these reviews has."""
    rows = select(Reviewed.review_id, func.count()).where(Reviewed.review_id.in_(review_ids)).group_by(Reviewed.review_id)
    return {review: count for review, count in work.session.execute(rows)}


def cases_seen(work: Work, review_id: int) -> Sequence[Case]:
    """Of its cases those the one who works may see."""
    return [cases.get(work, one) for one in cases_of(work, review_id) if cases.is_visible(work, one)]


def proofs(work: Work, review_id: int) -> Sequence[Proof]:
    return work.session.scalars(select(Proof).where(Proof.review_id == review_id).order_by(Proof.id)).all()


def reviews_of(work: Work, amendment_id: int) -> Sequence[int]:
    """The reviews in which an amendment was argued."""
    chosen = select(Proof.review_id).where(Proof.amendment_id == amendment_id).order_by(Proof.review_id)
    return work.session.scalars(chosen).all()


def taken_in_since(work: Work, since: datetime, area: str) -> int:
    """How many cases came into a review since then, of reviews in the area that the one who works may see."""
    seen = scope_of(work).where(Review.area, Review.duty) & within(Review.area, area) & (Reviewed.since >= since)
    return work.session.scalar(select(func.count()).select_from(Reviewed).join(Review).where(seen)) or 0


def injuries(work: Work, case_ids: Collection[int]) -> Sequence[Injury]:
    return work.session.scalars(select(Injury).where(Injury.case_id.in_(case_ids)).order_by(Injury.id)).all()


# improvements -----------------------------------------------------------------------------------------------------------


def improvements(work: Work, review_id: int) -> Sequence[Improvement]:
    chosen = select(Improvement).where(Improvement.review_id == review_id)
    return work.session.scalars(chosen.order_by(Improvement.id)).all()


def improvement(work: Work, improvement_id: int) -> Improvement:
    """The improvement, if the one who works may see it or is who owes it."""
    found = work.session.get(Improvement, improvement_id)
    if found is None or not (found.owner == work.by or scope_of(work).covers(found.area, found.duty)):
        raise NotFound(kind="improvement", id=improvement_id)
    return found


def improvements_seen(work: Work, *, standing: str = "", area: str = "", limit: int = 500) -> Sequence[Improvement]:
    """The improvements the one who works may see or owes, those due first before the others; `standing` is open, late or done."""
    mine = scope_of(work).where(Improvement.area, Improvement.duty) | (Improvement.owner == work.by)
    chosen = select(Improvement).where(mine)
    terms: dict[str, ColumnElement[bool]] = {
        "open": Improvement.done.is_(None),
        "late": Improvement.done.is_(None) & (Improvement.due < work.today),
        "done": Improvement.done.is_not(None),
    }
    if standing and standing not in terms:
        raise Unreadable(why="An improvement is open, late or done.")
    if standing:
        chosen = chosen.where(terms[standing])
    if area:
        chosen = chosen.where(within(Improvement.area, area))
    return work.session.scalars(chosen.order_by(Improvement.done.is_not(None), Improvement.due).limit(limit)).all()


def overdue(work: Work) -> Sequence[Improvement]:
    """The improvements whose day is over and of which that was not told yet."""
    late = Improvement.done.is_(None) & (Improvement.due < work.today) & Improvement.late_told.is_(None)
    return work.session.scalars(select(Improvement).where(late).order_by(Improvement.id).limit(500)).all()


# what belongs together --------------------------------------------------------------------------------------------------


def last_of(work: Work, trigger: Trigger, cause_key: str) -> Review | None:
    """The newest review of that cause."""
    same = select(Review).where(Review.trigger == trigger, Review.cause_key == cause_key)
    return work.session.scalar(same.order_by(Review.opened.desc(), Review.id.desc()).limit(1))


def last_near(work: Work, case: Case, reach_m: float) -> Review | None:
    """The newest review of a repeated matter of the case's category at its place."""
    if case.lon is None or case.lat is None:
        return None
    west, south, east, north = box(case.lon, case.lat, reach_m)
    key = f"place:{case.category_code}"
    inside = Review.lon.between(west, east) & Review.lat.between(south, north)
    same = select(Review).where(Review.trigger == Trigger.repeated, Review.cause_key == key, inside)
    found = work.session.scalars(same.order_by(Review.opened.desc(), Review.id.desc())).all()
    return next((one for one in found if metres(case.lon, case.lat, one.lon or 0, one.lat or 0) <= reach_m), None)


def at_place(work: Work, case: Case, since: datetime, reach_m: float) -> Sequence[Case]:
    """The cases of the same category that began since then within reach of the case's place, itself among them."""
    if case.lon is None or case.lat is None or not case.category_code:
        return []
    west, south, east, north = box(case.lon, case.lat, reach_m)
    corners = [(lon, lat) for lon in (west, case.lon, east) for lat in (south, case.lat, north)]
    streets = {code[:9] for code in areas.codes_of(work, corners) if code} | {case.area[:9]}
    inside = Case.lon.between(west, east) & Case.lat.between(south, north)
    chosen = select(Case).where(Case.category_code == case.category_code, or_(*(within(Case.area, one) for one in streets)))
    found = work.session.scalars(chosen.where(Case.opened > since, inside, _counts()).order_by(Case.id)).all()
    return [one for one in found if metres(case.lon, case.lat, one.lon or 0, one.lat or 0) <= reach_m]


def of_subject(work: Work, case: Case, since: datetime) -> Sequence[Case]:
    """The cases that the same detector raised about the same subject since then."""
    told = select(Case).join(Alert, Alert.id == Case.alert_id)
    same = told.where(Alert.detector == case.detector, Alert.subject == case.subject, Case.opened > since, _counts())
    return work.session.scalars(same.order_by(Case.id)).all()


def late_of_kind(work: Work, case: Case, since: datetime) -> int:
    """How many cases of the same kind, of the same duty in the same district, were late since then."""
    kind = Case.detector == case.detector if case.detector else Case.category_code == case.category_code
    same = kind & (Case.duty == case.duty) & within(Case.area, case.area[:6]) & (Case.opened >= since)
    late = (Case.done > Case.due) | (Case.open & (Case.due < work.now))
    return work.session.scalar(select(func.count()).select_from(Case).where(same, late, _counts())) or 0


def _counts() -> ColumnElement[bool]:
    """Whether a case is one of its own, and no practice."""
    alone = Case.parent_id.is_(None) & Case.merged_into.is_(None)
    return alone & Case.voided.is_(None) & Case.drill.is_(False)


def was_closed(work: Work, case_id: int) -> bool:
    """Whether the case was closed before, however it stands now."""
    return any(one.kind == "CaseClosed" for one in facts.about(work.session, f"case:{case_id}"))


def leader_pulled_in(work: Work, case_id: int) -> bool:
    """Whether somebody who leads was called to the case, or a leader asked after it."""
    told = facts.about(work.session, f"case:{case_id}")
    return any(one.kind == "OwnerPulledIn" or (one.kind == "CaseUrged" and one.body["level"] == "leader") for one in told)
