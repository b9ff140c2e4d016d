"""What an agency is. Pure."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import Refused, Unreadable

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: GB 32100-2015


class AgencyKind(StrEnum):
    """部门, 事业单位, 镇街, 村社区, 站所."""

    department = "department"
    institution = "institution"
    street = "street"
    community = "community"
    station = "station"


class Profile(NamedTuple):
    """What is said of an agency for a time: `parent` is the code of the one above, empty for the top."""

    name: str
    short: str
    credit: str
    kind: AgencyKind
    area: str
    parent: str
    leader: str


class NotACode(Unreadable):
    """{credit} is no unified social credit code: it has 18 signs and the last of them proves the others."""


class NameMissing(Unreadable):
    """An agency has a name and a short name of at most 100 characters, and a code of at most 64."""


class AgencyThere(Refused):
    """There is an agency of code {code} already."""


class HoldsAlready(Refused):
    """What {name} is from {since} on has been said already; a change begins on a later day."""


class NoAgencyThen(Refused):
    """There is no agency {code} on {day}: it was closed before, or comes later."""


class StillBelow(Refused):
    """{name} cannot be closed on {day}: {below} still stands under it then."""


class StillHeld(Refused):
    """{name} cannot be closed on {day}: posts of it are still held then ({count})."""


class Circle(Refused):
    """{name} would stand under itself on {day}."""


class DayPassed(Refused):
    """What was stays as it was: an agency changes today or on a day to come."""


def check_sign(seventeen: str) -> str:
    """The last sign of a unified social credit code (GB 32100-2015): 31 less the weighted sum modulo 31, weights 3^i.

    >>> check_sign("91330100799655058")
    'B'
    """
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(seventeen))
    return SIGNS[(31 - total % 31) % 31]


def sound(code: str, profile: Profile) -> None:
    """Refuse what cannot be written down."""
    named = profile.name.strip() and profile.short.strip() and len(profile.name) <= 100 and len(profile.short) <= 100
    if not named or not code.strip() or len(code) > 64:
        raise NameMissing
    credit = profile.credit
    if credit and (len(credit) != 18 or not set(credit) <= set(SIGNS) or check_sign(credit[:17]) != credit[17]):
        raise NotACode(credit=credit)


def day(since: date, today: date, *, past: bool) -> None:
    if since < today and not past:
        raise DayPassed
