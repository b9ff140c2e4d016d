from typing import Annotated

from fastapi import APIRouter, Query

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.access.queries import held, scope_of
from cityloop.places.areas.queries import CITY
from cityloop.review.amendments import actions, queries
from cityloop.review.amendments.schemas import (
    AmendmentIn,
    AmendmentOut,
    LessonOut,
    ParameterOut,
    ReplayIn,
    ReplayOut,
    ValueOut,
)
from cityloop.review.lessons import queries as lessons
from cityloop.review.replays import actions as replays
from cityloop.review.replays import queries as replay_queries
from cityloop.rulebook import once
from cityloop.rulebook.assigning import ASSIGNING, numbers
from cityloop.rulebook.costs import LABORATORY, costs
from cityloop.rulebook.reviewing import REVIEWS, triggers
from cityloop.rulebook.telling import NOTICES, keeping

BOARD = "rule_board"

router = APIRouter(prefix="/api", tags=["review"], responses=REFUSALS)


@router.get("/parameters")
def parameters(work: Desk) -> list[ParameterOut]:
    """Every parameter of every detector, and of what looking costs, what opens reviews, how long notices are kept."""
    amended = work.rulebook.amendments
    folds = [(one.name, work.rulebook.parameters(one)) for one in work.rulebook.detectors.values() if not one.retired]
    figures = [
        (LABORATORY, costs(amended)),
        (REVIEWS, triggers(amended)),
        (NOTICES, keeping(amended)),
        (once.ONCE, once.keeping(amended)),
        (ASSIGNING, numbers(amended)),
    ]
    return [
        ParameterOut(
            detector=name,
            name=one.name,
            unit=one.unit,
            least=one.least,
            most=one.most,
            today=one.on(work.today),
            history=[ValueOut(since=d.since, value=d.value, source=d.source, area=d.area) for d in one.history],
        )
        for name, parameters in [*folds, *figures]
        for one in parameters
    ]


@router.get("/lessons")
def list_lessons(
    work: Desk,
    detector: Annotated[str, Query(max_length=128)] = "",
    before: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[LessonOut]:
    """A page of the lessons of cases this person may see, newest first; `before` is the number of the last one known."""
    return [LessonOut.model_validate(one) for one in lessons.seen(work, detector, before, limit)]


@router.post("/replays")
def run_replay(work: Desk, said: ReplayIn) -> ReplayOut:
    """Read the past again under another value of one parameter."""
    replay = replays.run(work, said.detector, said.parameter, said.value, said.since, said.until)
    return ReplayOut.model_validate(replay)


@router.get("/replays")
def list_replays(work: Desk) -> list[ReplayOut]:
    scope = scope_of(work)
    if not scope.covers(CITY) and not any(post.duty == BOARD for post in held(work)):
        return []  # a replay counts what was in the whole city
    return [_seen(work, ReplayOut.model_validate(replay)) for replay in replay_queries.newest(work)]


def _seen(work: Work, replay: ReplayOut) -> ReplayOut:
    """The replay without cases the one who works may not see."""
    scope, missed = scope_of(work), [cases.get(work, case) for case in replay.missed]
    return replay.model_copy(update={"missed": [case.id for case in missed if scope.covers(case.area, case.duty)]})


@router.post("/amendments")
def adopt(work: Desk, said: AmendmentIn) -> AmendmentOut:
    """Adopt a value from a day to come on."""
    amendment = actions.adopt(
        work,
        said.detector,
        said.parameter,
        said.value,
        since=said.since,
        reason=said.reason,
        area=said.area,
        replay_id=said.replay_id,
    )
    return AmendmentOut.model_validate(amendment)


@router.get("/amendments")
def list_amendments(work: Desk) -> list[AmendmentOut]:
    return [AmendmentOut.model_validate(amendment) for amendment in queries.newest(work)]
