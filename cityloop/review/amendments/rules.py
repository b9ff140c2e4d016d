"""What may be adopted. Pure."""

from datetime import date

from cityloop.kit.errors import Refused
from cityloop.rulebook import Parameter


class TooSoon(Refused):
    """An amendment holds from a day to come, so that every day is judged by one set of values: {since} is too soon."""

    status = 422


class OutOfBounds(Refused):
    """{value} is outside what makes sense for this parameter: {least} to {most} {unit}."""

    status = 422


class ReasonMissing(Refused):
    """Say why: an amendment without a reason is not adopted."""

    status = 422


def check(parameter: Parameter, value: float, since: date, reason: str, today: date) -> None:
    """Refuse what may not be adopted."""
    if not parameter.least <= value <= parameter.most:
        raise OutOfBounds(value=value, least=parameter.least, most=parameter.most, unit=parameter.unit)
    if since <= today:
        raise TooSoon(since=since)
    if not reason.strip():
        raise ReasonMissing
