"""Turns as an iCalendar stream (RFC 5545). Pure: turns in, text out."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

OCTETS = 75  # of a line, without its end


class Entry(NamedTuple):
    """A turn as a calendar shows it. `uid` stays the same as long as it is the same turn of the same member."""

    uid: str
    began: datetime
    ended: datetime
    summary: str
    about: str


def written(name: str, entries: Iterable[Entry], now: datetime) -> str:
    """A calendar of that name, published; programs may come again every hour."""
    return "".join(f"{line}\r\n" for line in _lines(name, entries, now) for line in folded(line))


def _lines(name: str, entries: Iterable[Entry], now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CityLoop//Rosters//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield from (
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    )
    for entry in entries:
        yield from ("BEGIN:VEVENT", f"UID:{text(entry.uid)}", f"DTSTAMP:{instant(now)}")
        yield from (f"DTSTART:{instant(entry.began)}", f"DTEND:{instant(entry.ended)}", f"SUMMARY:{text(entry.summary)}")
        if entry.about:
            yield f"DESCRIPTION:{text(entry.about)}"
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def instant(at: datetime) -> str:
    """An instant in UTC, as RFC 5545 writes it (form 2)."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text(said: str) -> str:
    r"""A value of type TEXT.

    >>> text("a,b;c")
    'a\\,b\\;c'
    """
    for sign in ("\\", ";", ","):
        said = said.replace(sign, f"\\{sign}")
    return said.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each but the first begun with a space; no character is torn apart."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
