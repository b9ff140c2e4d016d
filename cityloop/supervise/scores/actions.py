from cityloop.decide.cases import queries as cases
from cityloop.kit.work import Work
from cityloop.rulebook import Scorecard
from cityloop.supervise.facts import CaseVerified, ScoreAwarded
from cityloop.supervise.scores import rules
from cityloop.supervise.scores.tables import Score


def award(work: Work, verified: CaseVerified) -> None:
    """Give the duty the points its scorecard says, once the case is accepted. Work sent back has earned nothing yet."""
    case = cases.get(work, verified.case)
    if not verified.accepted or not verified.closing or case.drill:
        return
    card = work.rulebook.scorecard(case.detector) if case.detector else Scorecard()
    points = rules.points(card, late=case.late, rework=case.rework)
    work.keep(Score(case_id=case.id, duty=case.duty, area=case.held_at or case.area, points=points, at=work.now))
    work.tell(ScoreAwarded(case=case.id, points=points))
