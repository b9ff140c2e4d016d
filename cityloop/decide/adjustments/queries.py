from collections.abc import Sequence

from sqlalchemy import select

from cityloop.decide.adjustments import rules
from cityloop.decide.adjustments.rules import Book, Said
from cityloop.decide.adjustments.tables import Adjustment as Adjustment  # a record may be handed on, its table not
from cityloop.decide.clocks.limiting import Limits
from cityloop.decide.clocks.rules import Given
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.standards import queries as standards
from cityloop.kit.work import Work
from cityloop.rulebook.cycles import Stage


def every(work: Work) -> Sequence[Adjustment]:
    """Every adjustment there was, newest first."""
    return work.session.scalars(select(Adjustment).order_by(Adjustment.id.desc())).all()


def of_edition(work: Work, said: Said) -> Adjustment | None:
    """What makes running clocks follow this edition already, or will."""
    same = (Adjustment.book == said.book, Adjustment.name == said.name, Adjustment.edition == said.edition)
    return work.session.scalar(select(Adjustment).where(*same, Adjustment.withdrawn.is_(None)))


def due(work: Work) -> Sequence[Adjustment]:
    """Those whose day has come and that have not begun."""
    waits = (Adjustment.begun.is_(None), Adjustment.withdrawn.is_(None), Adjustment.since <= work.today)
    return work.session.scalars(select(Adjustment).where(*waits).order_by(Adjustment.since, Adjustment.id)).all()


def said_of(one: Adjustment) -> Said:
    return Said(one.book, one.name, one.edition, one.since, one.why)


# what clocks are given ------------------------------------------------------------------------------------------------


def limits(work: Work, said: Said, by: str) -> Limits:
    """The limits that clocks of older editions are given by this one."""
    return _of_book(work, said, by) if said.book is Book.standards else _of_cycle(work, said, by)


def _of_book(work: Work, said: Said, by: str) -> dict[tuple[str, str], Given]:
    found = standards.retimed(work, said.edition)
    return {(f"standard:{was}", Stage.handle.value): Given(to, f"standard:{line}", said.why, by) for was, line, to in found}


def _of_cycle(work: Work, said: Said, by: str) -> dict[tuple[str, str], Given]:
    newest = cycles.get(work, said.name, said.edition)
    found = {}
    for version in range(1, said.edition):
        before = cycles.get(work, said.name, version)
        for stage, limit in newest.limits.items():
            if to := rules.other(before.limits.get(stage), limit):
                found[f"{said.key}{version}", stage.value] = Given(to, f"{said.key}{said.edition}", said.why, by)
    return found


def given(work: Work, source: str, stage: str) -> Given | None:
    """The limit a clock of that source and stage is given, now that running clocks follow an edition; none while none does,
    or where that one says the same."""
    book, _, rest = source.partition(":")
    if book not in ("standard", "cycle"):
        return None
    kind, name = (Book.standards, "") if book == "standard" else (Book.cycle, rest.rpartition(":")[0])
    followed = (Adjustment.book == kind, Adjustment.name == name, Adjustment.begun.is_not(None))
    newest = work.session.scalar(select(Adjustment).where(*followed).order_by(Adjustment.id.desc()).limit(1))
    if newest is None:
        return None
    return limits(work, said_of(newest), newest.by).get((source, stage))
