from collections.abc import Sequence
from datetime import date

from cityloop.decide.cases import queries as cases
from cityloop.kit.errors import NotAllowed, NotFound, Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import may, require_any
from cityloop.people.members.queries import by_login
from cityloop.places.areas import queries as areas
from cityloop.review.amendments import queries as amendments
from cityloop.review.facts import (
    ImprovementAgreed,
    ImprovementDone,
    ImprovementLate,
    InjuryTold,
    ProofAttached,
    ReviewConcluded,
    ReviewWritten,
)
from cityloop.review.replays import queries as replays
from cityloop.review.reviews import opening, queries, rules
from cityloop.review.reviews.tables import Improvement, Injury, Proof, Review
from cityloop.rulebook.reviewing import CAUSES


def tell_injury(work: Work, case_id: int, people: int, note: str) -> Review:
    """Say that somebody was injured where the case is: whoever sees the case may, and a review opens."""
    case = cases.visible(work, case_id)
    if not note.strip():
        raise Unreadable(why="Please say what happened.")
    kept = work.keep(Injury(case_id=case.id, people=people, note=note.strip(), by=work.by, at=work.now))
    work.tell(InjuryTold(case=case.id, people=people, injury=kept.id))
    return opening.for_injury(work, case)


def begin(work: Work, case_id: int) -> Review:
    """Open a review that no rule opened."""
    case = cases.visible(work, case_id)
    require_any(work, rules.LEADS, case.area)
    return opening.by_hand(work, case)


def write(
    work: Work,
    review_id: int,
    *,
    causes: Sequence[str],
    cause_text: str,
    lessons: str,
    decision: str,
    participants: Sequence[str],
) -> Review:
    """Write down what was found out, by whom, and what was decided; as often as needed until it is closed."""
    review = _led(work, review_id)
    unknown = next((one for one in causes if one not in CAUSES), None)
    if unknown is not None:
        raise rules.NoSuchCause(cause=unknown)
    stranger = next((one for one in participants if by_login(work, one) is None), None)
    if stranger is not None:
        raise NotFound(kind="member", id=stranger)
    review.causes, review.cause_text = list(dict.fromkeys(causes)), cause_text.strip()
    review.lessons, review.decision = lessons.strip(), decision.strip()
    review.participants = list(dict.fromkeys(participants))
    work.tell(ReviewWritten(review=review.id))
    return review


def attach(work: Work, review_id: int, *, replay_id: int | None = None, amendment_id: int | None = None) -> Proof:
    """Argue with a replay, or with an amendment that was adopted for it."""
    review = _led(work, review_id)
    if (replay_id is None) == (amendment_id is None):
        raise Unreadable(why="Attach a replay or an amendment, one at a time.")
    if replay_id is not None:
        replays.get(work, replay_id)
    if amendment_id is not None:
        amendments.get(work, amendment_id)
    proof = work.keep(Proof(review_id=review.id, replay_id=replay_id, amendment_id=amendment_id, by=work.by, at=work.now))
    work.tell(ProofAttached(review=review.id, proof=proof.id))
    return proof


def conclude(work: Work, review_id: int) -> Review:
    """Close the review, once it names a cause, a lesson and a decision, and all that was agreed is done."""
    review = _led(work, review_id)
    missing = rules.missing(review.causes, review.lessons, review.decision)
    if missing:
        raise rules.NotReady(missing=missing)
    still = sum(one.done is None for one in queries.improvements(work, review.id))
    if still:
        raise rules.StillToDo(count=still)
    review.closed, review.closed_by = work.now, work.by
    work.tell(ReviewConcluded(review=review.id))
    return review


def _led(work: Work, review_id: int) -> Review:
    """The review, while it is open, for one of those who lead reviews there."""
    review = queries.visible(work, review_id)
    require_any(work, rules.LEADS, review.area)
    if review.closed:
        raise rules.ReviewClosed(review=review.id)
    return review


# improvements -----------------------------------------------------------------------------------------------------------


def agree(work: Work, review_id: int, *, what: str, duty: str, area: str, owner: str, due: date) -> Improvement:
    """Agree in a review on what is to be made better, whose it is, and by when."""
    review = _led(work, review_id)
    return order(work, what=what, duty=duty, area=area or review.area, owner=owner, due=due, review_id=review.id)


def order(work: Work, *, what: str, duty: str, area: str, owner: str, due: date, review_id: int | None = None) -> Improvement:
    """Give somebody something to improve by a day, in a review or at a weekly meeting."""
    require_any(work, rules.LEADS, area)
    areas.get(work, area)
    if duty not in work.rulebook.duties:
        raise NotFound(kind="duty", id=duty)
    if by_login(work, owner) is None:
        raise NotFound(kind="member", id=owner)
    if due < work.today:
        raise rules.DueTooSoon(due=due)
    if not what.strip():
        raise Unreadable(why="Please say what is to be improved.")
    agreed = Improvement(
        what=what.strip(), duty=duty, area=area, owner=owner, due=due, by=work.by, at=work.now, review_id=review_id
    )
    work.keep(agreed)
    work.tell(ImprovementAgreed(improvement=agreed.id, owner=owner, review=review_id or 0))
    return agreed


def done(work: Work, improvement_id: int, note: str) -> Improvement:
    """Say that it is done, and how: its owner, who holds its duty there, or who leads reviews there."""
    improvement = queries.improvement(work, improvement_id)
    if improvement.owner != work.by and not may(work, (improvement.duty, *rules.LEADS), improvement.area):
        raise NotAllowed(why="Only who owes it, holds its duty or leads reviews there says that it is done.")
    if improvement.done:
        raise rules.DoneAlready
    if not note.strip():
        raise Unreadable(why="Please say what was done.")
    improvement.done, improvement.done_by, improvement.note = work.now, work.by, note.strip()
    work.tell(ImprovementDone(improvement=improvement.id))
    return improvement


def remind(work: Work) -> None:
    """Tell once of every improvement whose day is over."""
    for one in queries.overdue(work):
        one.late_told = work.now
        work.tell(ImprovementLate(improvement=one.id, owner=one.owner))
