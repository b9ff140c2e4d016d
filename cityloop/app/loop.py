"""The closed loop, on one page: when this is told, that is done."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cityloop.app import calling, calling_after
from cityloop.decide.adjustments import actions as adjustments
from cityloop.decide.cases import actions as cases
from cityloop.decide.cases import queries as case_queries
from cityloop.decide.cases import timing
from cityloop.decide.cases.rules import Outcome
from cityloop.decide.clocks import reckoning
from cityloop.decide.facts import (
    AdjustmentBegun,
    AdjustmentLeft,
    CalendarChanged,
    CaseClosed,
    CaseDispatched,
    CaseDone,
    CaseFiled,
    CaseOpened,
    CaseReopened,
    CaseReturned,
    CaseWithheld,
    ClocksLeft,
    DeadlinesMoved,
    LookAsked,
    OwnerPulledIn,
    PlanActivated,
    PlanLevelChanged,
    PlanLookDue,
    PlanStoodDown,
    TaskAssigned,
)
from cityloop.kit.facts import Fact, next_unread
from cityloop.kit.work import Work
from cityloop.places.facts import MapAdopted, MapUndone
from cityloop.places.microgrids import actions as microgrids
from cityloop.review.briefs import actions as briefs
from cityloop.review.effects import actions as effects
from cityloop.review.facts import BriefPrinted, ImprovementAgreed, ImprovementLate, ReviewOpened, SoundingConcluded
from cityloop.review.lessons import actions as lessons
from cityloop.review.reviews import opening as reviews
from cityloop.sense.detectors import actions as detectors
from cityloop.sense.devices import actions as devices
from cityloop.sense.facts import AlertRaised, DevicesChanged, ReportReceived, WarningReceived
from cityloop.sense.indicators import actions as indicators
from cityloop.sense.laboratory import actions as laboratory
from cityloop.sense.vitals import actions as vitals
from cityloop.sense.warnings import actions as warnings
from cityloop.supervise.escalations import actions as escalations
from cityloop.supervise.facts import (
    AlertRung,
    AppealDecided,
    AppealMade,
    AppealReviewed,
    CaseHastened,
    CaseUrged,
    CaseVerified,
    PeriodFrozen,
    Rung,
    ScoreAwarded,
    VerificationAsked,
)
from cityloop.supervise.races import actions as races
from cityloop.supervise.scores import actions as scores
from cityloop.supervise.verifications import actions as verifications


class When(NamedTuple):
    told: type[Fact]
    do: Callable[[Work, Any], None]
    log: bool = False  # whether it needs the reading log: then it is done where that is held

    @property
    def name(self) -> str:
        return f"{self.do.__module__.removeprefix('cityloop.')}.{self.do.__name__}"


# 感知 sense: readings are too many for facts, so folds read on in the reading log, each from its own offset
MEASURE = indicators.measure  # gives readings again, to the same log
LOOK = detectors.look  # gives findings to the alerts
TRACE = laboratory.trace  # keeps what a shadow finds beside
WRITE_BRIEF = briefs.go_on  # makes the next brief whose hour has come, or prints the next that is made
MEASURE_EFFECT = effects.measure_next  # holds an amendment against what was before it
READ_PAST = laboratory.go_on  # lets a detector on trial read stored readings again
BEAT = vitals.measure  # works out all vital signs at once, and lets time go on for them


def label(work: Work, closed: CaseClosed) -> None:
    """Tell the laboratory whether what the alert of a closed case said was real."""
    case = case_queries.get(work, closed.case)
    if case.alert_id is not None and not case.drill:
        laboratory.label_alert(work, case.alert_id, real=case.outcome is Outcome.settled, case=case.id)


LOOP = (
    # 感知 sense: what people say of devices is said again where folds read it
    When(DevicesChanged, devices.proclaim, log=True),
    When(WarningReceived, warnings.proclaim, log=True),
    # 网格 places: micro-grids go with the map
    When(MapAdopted, microgrids.follow),
    When(MapUndone, microgrids.go_back),
    # 决策 decide
    When(AlertRaised, cases.open_for_alert),
    When(ReportReceived, cases.open_for_report),
    When(CalendarChanged, reckoning.reckon_again),
    When(ClocksLeft, reckoning.go_on),
    When(AdjustmentBegun, adjustments.begin),
    When(AdjustmentLeft, adjustments.go_on),
    When(DeadlinesMoved, timing.show),
    # 监督 supervise
    When(CaseDispatched, escalations.begin_for_case),
    When(CaseWithheld, escalations.begin_for_alert),
    When(LookAsked, verifications.ask_before_filing),
    When(CaseDone, verifications.ask),
    When(CaseVerified, scores.award),
    When(PeriodFrozen, races.keep),
    # 复盘 review
    When(ScoreAwarded, lessons.collect),
    When(CaseOpened, reviews.look_for_repeats),
    When(CaseFiled, reviews.look_for_repeats_filed),
    When(CaseHastened, reviews.look_at_late),
    When(CaseReopened, reviews.look_at_reopened),
    When(CaseUrged, reviews.look_at_urged),
    When(CaseClosed, reviews.look_at_closed),
    When(SoundingConcluded, briefs.write_bulletin),
    # and back to sense: what a closed case says of its alert is what detectors are judged by
    When(CaseClosed, label),
    # people are told, each by the channels they chose
    When(CaseDispatched, calling.dispatched),
    When(VerificationAsked, calling.asked_to_verify),
    When(CaseHastened, calling.hastened),
    When(OwnerPulledIn, calling.pulled_in),
    When(CaseReturned, calling.returned),
    When(Rung, calling.rang),
    When(AlertRaised, calling.raised),
    When(AlertRung, calling_after.alert_rang),
    When(TaskAssigned, calling_after.assigned),
    When(CaseUrged, calling_after.urged),
    When(AppealMade, calling_after.appealed),
    When(AppealReviewed, calling_after.appeal_reviewed),
    When(AppealDecided, calling_after.appeal_decided),
    When(ReviewOpened, calling_after.review_opened),
    When(ImprovementAgreed, calling_after.improvement_agreed),
    When(ImprovementLate, calling_after.improvement_late),
    When(BriefPrinted, calling_after.brief_printed),
    When(PlanActivated, calling.activated),
    When(PlanLevelChanged, calling.level_changed),
    When(PlanLookDue, calling.look_due),
    When(PlanStoodDown, calling.stood_down),
    # and round: RulebookAmended needs no line, the next work is begun under the new rules
)


def take_step(work: Work, when: When) -> bool:
    """Hand one unread fact to what waits for it. False if there is none."""
    fact = next_unread(work.session, when.name, when.told)
    if fact is None:
        return False
    when.do(work, fact)
    return True
