"""How one gets in. Pure: codes, pauses after wrong tries, and what a password must be."""

import base64
import hashlib
import hmac
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from cityloop.kit.errors import NotAllowed, Refused
from cityloop.people.duties.rules import Held

STEP_S = 30
DIGITS = 6
DRIFT = 1  # steps a clock may be off
SHORTEST = 10  # signs of a password
FORGOTTEN = timedelta(hours=1)  # after so long without a try all is as if there had been none
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
FREE = {"login": 5, "address": 50}  # tries in vain before the first pause
EVERYONE = "all"
CHANGE_PASSWORD, SET_UP_SECOND_STEP = "password", "second_step"


class WrongPassword(Refused):
    """This name and this password do not belong together."""

    status = 401


class CodeAsked(Refused):
    """Please give the code your authenticator shows, too."""

    status = 401


class WrongCode(Refused):
    """This code is not good, or not good any more; please wait for the next one."""

    status = 401


class WeakPassword(Refused):
    """A password has at least 10 signs, is not the login or the name, and is not the one before."""

    status = 422


class SecondStepThere(Refused):
    """An authenticator is set up already, or none was begun: end the old one first, then begin anew."""


class ChooseFirst(NotAllowed):
    """Please choose a password of your own first; the one you were given is good for nothing else."""


class SecondStepFirst(NotAllowed):
    """Your duty asks for a second step at login: please set up an authenticator first."""


FIRST = {CHANGE_PASSWORD: ChooseFirst, SET_UP_SECOND_STEP: SecondStepFirst}


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What the city has set about logging in."""

    idle: timedelta = timedelta(hours=1)
    sitting: timedelta = timedelta(hours=12)
    second_step: frozenset[str] = frozenset()  # the duties that ask for it
    proxies: frozenset[str] = frozenset()  # whose word is taken for where somebody comes from

    def asks_second_step(self, posts: Iterable[Held]) -> bool:
        """Whether someone with these posts needs a second step."""
        return EVERYONE in self.second_step or any(post.duty in self.second_step for post in posts)


class Visit(NamedTuple):
    """From where and by which way somebody logs in."""

    way: str = "password"
    address: str = ""
    device: str = ""


def code_at(secret: str, step: int) -> str:
    """The code of a step, RFC 6238 over RFC 4226: SHA-1, six digits.

    >>> code_at(base64.b32encode(b"12345678901234567890").decode(), 59 // 30)
    '287082'
    """
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def matching(secret: str, code: str, now: datetime, last: int) -> int | None:
    """The step after `last` whose code this is, if the clocks are at most a step apart."""
    here = step_of(now)
    said = code.strip().encode(errors="replace")
    fit = (step for step in range(here - DRIFT, here + DRIFT + 1) if hmac.compare_digest(code_at(secret, step).encode(), said))
    return next((step for step in fit if step > last), None)


def pause(count: int, free: int) -> timedelta:
    """How long nothing is tried after so many wrong tries: it doubles, and it ends.

    >>> pause(4, 5), pause(5, 5).seconds, pause(6, 5).seconds, pause(1000, 5).seconds
    (datetime.timedelta(0), 30, 60, 900)
    """
    if count < free:
        return timedelta(0)
    doubled: int = 2 ** min(count - free, 10)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)


def judge(password: str, login: str, name: str) -> None:
    """Refuse a password that is none."""
    if len(password) < SHORTEST or password.casefold() in (login.casefold(), name.casefold()):
        raise WeakPassword


def plain(code: str) -> str:
    """A recovery code as it is kept: without what makes it legible.

    >>> plain("abcd-EFGH ijkl")
    'ABCDEFGHIJKL'
    """
    return "".join(sign for sign in code.upper() if sign.isalnum())


def digest(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
