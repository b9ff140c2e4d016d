from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.review.soundings import actions, queries, rules
from cityloop.review.soundings.queries import Sounding
from cityloop.review.soundings.schemas import SoundingLookIn, SoundingLookOut, SoundingOut

router = APIRouter(prefix="/api/soundings", tags=["review"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("")
def list_soundings(work: Desk) -> list[SoundingOut]:
    """The spot-checks of areas this person oversees, newest first: told, drawn, looked at."""
    return [_out(work, one) for one in queries.seen(work)]


@router.get("/{sounding_id}")
def sounding(work: Desk, sounding_id: Id) -> SoundingOut:
    """A spot-check with its sample and what was said of it."""
    return _out(work, queries.visible(work, sounding_id))


@router.post("/{sounding_id}/cases/{case_id}")
def look_at_sampled(work: Desk, sounding_id: Id, case_id: Id, said: SoundingLookIn) -> SoundingOut:
    """Say whether a case of the sample was rightly closed; two people look, none of whom had a hand in it."""
    return _out(work, actions.look(work, sounding_id, case_id, passed=said.passed, note=said.note))


def _out(work: Work, check: Sounding) -> SoundingOut:
    looked, passed, disagreed = queries.tally(work, check)
    least, most = rules.interval(passed, looked)
    names = ("id", "area", "since", "until", "size", "digest", "told", "drawn", "closed_cases", "concluded")
    return SoundingOut(
        **{name: getattr(check, name) for name in names},
        seed=check.seed if check.drawn else "",
        cases=[one for one in queries.cases_of(work, check.id) if cases.is_visible(work, one)],
        looks=[
            SoundingLookOut(case_id=one.case_id, passed=one.passed, note=one.note, by=one.by, at=one.at)
            for one in queries.looks(work, check.id)
        ],
        looked=looked,
        passed=passed,
        disagreed=disagreed,
        least=round(least, 4),
        most=round(most, 4),
    )
