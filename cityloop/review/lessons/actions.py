from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.rules import Outcome
from cityloop.kit.work import Work
from cityloop.review.facts import LessonKept
from cityloop.review.lessons import rules
from cityloop.review.lessons.tables import Lesson
from cityloop.supervise.facts import ScoreAwarded


def collect(work: Work, score: ScoreAwarded) -> None:
    """Lay aside for review every closed case that did not simply go well."""
    case = cases.get(work, score.case)
    shown = rules.shows(nothing_there=case.outcome is Outcome.nothing_there, late=case.late, rework=case.rework)
    if shown is None:
        return
    lesson = work.keep(Lesson(case_id=case.id, detector=case.detector, shows=shown, points=score.points, at=work.now))
    work.tell(LessonKept(case=case.id, lesson=lesson.id))
