from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cityloop.decide.policies import rules
from cityloop.decide.policies.rules import Mode
from cityloop.decide.policies.tables import Policy
from cityloop.kit.work import CITY_TIME, Work


def adopted(work: Work) -> Sequence[Policy]:
    """Every line, newest first."""
    return work.session.scalars(select(Policy).order_by(Policy.id.desc())).all()


def holding(work: Work, detector: str, warning: int, area: str, at: datetime) -> Policy | None:
    """The line that holds for such an alert at that instant."""
    local = at.astimezone(CITY_TIME)
    hour = local.hour + local.minute / 60
    return rules.holding(adopted(work), detector, warning, area, local.date(), hour)


def mode_for(work: Work, detector: str, warning: int, area: str, at: datetime) -> Mode:
    """What such an alert leads to; where no line says otherwise, a case at once."""
    line = holding(work, detector, warning, area, at)
    return line.mode if line else Mode.automatic
