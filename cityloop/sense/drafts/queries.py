import logging
from collections.abc import Mapping, Sequence

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from cityloop.kit.errors import NotFound, Refused
from cityloop.kit.work import CITY_TIME, Work
from cityloop.rulebook import Detector, Rulebook, Warning
from cityloop.sense.drafts import rules
from cityloop.sense.drafts.rules import Form
from cityloop.sense.drafts.schemas import FormIn
from cityloop.sense.drafts.tables import DetectorRow as DetectorRow  # a record may be handed on, its table not
from cityloop.sense.drafts.tables import Ruling as Ruling

log = logging.getLogger(__name__)


def version() -> ScalarSelect[int]:
    """Grows whenever a detector is put in force or retired. Part of a query: all are asked for at once."""
    return select(func.coalesce(func.max(Ruling.id), 0)).scalar_subquery()


def in_force(session: Session, rulebook: Rulebook) -> tuple[Detector, ...]:
    """Every detector people wrote that was ever in force, as it holds now; `rulebook` has what they stand on.

    One that no longer stands, because its signal or its playbook is gone, is left out and said in the server's log.
    """
    found: list[Detector] = []
    for ruling, row in _newest(session):
        try:
            found += _detectors(ruling, row, rulebook)
        except Refused as why:
            log.warning("%s is not in force: %s", row.name, why)
    return tuple(found)


def _newest(session: Session) -> Sequence[tuple[Ruling, DetectorRow]]:
    newest = select(func.max(Ruling.id)).group_by(Ruling.name)
    both = select(Ruling, DetectorRow).join(DetectorRow, DetectorRow.id == Ruling.detector_id)
    return [(one, row) for one, row in session.execute(both.where(Ruling.id.in_(newest)).order_by(Ruling.name))]


def _detectors(ruling: Ruling, row: DetectorRow, rulebook: Rulebook) -> tuple[Detector, ...]:
    since = ruling.at.astimezone(CITY_TIME).date()
    source = f"{ruling.reason} ({ruling.by})"
    made = rules.detectors(form_of(row), rulebook.signals, rulebook.playbooks, since, source)
    return tuple(rules.released(one, ruling.id, live=ruling.live) for one in made)


def form_of(row: DetectorRow) -> Form:
    return FormIn.model_validate(row.form).form


def words(session: Session) -> Mapping[str, Mapping[str, str]]:
    """What each is called, by language; a rung by its warning too."""
    said: dict[str, dict[str, str]] = {"zh": {}, "en": {}}
    colours = {"zh": dict(zip(Warning, "红橙黄蓝", strict=True)), "en": {one: one.name for one in Warning}}
    for _, row in _newest(session):
        form = form_of(row)
        for language, called in said.items():
            called[row.name] = form.titles[language]
            for rung in form.rungs:
                warning = Warning(rung.warning)
                called[f"{row.name}.{warning.name}"] = f"{form.titles[language]} · {colours[language][warning]}"
    return said


def get(work: Work, name: str, version: int) -> DetectorRow:
    row = work.session.scalar(select(DetectorRow).where(DetectorRow.name == name, DetectorRow.version == version))
    if row is None:
        raise rules.NoSuchVersion(name=name, version=version)
    return row


def detector(work: Work, name: str, version: int | None = None) -> Detector:
    """The detector of that name that is in force; or, with a version, the one that was written, in force or not."""
    if version is not None:
        get(work, name, version)
    found = written(work.session, work.rulebook, name, version)
    if found is None:
        raise NotFound(kind="detector", id=name)
    return found


def written(session: Session, rulebook: Rulebook, name: str, version: int | None) -> Detector | None:
    """The same, None if there is none or it no longer stands."""
    if version is None:
        return rulebook.detectors.get(name)
    row = session.scalar(select(DetectorRow).where(DetectorRow.name == name, DetectorRow.version == version))
    if row is None:
        return None
    try:
        return rules.detectors(form_of(row), rulebook.signals, rulebook.playbooks, rules.EARLIEST, row.reason)[0]
    except Refused as why:
        log.warning("%s, version %d, no longer stands: %s", name, version, why)
        return None


def versions(work: Work, name: str = "") -> Sequence[DetectorRow]:
    """Every version of everything that was written, or of one, newest first."""
    chosen = select(DetectorRow).order_by(DetectorRow.name, DetectorRow.version.desc())
    return work.session.scalars(chosen.where(DetectorRow.name == name) if name else chosen).all()


def rulings(work: Work) -> Sequence[tuple[Ruling, int]]:
    """What was put in force or retired, newest first, and which version it was."""
    both = select(Ruling, DetectorRow.version).join(DetectorRow, DetectorRow.id == Ruling.detector_id)
    return [(one, number) for one, number in work.session.execute(both.order_by(Ruling.id.desc()))]
