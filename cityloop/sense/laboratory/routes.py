from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path

from cityloop.kit.errors import Unreadable
from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.access.queries import require
from cityloop.places.areas import queries as areas
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.laboratory import actions, queries, rules
from cityloop.sense.laboratory.rules import Tally
from cityloop.sense.laboratory.schemas import (
    BesideOut,
    FindingOut,
    LabelIn,
    LabelOut,
    ShadowIn,
    ShadowOut,
    SideOut,
    TallyOut,
    TrialIn,
    TrialOut,
)

Number = Annotated[int, Path(ge=1, lt=1 << 31)]

router = APIRouter(prefix="/api/laboratory", tags=["sense"], responses=REFUSALS)


@router.get("/trials")
def list_trials(work: Desk) -> list[TrialOut]:
    """The trials, newest first, with how far each has come."""
    require(work, actions.BOARD, areas.CITY)
    return [TrialOut.model_validate(trial) for trial in queries.trials(work)]


@router.get("/trials/{trial_id}")
def get_trial(trial_id: Number, work: Desk) -> TrialOut:
    """One trial: how many alerts there would have been, how many were real as far as is known, and what they would cost."""
    require(work, actions.BOARD, areas.CITY)
    return TrialOut.model_validate(queries.trial(work, trial_id))


@router.post("/trials")
def ask_for_trial(said: TrialIn, work: Desk) -> TrialOut:
    """Let a detector read a stretch of the past again. It runs by itself; ask again for how far it has come."""
    if said.since.tzinfo is None or said.until.tzinfo is None:
        raise Unreadable(why="Every time has a zone.")
    asked = actions.ask(work, said.detector, said.version, said.first, said.second, said.since, said.until)
    return TrialOut.model_validate(asked)


@router.get("/shadows")
def list_shadows(work: Desk) -> list[ShadowOut]:
    """What runs or ran in the shadow of a live detector, newest first."""
    require(work, actions.BOARD, areas.CITY)
    return [ShadowOut.model_validate(shadow) for shadow in queries.shadows(work)]


@router.get("/shadows/{shadow_id}")
def see_beside(shadow_id: Number, work: Desk) -> BesideOut:
    """The shadow beside the live detector: what both found, what only one did, and how each did."""
    require(work, actions.BOARD, areas.CITY)
    shadow = queries.shadow(work, shadow_id)
    live, found, difference, tallies = queries.beside(work, shadow)
    detector = work.rulebook.detector(shadow.detector)
    words = queries.known(work, shadow.detector, shadow.began, shadow.ended or work.now)
    judged = [rules.judged(side, words, detector.quiet) for side in (live, found)]
    return BesideOut(
        shadow=ShadowOut.model_validate(shadow),
        both=difference.both,
        unit=detector.unit,
        live=_side(live, judged[0], difference.only_first, tallies[0]),
        shadowed=_side(found, judged[1], difference.only_second, tallies[1]),
    )


def _side(found: Sequence[Sighting], real: list[bool | None], alone: list[int], tally: Tally) -> SideOut:
    only = set(alone)
    order = sorted(range(len(found)), key=lambda place: (place not in only, found[place].began))[: rules.SHOWN]
    shown = [FindingOut(**found[place]._asdict(), real=real[place], alone=place in only) for place in order]
    return SideOut(tally=TallyOut(**tally._asdict()), alone=len(alone), found=shown)


@router.post("/shadows")
def begin_shadow(said: ShadowIn, work: Desk) -> ShadowOut:
    """Let another version, or other values, of a detector read beside the one in force. It raises no alert."""
    return ShadowOut.model_validate(actions.begin_shadow(work, said.detector, said.version, said.values, said.reason))


@router.delete("/shadows/{shadow_id}")
def end_shadow(shadow_id: Number, work: Desk) -> ShadowOut:
    """End a shadow; what it found stays."""
    return ShadowOut.model_validate(actions.end_shadow(work, shadow_id))


@router.post("/labels")
def label_finding(said: LabelIn, work: Desk) -> LabelOut:
    """Say whether something that was found was real. Closed cases say so by themselves."""
    if said.began.tzinfo is None or said.ended.tzinfo is None:
        raise Unreadable(why="Every time has a zone.")
    return LabelOut.model_validate(actions.label(work, said.detector, said.subject, said.began, said.ended, real=said.real))
