"""Letters: notices in people's words and their language, from the templates in `words/`. Dates are as people say them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.channels.channel import Letter
from cityloop.people.notices.outbox import Sheaf
from cityloop.people.notices.tables import Notice
from cityloop.rulebook.words import read

PLACE = re.compile(r"\{(\w+)\}")
PAGES = {
    "case": "/cases/{id}",
    "alert": "/alerts?alert={id}",
    "review": "/reviews/{id}",
    "improvement": "/reviews",
    "brief": "/briefs",
}
NAMED = ("duty", "category", "kind", "why")  # names of the rulebook, told in its words
COLOURED = {"level": "warning", "colour": "level_now"}  # in the texts: what it is the colour of
SHOWN = 20  # of a digest; of the others it is said how many there are


@cache
def templates(language: str) -> Mapping[str, str]:
    return read(Path(__file__).parent / "words", language)


def written(work: Work, sheaf: Sheaf, public: str) -> Letter:
    """The letter of a sheaf: of one notice what it says, of several how many and what each is about."""
    notices, language = sheaf.notices, sheaf.habit.language
    head, one = notices[0], len(notices) == 1
    title, text = texts(work, head, language) if one else _digest(work, notices, language)
    page = f"/acknowledge/{head.token}"
    return Letter(
        title=title,
        text=text,
        url=address_of(head.about, public) if one else f"{public}/notices",
        ack=f"{public}{page}" if one and public else "",
        token=head.token,
        language=language,
        occasion=head.occasion if one else "digest",
        about=head.about if one else "",
        at=head.at,
        urgent=head.urgent,
        said=head.said if one else {"notices": [{"about": each.about, **each.said} for each in notices]},
    )


def address_of(about: str, public: str) -> str:
    """
    >>> address_of("case:7", "https://city.example")
    'https://city.example/cases/7'
    """
    kind, _, number = about.partition(":")
    return public + PAGES.get(kind, "/").format(id=number)


def texts(work: Work, notice: Notice, language: str) -> tuple[str, str]:
    """Title and text of one notice."""
    words, said = templates(language), _named(work, notice.said, language)
    said |= {name: when(value, work.now, language) for name, value in said.items() if name in ("due", "at")}
    title = filled(words[f"{notice.occasion}.title"], said) or words[notice.occasion]
    if notice.said.get("drill"):
        title = f"{words['drill']} {title}"
    return title, filled(words[f"{notice.occasion}.text"], said)


def _digest(work: Work, notices: Sequence[Notice], language: str) -> tuple[str, str]:
    words = templates(language)
    lines = [f"· {texts(work, one, language)[0]}" for one in notices[:SHOWN]]
    more = [filled(words["digest.more"], {"count": len(notices) - SHOWN})] if len(notices) > SHOWN else []
    return filled(words["digest.title"], {"count": len(notices)}), "\n".join([*lines, *more])


def _named(work: Work, said: Mapping[str, Any], language: str) -> dict[str, Any]:
    words = work.rulebook.words(language)
    named = {name: words.get(str(said[name]), said[name]) for name in NAMED if said.get(name)}
    named |= {name: value[language] for name, value in said.items() if isinstance(value, dict) and language in value}
    colours = {name: templates(language)[f"level.{said[of]}"] for name, of in COLOURED.items() if of in said}
    return {**said, **named, **colours}


def filled(template: str, said: Mapping[str, Any]) -> str:
    """The template with what is said; a line that asks for what is not said is left out.

    >>> filled("{a} here" + chr(10) + "{b} there", {"a": 1})
    '1 here'
    """
    lines = template.strip().splitlines()
    kept = [line for line in lines if all(said.get(name) not in (None, "") for name in PLACE.findall(line))]
    return "\n".join(PLACE.sub(lambda found: str(said[found[1]]), line) for line in kept)


def when(said: str, now: datetime, language: str) -> str:
    """An instant as people say it, on the city's clock.

    >>> now = datetime.fromisoformat("2026-03-02T08:00:00+08:00")
    >>> when("2026-03-02T06:30:00+00:00", now, "zh"), when("2026-03-05T01:00:00+00:00", now, "en")
    ('今天 14:30', '5 March 9:00')
    """
    words, at, today = templates(language), datetime.fromisoformat(said).astimezone(CITY_TIME), now.astimezone(CITY_TIME)
    clock = f"{at.hour}:{at.minute:02}"
    days = (at.date() - today.date()) // timedelta(days=1)
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if near:
        return f"{words[f'day.{near}']} {clock}"
    year = "" if at.year == today.year else "_of_year"
    day = filled(words[f"day{year}"], {"day": at.day, "month": words[f"month.{at.month}"], "year": at.year})
    return f"{day} {clock}"
