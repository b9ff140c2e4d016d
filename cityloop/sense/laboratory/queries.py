from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from cityloop.kit.work import Work
from cityloop.rulebook import Detector, Rulebook
from cityloop.rulebook.costs import costs
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.rules import Sighting
from cityloop.sense.drafts import queries as drafts
from cityloop.sense.laboratory import rules
from cityloop.sense.laboratory.rules import Difference, Known, Stand, Tally
from cityloop.sense.laboratory.tables import Label, ShadowTurn, Trace
from cityloop.sense.laboratory.tables import Shadow as Shadow  # a record may be handed on, its table not
from cityloop.sense.laboratory.tables import Trial as Trial


def version() -> ScalarSelect[int]:
    """Grows whenever a shadow begins or ends. Part of a query: all are asked for at once."""
    return select(func.coalesce(func.max(ShadowTurn.id), 0)).scalar_subquery()


def in_shadow(session: Session, rulebook: Rulebook) -> tuple[Detector, ...]:
    """Every detector that runs in the shadow of one in force, under the name of its shadow."""
    found = []
    for shadow in session.scalars(select(Shadow).where(Shadow.ended.is_(None)).order_by(Shadow.id)):
        base = drafts.written(session, rulebook, shadow.detector, shadow.version)
        if base is not None:
            found.append(rules.shadowed(base, rulebook.parameters(base), shadow.values, shadow.id))
    return tuple(found)


def cost_of_alert(work: Work) -> float:
    """What looking at one alert costs today, in CNY."""
    return sum(one.on(work.today) for one in costs(work.rulebook.amendments))


def trials(work: Work, limit: int = 50) -> Sequence[Trial]:
    return work.session.scalars(select(Trial).order_by(Trial.id.desc()).limit(limit)).all()


def trial(work: Work, trial_id: int) -> Trial:
    return work.find(Trial, trial_id)


def unfinished(work: Work) -> Trial | None:
    """The trial that has waited longest; one that was running when the process ended comes first."""
    waits = select(Trial).where(Trial.stand.in_((Stand.running, Stand.waiting))).order_by(Trial.stand, Trial.id)
    return work.session.scalar(waits.limit(1))


def known(work: Work, detector: str, since: datetime, until: datetime) -> list[Known]:
    """What is known of what the detector says of this stretch of time, oldest word first."""
    words = select(Label).where(Label.detector == detector, Label.began < until, Label.ended >= since).order_by(Label.id)
    return [Known(one.subject, one.began, one.ended, one.real) for one in work.session.scalars(words)]


def shadows(work: Work, limit: int = 50) -> Sequence[Shadow]:
    return work.session.scalars(select(Shadow).order_by(Shadow.id.desc()).limit(limit)).all()


def shadow(work: Work, shadow_id: int) -> Shadow:
    return work.find(Shadow, shadow_id)


def traces(work: Work, shadow_id: int) -> list[Sighting]:
    """What a shadow has found so far, oldest first."""
    rows = work.session.scalars(select(Trace).where(Trace.shadow_id == shadow_id).order_by(Trace.began, Trace.id))
    return [Sighting(one.subject, one.began, one.ended, one.peak, one.lon, one.lat) for one in rows]


def near(work: Work, shadow_id: int, sighting: Sighting) -> Trace | None:
    """The last trace of the shadow and subject that began before the sighting ended."""
    same = (Trace.shadow_id == shadow_id) & (Trace.subject == sighting.subject) & (Trace.began <= sighting.ended)
    return work.session.scalar(select(Trace).where(same).order_by(Trace.began.desc()).limit(1))


def beside(work: Work, shadow: Shadow) -> tuple[list[Sighting], list[Sighting], Difference, tuple[Tally, Tally]]:
    """The live detector's alerts while the shadow ran, what the shadow found, how they differ, and how each did."""
    until = shadow.ended or work.now
    live = [
        Sighting(one.subject, one.began, one.ended, one.peak, one.lon, one.lat)
        for one in alerts.lasting_between(work, shadow.detector, shadow.began, until)
    ]
    quiet = work.rulebook.detector(shadow.detector).quiet
    found, words = traces(work, shadow.id), known(work, shadow.detector, shadow.began, until)
    each = cost_of_alert(work)
    tallies = rules.tally(live, words, quiet, each), rules.tally(found, words, quiet, each)
    return live, found, rules.differ(live, found, quiet), tallies
