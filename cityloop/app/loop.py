"""The closed loop, on one page: when this is told, that is done."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cityloop.decide.cases import actions as cases
from cityloop.decide.facts import CaseDone
from cityloop.kit.facts import Fact, next_unread
from cityloop.kit.work import Work
from cityloop.review.lessons import actions as lessons
from cityloop.sense.detectors import actions as detectors
from cityloop.sense.devices import actions as devices
from cityloop.sense.facts import AlertRaised, DevicesChanged, WarningReceived
from cityloop.sense.indicators import actions as indicators
from cityloop.sense.vitals import actions as vitals
from cityloop.sense.warnings import actions as warnings
from cityloop.supervise.facts import CaseVerified, ScoreAwarded
from cityloop.supervise.scores import actions as scores
from cityloop.supervise.verifications import actions as verifications


class When(NamedTuple):
    told: type[Fact]
    do: Callable[[Work, Any], None]

    @property
    def name(self) -> str:
        return f"{self.do.__module__.removeprefix('cityloop.')}.{self.do.__name__}"


# 感知 sense: readings are too many for facts, so folds read on in the reading log, each from its own offset
MEASURE = indicators.measure  # gives readings again, to the same log
LOOK = detectors.look  # gives findings to the alerts
BEAT = vitals.measure  # works out all vital signs at once, and lets time go on for them

LOOP = (
    # 感知 sense: what people say of devices is said again where folds read it
    When(DevicesChanged, devices.proclaim),
    When(WarningReceived, warnings.proclaim),
    # 决策 decide
    When(AlertRaised, cases.open_for_alert),
    # 监督 supervise
    When(CaseDone, verifications.ask),
    When(CaseVerified, scores.award),
    # 复盘 review
    When(ScoreAwarded, lessons.collect),
    # and round: RulebookAmended needs no line, the next work is begun under the new rules
)


def take_step(work: Work, when: When) -> bool:
    """Hand one unread fact to what waits for it. False if there is none."""
    fact = next_unread(work.session, when.name, when.told)
    if fact is None:
        return False
    when.do(work, fact)
    return True
