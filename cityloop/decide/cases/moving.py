"""How a case comes from one state to another: what its form says of it, and what entering a stage always does."""

from collections.abc import Mapping

from cityloop.decide.cases import rules, timing
from cityloop.decide.cases.tables import Case
from cityloop.decide.facts import CaseClosed, CaseDone, CaseFiled, CaseMoved, CaseVoided, LookAsked
from cityloop.decide.standards import queries as standards
from cityloop.kit.work import Work
from cityloop.rulebook.cycles import Cycle, Move, Stage


def fill(work: Work, case: Case, move: Move, said: Mapping[str, str]) -> None:
    """What the form of the move says of the case itself: its category, and under which line of the book it is filed or closed."""
    asks = {ask.name for ask in move.asks}
    if "category" in asks and (key := said.get("category", "").strip()):
        case.category_code = standards.category(work, key).key
    if "line" not in asks:
        return
    line = _line(work, case, said.get("line", "").strip())
    if case.filed is None:
        case.filing_line = line.id if line else None
        case.duty = line.duty if line and line.duty in work.rulebook.duties else case.duty
    else:
        case.closing_line = line.id if line else case.filing_line


def _line(work: Work, case: Case, said: str) -> standards.Standard | None:
    """The line that is said, one of the category's; where the book has only one, that one."""
    known = {str(one.id): one for one in standards.conditions(work, case.category_code)}
    if said in known:
        return known[said]
    if said:
        raise rules.NotItsLine(key=case.category_code)
    if len(known) > 1 and case.filed is None:
        raise rules.LineMissing(key=case.category_code)
    return next(iter(known.values()), None)


def arrive(work: Work, case: Case, kind: Cycle, move: Move, why: str = "") -> None:
    """Bring the case to the state the move leads to, and do what entering its stage always does."""
    was = case.state
    case.state = move.to or was
    before, now = kind.stage(was), kind.stage(case.state)
    case.stage, case.open = now, not now.ends
    _leave(work, case, before, now)
    timing.turn(work, case, kind, was)
    told = now.ends or (before is Stage.file and now is Stage.dispatch)  # by facts of their own
    if not move.does and move.name not in rules.OWN_DOORS and (why.strip() or not told):
        work.tell(CaseMoved(case=case.id, move=move.name, was=was, now=case.state, why=why.strip()))
    if was != case.state:
        _enter(work, case, now, why)


def _leave(work: Work, case: Case, before: Stage, now: Stage) -> None:
    if before is Stage.file and now is Stage.dispatch:
        case.filed = case.filed or work.now
        work.tell(CaseFiled(case=case.id))
    if before.ends:
        case.closed = None
    if before is Stage.handle and now.place > Stage.handle.place and now is not Stage.void:
        case.done = work.now


def _enter(work: Work, case: Case, now: Stage, why: str) -> None:
    if now is Stage.verify_before_filing:
        work.tell(LookAsked(case=case.id))
    elif now is Stage.verify_before_closing:
        work.tell(CaseDone(case=case.id))
    elif now is Stage.done:
        case.closed = work.now
        work.tell(CaseClosed(case=case.id))
    elif now is Stage.void:
        case.voided = work.now
        work.tell(CaseVoided(case=case.id, why=why.strip()))
