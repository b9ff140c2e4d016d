from typing import Annotated, Literal

from fastapi import APIRouter, Query

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import CITY_TIME, Work
from cityloop.review.amendments import queries as amendments
from cityloop.review.effects import queries, rules
from cityloop.review.effects.queries import Effect
from cityloop.review.effects.schemas import EffectOut
from cityloop.review.reviews import queries as reviews

router = APIRouter(prefix="/api", tags=["review"], responses=REFUSALS)


@router.get("/effects")
def list_effects(
    work: Desk,
    amendment: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    language: Literal["zh", "en"] = "zh",
) -> list[EffectOut]:
    """What amendments did, measured 7 and 30 days after their day, newest first; of one amendment if it is said."""
    found = queries.of_amendment(work, amendment) if amendment else queries.newest(work)
    return [_out(work, one, language) for one in found]


def _out(work: Work, one: Effect, language: str) -> EffectOut:
    amendment = amendments.get(work, one.amendment_id)
    day = one.since.astimezone(CITY_TIME).date()
    seen = {review.id for review in reviews.seen(work, amendment=amendment.id)}
    return EffectOut(
        **{name: getattr(one, name) for name in EffectOut.model_fields if hasattr(one, name) and name != "missed"},
        parameter=amendment.parameter,
        value=amendment.value,
        day=day,
        missed=queries.missed_seen(work, one),
        chance=round(rules.chance(one.false_before, one.false_after), 3),
        said=rules.sentence(one, day, work.rulebook.words(language), language),
        reviews=sorted(seen),
    )
