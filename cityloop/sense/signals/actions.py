import math
from datetime import timedelta

from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.rulebook import OWN, Signal
from cityloop.sense.facts import SignalDeclared
from cityloop.sense.signals import queries, rules
from cityloop.sense.signals.tables import SignalRow

DAY = timedelta(days=1)


def declare(work: Work, signal: Signal) -> None:
    """Let a signal be read from now on. Declared again, it holds as said last; one that a scenario brings is left alone."""
    rules.sound(signal)
    alone(work.session, "declaring signals")
    if any(signal.name in (one.name for one in scenario.signals) for scenario in work.rulebook.scenarios if scenario.name != OWN):
        raise Unreadable(why=f"{signal.name} belongs to a scenario and is declared there.")
    if signal in queries.kept(work.session):
        return
    row = work.keep(
        SignalRow(
            name=signal.name,
            unit=signal.unit,
            expect_every_s=signal.expect_every.total_seconds(),
            least=signal.least if math.isfinite(signal.least) else None,
            most=signal.most if math.isfinite(signal.most) else None,
            urgent=signal.urgent,
            raw_days=signal.keep.raw / DAY,
            hourly_days=signal.keep.hourly / DAY,
            daily_days=signal.keep.daily / DAY,
            by=work.by,
            at=work.now,
        )
    )
    work.tell(SignalDeclared(signal=row.id))
