from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import may
from cityloop.review.reviews import actions, queries, rules
from cityloop.review.reviews.queries import Improvement, Review
from cityloop.review.reviews.rules import Trigger
from cityloop.review.reviews.schemas import (
    DoneIn,
    FindingsIn,
    ImprovementIn,
    ImprovementOut,
    InjuryIn,
    InjuryOut,
    ProofIn,
    ProofOut,
    ReviewedCaseOut,
    ReviewOut,
    ReviewPage,
    ReviewsOfCaseOut,
)
from cityloop.rulebook.reviewing import CAUSES

router = APIRouter(prefix="/api", tags=["review"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
Number = Annotated[int, Query(ge=0, lt=2**31)]


@router.get("/reviews")
def list_reviews(
    work: Desk,
    trigger: Trigger | None = None,
    open_only: bool = False,
    quarter: Annotated[str, Query(pattern=r"^([12]\d{3}Q[1-4])?$")] = "",
    case: Number = 0,
    amendment: Number = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[ReviewOut]:
    """The reviews this person may see, newest first: of a quarter (2026Q1), of a case, of an amendment."""
    found = queries.seen(work, trigger=trigger, open_only=open_only, quarter=quarter, case=case, amendment=amendment, limit=limit)
    counts = queries.counts(work, [one.id for one in found])
    return [ReviewOut.model_validate(one).model_copy(update={"cases": counts.get(one.id, 0)}) for one in found]


@router.get("/reviews/causes")
def list_causes(_: Desk) -> list[str]:
    """The causes a review may name, by the names words are found under as `cause.NAME`."""
    return list(CAUSES)


@router.get("/reviews/{review_id}")
def review_page(work: Desk, review_id: Id) -> ReviewPage:
    """A review with its cases, proofs and improvements."""
    return _page(work, queries.visible(work, review_id))


@router.post("/reviews/{review_id}/findings")
def write_review(work: Desk, review_id: Id, said: FindingsIn) -> ReviewPage:
    """Write down causes, lessons, participants and the decision."""
    return _page(work, actions.write(work, review_id, **said.model_dump()))


@router.post("/reviews/{review_id}/proofs")
def attach_proof(work: Desk, review_id: Id, said: ProofIn) -> ProofOut:
    """Attach a replay or an amendment."""
    return ProofOut.model_validate(actions.attach(work, review_id, **said.model_dump()))


@router.post("/reviews/{review_id}/improvements")
def agree_improvement(work: Desk, review_id: Id, said: ImprovementIn) -> ImprovementOut:
    """Agree on what is to be made better, by whom and by when."""
    return _improvement(work, actions.agree(work, review_id, **said.model_dump()))


@router.post("/reviews/{review_id}/conclude")
def conclude_review(work: Desk, review_id: Id) -> ReviewPage:
    """Close the review."""
    return _page(work, actions.conclude(work, review_id))


@router.get("/cases/{case_id}/reviews")
def reviews_of_case(work: Desk, case_id: Id) -> ReviewsOfCaseOut:
    """The reviews of a case this person may see, the injuries told of it, and whether one may open a review."""
    case, found = cases.visible(work, case_id), queries.seen(work, case=case_id)
    open_by_hand = any(one.closed is None and one.trigger is Trigger.by_hand for one in found)
    return ReviewsOfCaseOut(
        reviews=[ReviewOut.model_validate(one) for one in found],
        injuries=[InjuryOut.model_validate(one) for one in queries.injuries(work, [case_id])],
        may_open=not open_by_hand and may(work, rules.LEADS, case.area),
    )


@router.post("/cases/{case_id}/review")
def begin_review(work: Desk, case_id: Id) -> ReviewPage:
    """Open a review of a case that no rule opened one for."""
    return _page(work, actions.begin(work, case_id))


@router.post("/cases/{case_id}/injuries")
def tell_injury(work: Desk, case_id: Id, said: InjuryIn) -> ReviewOut:
    """Say that somebody was injured where the case is; a review of it opens."""
    return ReviewOut.model_validate(actions.tell_injury(work, case_id, said.people, said.note))


@router.get("/improvements")
def list_improvements(
    work: Desk,
    standing: Annotated[str, Query(pattern="^(open|late|done)?$")] = "",
    area: Annotated[str, Query(max_length=17)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> list[ImprovementOut]:
    """What is to be made better, as far as this person may see it or owes it: due first comes first."""
    return [_improvement(work, one) for one in queries.improvements_seen(work, standing=standing, area=area, limit=limit)]


@router.post("/improvements")
def order_improvement(work: Desk, said: ImprovementIn) -> ImprovementOut:
    """Order something outside any review, as at a weekly meeting."""
    return _improvement(work, actions.order(work, **said.model_dump()))


@router.post("/improvements/{improvement_id}/done")
def finish_improvement(work: Desk, improvement_id: Id, said: DoneIn) -> ImprovementOut:
    """Say that it is done, and how."""
    return _improvement(work, actions.done(work, improvement_id, said.note))


def _improvement(work: Work, one: Improvement) -> ImprovementOut:
    ended = one.done.astimezone(CITY_TIME).date() if one.done else work.today
    return ImprovementOut.model_validate(one).model_copy(update={"late": ended > one.due})


def _page(work: Work, review: Review) -> ReviewPage:
    seen = queries.cases_seen(work, review.id)
    count = len(queries.cases_of(work, review.id))
    return ReviewPage(
        review=ReviewOut.model_validate(review).model_copy(update={"cases": count}),
        cases=[ReviewedCaseOut.model_validate(one) for one in seen],
        injuries=[InjuryOut.model_validate(one) for one in queries.injuries(work, [case.id for case in seen])],
        proofs=[ProofOut.model_validate(one) for one in queries.proofs(work, review.id)],
        improvements=[_improvement(work, one) for one in queries.improvements(work, review.id)],
        missing=rules.missing(review.causes, review.lessons, review.decision),
        may_lead=review.closed is None and may(work, rules.LEADS, review.area),
    )
