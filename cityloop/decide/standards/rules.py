"""What a line of the book must say, and how two editions differ. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol, TypeVar

from cityloop.kit.errors import Refused
from cityloop.rulebook.limits import Limit, NotALimit
from cityloop.rulebook.standards import former, listed
from cityloop.rulebook.standards.codes import NotACode, read_matter_code

LOCAL = re.compile(r"L\d{4,6}")
SPOKEN = (
    ("紧急工作时", "UH"),
    ("紧急工作日", "UD"),
    ("紧急小时", "UH"),
    ("紧急日", "UD"),
    ("工作小时", "WH"),
    ("工作时", "WH"),
    ("工作日", "WD"),
)
LONGEST = {"name": 100, "grade": 20, "filing": 1000, "closing": 1000, "duty": 100, "department": 200, "source": 500}
LONGEST |= {"filing_en": 1000, "closing_en": 1000}


class EditionHolds(Refused):
    """This edition holds since {since}; only one that has not begun can be withdrawn."""


class TooEarly(Refused):
    """A book holds already, so the next edition begins on {earliest} at the earliest."""

    status = 422


class NotALine(ValueError):
    """Why a row says no line of the book."""


class Line(NamedTuple):
    """One line of the book. Which it is say its key and its number within that key."""

    key: str
    name: str
    number: int
    grade: str
    filing: str
    closing: str
    time: str
    duty: str
    department: str
    source: str
    filing_en: str
    closing_en: str

    @property
    def which(self) -> tuple[str, int]:
        return self.key, self.number


class Change(NamedTuple):
    """What a new edition does to the one before."""

    added: tuple[Line, ...]
    changed: tuple[tuple[Line, Line], ...]  # as it was, as it will be
    gone: tuple[Line, ...]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.gone)


class Version(Protocol):
    """Of an edition what says when it holds."""

    @property
    def id(self) -> int: ...
    @property
    def since(self) -> date: ...


V = TypeVar("V", bound=Version)


def holding(editions: Iterable[V], day: date) -> V | None:
    """The edition that holds on a day: the one that began last; of two of one day the newer."""
    return max((one for one in editions if one.since <= day), key=lambda one: (one.since, one.id), default=None)


def earliest(today: date, held: bool) -> date:
    """When a new edition may begin: a day to come, but a city's first may begin at once."""
    return today + timedelta(days=1) if held else today


def key_of(said: str) -> str:
    """The key of a category, however a book writes it: a key, eleven digits, or a code of 2013. Raises NotALine.

    >>> key_of("M06010"), key_of("50010306010"), key_of("0110"), key_of("06010")
    ('M06010', 'M06010', 'M06010', 'M06010')
    """
    code = said.strip().upper()
    if re.fullmatch(r"\d{11}", code):
        try:
            return read_matter_code(code)[1]
        except NotACode as fault:
            raise NotALine(f"{fault}.") from None
    if re.fullmatch(r"\d{4}", code) or re.fullmatch(r"E\d{4}", code):
        was = former().get(f"E{code[-4:]}")
        if was is None or was.partly:
            raise NotALine(f"The event {code} of 2013 has no single place in the list of 2026; say the key it goes to.")
        return was.becomes
    if re.fullmatch(r"\d{5}", code):
        if code < "06":
            raise NotALine(f"{code} is a component and a matter; write C{code} or M{code}.")
        code = f"M{code}"
    if code not in listed() and not LOCAL.fullmatch(code):
        raise NotALine(f"No list has {said.strip()}; a category of the city's own is written L and four to six digits.")
    return code


def time_of(said: str) -> str:
    """A limit as books write it, in letters or in Chinese. Raises NotALine.

    >>> time_of("4WH"), time_of("2 个紧急工作时"), time_of("15工作日")
    ('4WH', '2UH', '15WD')
    """
    short = said.replace("个", "")
    for spoken, unit in SPOKEN:
        short = short.replace(spoken, unit)
    try:
        return str(Limit.read(short))
    except NotALimit:
        raise NotALine(f"{said or 'Nothing'} is no time limit; write a number and UH, UD, WH or WD, as 4WH.") from None


def line_of(said: Mapping[str, str], next_number: Mapping[str, int], duties: Iterable[str]) -> Line:
    """The line that a row says; a row without a number takes the next of its key. Raises NotALine."""
    key = key_of(said.get("key", ""))
    known = listed().get(key)
    name = known.zh if known else said.get("name", "")
    if not name:
        raise NotALine(f"{key} is the city's own: give its name.")
    if not said.get("filing") or not said.get("closing"):
        raise NotALine("Say when such a matter is filed and when it is closed.")
    number = said.get("number") or str(next_number.get(key, 1))
    if not re.fullmatch(r"[1-9]\d{0,2}", number):
        raise NotALine(f"Lines of a category are counted from 1 to 999, and this is {number}.")
    if said.get("duty") and said["duty"] not in duties:
        raise NotALine(f"There is no duty {said['duty']}.")
    long = next((column for column, most in LONGEST.items() if len(said.get(column, "")) > most), None)
    if long:
        raise NotALine(f"What stands under {long} is longer than {LONGEST[long]} characters.")
    rest = {column: said.get(column, "") for column in ("grade", "filing", "closing", "duty", "department", "source")}
    english = {column: said.get(column, "") for column in ("filing_en", "closing_en")}
    return Line(key=key, name=name, number=int(number), time=time_of(said.get("time", "")), **rest, **english)


def compared(before: Iterable[Line], after: Iterable[Line]) -> Change:
    """What one edition has that the other has not, line by line."""
    was, will = ({line.which: line for line in lines} for lines in (before, after))
    return Change(
        tuple(line for which, line in will.items() if which not in was),
        tuple((was[which], line) for which, line in will.items() if which in was and was[which] != line),
        tuple(line for which, line in was.items() if which not in will),
    )


def differences(change: Change) -> list[dict[str, Any]]:
    """The same line by line, with only the columns that differ."""
    told = [_difference("changed", was, will) for was, will in change.changed]
    told += [_difference("added", None, line) for line in change.added]
    told += [_difference("gone", line, None) for line in change.gone]
    return sorted(told, key=lambda one: (one["key"], one["number"]))


def _difference(what: str, was: Line | None, will: Line | None) -> dict[str, Any]:
    line = will or was
    assert line is not None
    columns = [one for one in Line._fields[3:] if was is None or will is None or getattr(was, one) != getattr(will, one)]
    before, after = ({one: getattr(each, one) for one in columns if each and getattr(each, one)} for each in (was, will))
    return {"key": line.key, "name": line.name, "number": line.number, "what": what, "before": before, "after": after}


def standing(since: date, withdrawn: bool, held: bool, today: date) -> str:
    """How an edition stands today."""
    if withdrawn:
        return "withdrawn"
    return "to_come" if since > today else "holds" if held else "over"
