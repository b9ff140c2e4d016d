"""Every so often, on one page: what is done without anyone asking."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from cityloop.app import counting, moves
from cityloop.decide.adjustments import actions as adjustments
from cityloop.decide.calendars import actions as calendars
from cityloop.decide.cases import actions as cases
from cityloop.decide.gatherings import calling as gatherings
from cityloop.decide.plans import actions as plans
from cityloop.decide.reorganisations import actions as reorganisations
from cityloop.kit import once, seals
from cityloop.kit.work import Work
from cityloop.people.notices import actions as notices
from cityloop.review.reviews import actions as reviews
from cityloop.review.soundings import actions as soundings
from cityloop.rulebook import TICK
from cityloop.sense.alerts import actions as alerts
from cityloop.sense.devices import actions as devices
from cityloop.sense.ledger import actions as ledger
from cityloop.sense.things import counting as observations
from cityloop.sense.warnings import actions as warnings
from cityloop.supervise.deadlines import actions as deadlines
from cityloop.supervise.escalations import actions as escalations
from cityloop.supervise.urgings import actions as urgings


class Round(NamedTuple):
    every: timedelta
    do: Callable[[Work], object]
    log: bool = False  # whether it needs the reading log: then it is gone where that is held

    @property
    def name(self) -> str:
        return f"{self.do.__module__.removeprefix('cityloop.')}.{self.do.__name__}"


def seal(work: Work) -> None:
    """Seal what was told since the last seal."""
    while seals.seal(work.session, work.now):
        work.session.flush()


ROUNDS = (
    Round(timedelta(seconds=30), observations.keep_up, log=True),
    Round(timedelta(seconds=2), seal),
    Round(timedelta(seconds=1), moves.relay_moves, log=True),
    Round(TICK.expect_every, devices.tick, log=True),
    Round(timedelta(seconds=10), alerts.end_quiet, log=True),
    Round(timedelta(seconds=10), alerts.call_again, log=True),
    Round(timedelta(seconds=30), ledger.post, log=True),
    Round(timedelta(seconds=30), warnings.expire, log=True),
    Round(timedelta(seconds=30), cases.resume),
    Round(timedelta(seconds=30), deadlines.hasten),
    Round(timedelta(seconds=10), deadlines.turn_lamps),
    Round(timedelta(seconds=30), urgings.watch),
    Round(timedelta(seconds=30), plans.remind),
    Round(timedelta(seconds=10), gatherings.sweep),
    Round(timedelta(minutes=1), reorganisations.carry_out),
    Round(timedelta(minutes=1), adjustments.keep_up),
    Round(timedelta(seconds=10), escalations.ring_on),
    Round(timedelta(hours=1), calendars.keep_up),
    Round(timedelta(hours=1), notices.prune),
    Round(timedelta(hours=1), once.prune),
    Round(timedelta(minutes=10), reviews.remind),
    Round(timedelta(minutes=10), soundings.go_on),
    Round(timedelta(minutes=1), counting.count, log=True),
)
