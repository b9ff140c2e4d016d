"""Minutes: a gathering as a document, in the order in which people read minutes."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.schemas import LineOut
from cityloop.decide.gatherings import views
from cityloop.decide.gatherings.queries import Gathering
from cityloop.decide.gatherings.rules import MinutesNotPrinted
from cityloop.decide.gatherings.schemas import AttendeeOut, DecisionOut, GatheringPage
from cityloop.kit.documents import PRINTERS, Block, CannotPrint, Grid, Heading, Page, Text
from cityloop.kit.work import CITY_TIME, Work
from cityloop.rulebook.words import read

PLACE = re.compile(r"\{(\w+)\}")


@cache
def templates(language: str) -> Mapping[str, str]:
    return read(Path(__file__).parent / "words", language)


def printed(work: Work, gathering: Gathering, form: str, language: str) -> bytes:
    """The minutes as a document. Raises MinutesNotPrinted."""
    try:
        return PRINTERS[form](paper(work, gathering, language))
    except CannotPrint as why:
        raise MinutesNotPrinted(why=str(why)) from why


def paper(work: Work, gathering: Gathering, language: str) -> Page:
    """What the minutes say."""
    page, words = views.page(work, gathering), templates(language)
    names = {**work.rulebook.words(language), **words}
    case = cases.get(work, gathering.case_id)
    said = {"number": case.number, "area": page.area_name, "opened": _at(page.opened), "closed": _at(page.closed)}
    return Page(
        title=f"{words['minutes']} · {page.title}",
        subtitle=" · ".join(_filled(words["head"], said).splitlines()),
        at=(page.closed or work.now).astimezone(CITY_TIME),
        language=language,
        mark=words["drill"] if page.drill else "",
        blocks=tuple(_blocks(page, names)),
    )


def _blocks(page: GatheringPage, words: Mapping[str, str]) -> list[Block]:
    found: list[Block] = [Heading(words["summary"]), Text(page.summary or words["none"])]
    people = tuple(_person(one, words) for one in page.people)
    found += [Heading(words["people"]), Grid(tuple(words[f"column.{one}"] for one in ("name", "duty", "party", "came")), people)]
    found += [Heading(words["decisions"])]
    columns = ("decision", "because", "by", "who", "due", "state")
    decided = tuple(_decision(one, words) for one in page.decided)
    found += [Grid(tuple(words[f"column.{one}"] for one in columns), decided) if decided else Text(words["none"])]
    shown = tuple((one.title, one.by_name, _at(one.at)) for one in page.papers)
    if shown:
        found += [Heading(words["papers"]), Grid(tuple(words[f"column.{one}"] for one in ("paper", "by", "at")), shown)]
    remarks = tuple((_at(one.at), one.by_name, one.text) for one in page.remarks)
    if remarks:
        found += [Heading(words["remarks"]), Grid(tuple(words[f"column.{one}"] for one in ("at", "by", "said")), remarks)]
    log = tuple((_at(one.at), one.by_name, _told(one, words)) for one in page.timeline)
    return [*found, Heading(words["log"]), Grid(tuple(words[f"column.{one}"] for one in ("at", "by", "what")), log)]


def _person(one: AttendeeOut, words: Mapping[str, str]) -> tuple[str, ...]:
    duty = f"{one.area_name} {words.get(one.duty, one.duty)}".strip()
    party = words.get(one.party, one.party) + (f" {words['leads']}" if one.leads else "")
    return one.name, duty, party.strip(), _at(one.came) if one.came else words["not_come"]


def _decision(one: DecisionOut, words: Mapping[str, str]) -> tuple[str, ...]:
    who = f"{one.area_name} {words.get(one.duty, one.duty)}".strip()
    state = words[f"task.{one.state.value}"] if one.state else ""
    return one.text, one.because, f"{one.by_name} {_at(one.at)}", who, _at(one.due), state


def _told(line: LineOut, words: Mapping[str, str]) -> str:
    """A fact as a sentence; one without words of its own by its name."""
    about = {name: str(value) for name, value in line.about.items()}
    about |= {name: words.get(about[name], about[name]) for name in ("duty",) if name in about}
    about |= {"plan": words.get(f"plan.{about['plan']}", about["plan"])} if "plan" in about else {}
    about |= {name: words.get(f"level.{about[name]}", about[name]) for name in ("level", "before") if name in about}
    return _filled(words.get(f"fact.{line.kind}", line.kind), about)


def _filled(template: str, said: Mapping[str, str]) -> str:
    lines = [line for line in template.strip().splitlines() if all(said.get(name) for name in PLACE.findall(line))]
    return "\n".join(PLACE.sub(lambda found: said[found[1]], line) for line in lines)


def _at(at: datetime | None) -> str:
    return f"{at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}" if at else ""
