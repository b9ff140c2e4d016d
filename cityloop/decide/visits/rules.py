"""What an answer must be, and what is known already. Pure."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from cityloop.kit.errors import Refused
from cityloop.rulebook.forms import Field, Form, Kind

VISITED_BY = ("grid_member", "clerk")
LONGEST = 1000  # characters of an answer
PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")


class NotAskedThere(Refused):
    """The form asks nothing called {field}."""

    status = 422


class AnswerMissing(Refused):
    """Say {field}: it is not known yet, or was known too long ago."""

    status = 422


class NoAnswer(Refused):
    """This is no answer to {field}."""

    status = 422


class NoLongerVisited(Refused):
    """Nobody is visited there any more."""


def good(field: Field, said: str) -> str:
    """The answer as it is kept. Raises NoAnswer.

    >>> from cityloop.rulebook.forms import GAS, PEOPLE
    >>> good(PEOPLE, " 3 "), good(GAS, "piped")
    ('3', 'piped')
    """
    said = said.strip()
    if len(said) > LONGEST or not _fits(field, said):
        raise NoAnswer(field=field.name)
    return said


def _fits(field: Field, said: str) -> bool:
    match field.kind:
        case Kind.text:
            return bool(said)
        case Kind.choice:
            return said in field.options
        case Kind.yes_no:
            return said in ("yes", "no")
        case Kind.phone:
            return PHONE.fullmatch(said) is not None
        case Kind.day:
            return _day(said)
        case Kind.number:
            return _number(field, said)


def _day(said: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(said).year < 2200
    except ValueError:
        return False


def _number(field: Field, said: str) -> bool:
    if not (said.isascii() and len(said) < 20):
        return False
    try:
        value = float(said)
    except ValueError:
        return False
    return math.isfinite(value) and field.least <= value <= field.most


def fresh(field: Field, at: datetime, now: datetime) -> bool:
    """Whether an answer of then is still taken to be so."""
    return field.keeps_days is None or now - at < timedelta(days=field.keeps_days)


def filled(form: Form, said: Mapping[str, str], known: Mapping[str, datetime], now: datetime) -> dict[str, str]:
    """What was said on a visit, looked at; what is known and still so need not be said again. An empty answer is none."""
    asked = {field.name: field for field in form.fields}
    answers = {name: words for name, words in said.items() if words.strip()}
    for name in answers:
        if name not in asked:
            raise NotAskedThere(field=name)
    for field in form.fields:
        there = field.name in known and fresh(field, known[field.name], now)
        if field.required and field.name not in answers and not there:
            raise AnswerMissing(field=field.name)
    return {name: good(asked[name], words) for name, words in answers.items()}
