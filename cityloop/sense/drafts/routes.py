from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.rulebook.expressions import NotUnderstood, understand
from cityloop.rulebook.kinds import ALWAYS, KINDS
from cityloop.sense.drafts import actions, queries, rules
from cityloop.sense.drafts.actions import Tried
from cityloop.sense.drafts.schemas import (
    AttemptOut,
    DetectorKindOut,
    DraftOut,
    FormIn,
    FormsOut,
    FoundOut,
    KeepIn,
    RulingIn,
    RulingOut,
    TryIn,
    UnderstoodOut,
    VersionOut,
)

router = APIRouter(prefix="/api/drafts", tags=["sense"], responses=REFUSALS)
SHOWN = 200
Text = Annotated[str, Query(max_length=1000)]
Names = Annotated[Sequence[str], Query(max_length=40)]


@router.get("/forms")
def forms(work: Desk) -> FormsOut:
    """What the form of a detector can be filled in with: kinds and what each asks for, signals with units, playbooks."""
    signals = {name: one.unit for name, one in work.rulebook.signals.items() if not one.inner}
    kinds = [DetectorKindOut.model_validate(kind) for kind in KINDS.values()]
    return FormsOut(kinds=kinds, signals=signals, playbooks=list(work.rulebook.playbooks))


@router.get("/understood")
def understood(work: Desk, text: Text, names: Names = ()) -> UnderstoodOut:
    """How a condition over these names (all signals, if none are given) is understood, while it is being typed."""
    try:
        one = understand(text, (*(names or work.rulebook.signals), *ALWAYS))
    except NotUnderstood as why:
        return UnderstoodOut(text="", names=[], warnings=[], why_not=str(why))
    return UnderstoodOut(text=one.text, names=sorted(one.names), warnings=list(one.warnings), why_not="")


@router.post("/try")
def try_detector(said: TryIn, work: Desk) -> AttemptOut:
    """What a detector would find in a sample. Nothing is kept."""
    return _tried(said.form, actions.try_out(work, said.form, said.sample))


@router.get("")
def list_drafts(work: Desk) -> list[DraftOut]:
    """Every detector people wrote, with its versions and what was put in force when."""
    names = dict.fromkeys(row.name for row in queries.versions(work))
    return [_draft(work, name) for name in names]


@router.post("")
def keep_detector(said: KeepIn, work: Desk) -> DraftOut:
    """Keep a version of a detector that has found something in its sample. It is not yet in force."""
    row = actions.keep(work, said.form, said.sample, said.reason)
    return _draft(work, row.name)


@router.post("/{name}/rulings")
def rule_on_detector(name: str, said: RulingIn, work: Desk) -> DraftOut:
    """Put a version in force from now on, without a restart; or retire the detector."""
    actions.put_in_force(work, name, said.version, said.reason)
    return _draft(work, name)


def _draft(work: Work, name: str) -> DraftOut:
    held = [(ruling, version) for ruling, version in queries.rulings(work) if ruling.name == name]
    versions = [
        VersionOut(
            version=row.version,
            form=FormIn.model_validate(row.form),
            reason=row.reason,
            tried=row.tried,
            by=row.by,
            at=row.at,
        )
        for row in queries.versions(work, name)
    ]
    rulings = [RulingOut(version=version, live=one.live, reason=one.reason, by=one.by, at=one.at) for one, version in held]
    return DraftOut(name=name, live=held[0][1] if held and held[0][0].live else None, versions=versions, rulings=rulings)


def _tried(said: FormIn, tried: Tried) -> AttemptOut:
    every = sorted((one for found in tried.found.values() for one in found), key=lambda one: one.began)
    return AttemptOut(
        readings=tried.readings,
        count=tried.stretches,
        rungs={name: len(found) for name, found in tried.found.items()},
        found=[FoundOut.model_validate(one) for one in every[:SHOWN]],
        doubts=list(rules.doubts(said.form)),
        unit=tried.unit,
    )
