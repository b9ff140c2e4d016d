import math
from datetime import timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from cityloop.rulebook import Keep, Signal
from cityloop.sense.signals.tables import SignalRow


def kept(session: Session) -> tuple[Signal, ...]:
    """Every signal declared while the city runs, as it holds now, by name."""
    newest = select(func.max(SignalRow.id)).group_by(SignalRow.name)
    rows = session.scalars(select(SignalRow).where(SignalRow.id.in_(newest)).order_by(SignalRow.name))
    return tuple(map(_signal, rows))


def version() -> ScalarSelect[int]:
    """Grows whenever a signal is declared. Part of a query: all are asked for at once."""
    return select(func.coalesce(func.max(SignalRow.id), 0)).scalar_subquery()


def _signal(row: SignalRow) -> Signal:
    return Signal(
        name=row.name,
        unit=row.unit,
        expect_every=timedelta(seconds=row.expect_every_s),
        least=-math.inf if row.least is None else row.least,
        most=math.inf if row.most is None else row.most,
        urgent=row.urgent,
        keep=Keep(raw=timedelta(days=row.raw_days), hourly=timedelta(days=row.hourly_days), daily=timedelta(days=row.daily_days)),
    )
