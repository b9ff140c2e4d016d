"""When a notice goes out, how often it is tried, and what it is called. Pure: times are the city's, given in."""

import base64
import hashlib
import zlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from cityloop.kit.errors import NotAllowed, Refused, Unreadable

LEASE = timedelta(minutes=5)  # longer than the slowest channel takes for one
TRIES = 9
FIRST_S, LONGEST_S = 30.0, 3600.0  # between two tries
STALE = timedelta(hours=24)  # what happened longer ago is no news
MINUTE = timedelta(minutes=1)
LANGUAGES = ("zh", "en")


class Occasion(StrEnum):
    """What people are told of."""

    case_dispatched = "case_dispatched"
    task_assigned = "task_assigned"
    verification_asked = "verification_asked"
    case_hastened = "case_hastened"
    owner_pulled_in = "owner_pulled_in"
    case_returned = "case_returned"
    alert_raised = "alert_raised"
    rung = "rung"
    plan_activated = "plan_activated"
    plan_level_changed = "plan_level_changed"
    plan_look_due = "plan_look_due"
    plan_stood_down = "plan_stood_down"
    review_opened = "review_opened"
    improvement_agreed = "improvement_agreed"
    improvement_late = "improvement_late"
    brief_made = "brief_made"
    case_urged = "case_urged"
    appeal_made = "appeal_made"
    appeal_granted = "appeal_granted"
    appeal_refused = "appeal_refused"
    tried = "tried"  # a member tries whether an address works


LEAST = {Occasion.alert_raised: 2}  # the mildest warning of which who answers is told without asking for it
INSISTENT = (Occasion.rung, Occasion.tried)  # neither muted nor declined


class State(StrEnum):
    """Where a notice stands."""

    waiting = "waiting"
    sending = "sending"
    sent = "sent"
    delivered = "delivered"
    failed = "failed"  # it is tried again
    given_up = "given_up"
    doubtful = "doubtful"  # said, but nobody knows whether it was heard; not said again by itself
    spared = "spared"  # no longer needed: acknowledged elsewhere, or the matter muted


class Digest(StrEnum):
    none = "none"
    hourly = "hourly"
    daily = "daily"


class Habit(NamedTuple):
    """How a member likes to be told; times of quiet are minutes of the city's day."""

    language: str = "zh"
    quiet_since: int | None = None
    quiet_until: int | None = None
    digest: Digest = Digest.none
    digest_at: int = 8


class NotOneOfYours(NotAllowed):
    """This is not one of your addresses, mutes or subscriptions."""


class TooManyAddresses(Refused):
    """A member has at most {most} addresses; please strike one off first."""


class NotAgain(Refused):
    """A notice that is {state} is not sent again."""


def key_of(fact: int, member: int | None, outlet: int, address: int | None) -> str:
    """The one key under which this member is told of this fact at this address, however often it is tried.

    >>> key_of(7, 1, 2, 3) == key_of(7, 1, 2, 3), len(key_of(7, 1, 2, 3))
    (True, 32)
    """
    said = f"{fact}/{member}/{outlet}/{address}".encode()
    return base64.urlsafe_b64encode(hashlib.sha256(said).digest()[:24]).decode()


def pause_s(tries: int, key: str) -> float:
    """How long to wait after so many tries: twice as long each time, and not all at once.

    >>> [round(pause_s(tries, "")) for tries in (1, 2, 3, 20)]
    [15, 30, 60, 1800]
    """
    share = 0.5 + zlib.crc32(f"{key}{tries}".encode()) / 2**32 if key else 0.5
    return min(FIRST_S * 2.0 ** min(tries - 1, 20), LONGEST_S) * share


def quiet_ends(habit: Habit, local: datetime) -> datetime | None:
    """When the quiet that holds at this moment ends; none while there is none.

    >>> night = Habit(quiet_since=22 * 60, quiet_until=7 * 60)
    >>> quiet_ends(night, datetime(2026, 3, 2, 23)), quiet_ends(night, datetime(2026, 3, 2, 7))
    (datetime.datetime(2026, 3, 3, 7, 0), None)
    """
    since, until = habit.quiet_since, habit.quiet_until
    if since is None or until is None or since == until:
        return None
    at = local.hour * 60 + local.minute
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if since < until:
        return midnight + until * MINUTE if since <= at < until else None
    if at >= since:
        return midnight + timedelta(days=1) + until * MINUTE
    return midnight + until * MINUTE if at < until else None


def goes(habit: Habit, local: datetime, *, urgent: bool, gathers: bool) -> datetime:
    """When something goes out: at once, with the next digest, or after the quiet. What is urgent always goes at once.

    >>> goes(Habit(digest=Digest.hourly), datetime(2026, 3, 2, 9, 20), urgent=False, gathers=True)
    datetime.datetime(2026, 3, 2, 10, 0)
    """
    if urgent:
        return local
    at = next_digest(habit, local) if gathers and habit.digest is not Digest.none else local
    return quiet_ends(habit, at) or at


def next_digest(habit: Habit, local: datetime) -> datetime:
    hour = local.replace(minute=0, second=0, microsecond=0)
    if habit.digest is Digest.hourly:
        return hour + timedelta(hours=1)
    today = hour.replace(hour=habit.digest_at)
    return today if today > local else today + timedelta(days=1)


def sound_habit(habit: Habit) -> Habit:
    if habit.language not in LANGUAGES:
        raise Unreadable(why=f"Notices are written in {' or '.join(LANGUAGES)}.")
    if (habit.quiet_since is None) != (habit.quiet_until is None):
        raise Unreadable(why="A time of quiet has a beginning and an end.")
    return habit


def prefixes(area: str) -> list[str]:
    """The area and all that it lies in, and the empty one that is everywhere.

    >>> prefixes("500103001")
    ['', '50', '500103', '500103001']
    """
    return ["", *(area[:digits] for digits in (2, 6, 9, 12, 15, 17) if digits <= len(area))]
