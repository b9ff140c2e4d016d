"""The bulletin of a spot-check: how it was drawn, what two people found, and how sure that makes one of the rest."""

from datetime import datetime

from cityloop.decide.cases import queries as cases
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas import queries as areas
from cityloop.review.briefs.content import Content, Figure, Section, Table
from cityloop.review.briefs.rules import Due, Kind
from cityloop.review.facts import SoundingConcluded
from cityloop.review.soundings import queries, rules
from cityloop.review.soundings.queries import Sounding


def due_of(check: Sounding, at: datetime) -> Due:
    return Due(Kind.sounding, check.since, check.until, at)


def bulletin(work: Work, concluded: SoundingConcluded) -> tuple[str, Due, Content]:
    """The bulletin of a spot-check that is looked through, with its area and its stretch."""
    check = work.find(Sounding, concluded.sounding)
    due = due_of(check, check.concluded or work.now)
    content = Content(
        kind=Kind.sounding.value,
        area=check.area,
        area_name=areas.title(work, check.area),
        since=check.since.isoformat(),
        until=check.until.isoformat(),
        as_of=due.as_of.astimezone(CITY_TIME).isoformat(timespec="minutes"),
        sections=(_standing(work, check), _drawing(check), _looks(work, check)),
    )
    return check.area, due, content


def _standing(work: Work, check: Sounding) -> Section:
    looked, passed, disagreed = queries.tally(work, check)
    least, most = rules.interval(passed, looked)
    share = round(100 * passed / looked, 1) if looked else None
    bounds = f"{100 * least:.1f} % – {100 * most:.1f} %"
    zh = f"抽查 {looked} 件，合格 {passed} 件；按 95 % 置信，全部结案的合格率在 {bounds} 之间。"
    zh += f"两人意见不一的 {disagreed} 件不计合格。"
    en = f"{passed} of {looked} cases pass; with 95 % confidence {bounds} of all do. "
    en += f"{disagreed} on which two people disagree do not pass."
    figures = (("closed_cases", check.closed_cases), ("sampled", looked), ("passed", passed), ("disagreed", disagreed))
    return Section(
        name="sounding",
        figures=(
            *(Figure(name=name, value=value, unit="cases", source="sounding", counted=value) for name, value in figures),
            Figure(name="pass_rate", value=share, unit="%", source="sounding", counted=looked),
        ),
        lines=((zh, en),)
        if looked
        else (("本月没有结案，无可抽查。", "No case was closed in this month: there is nothing to look at."),),
    )


def _drawing(check: Sounding) -> Section:
    rows = (("digest", check.digest), ("seed", check.seed), ("told", f"{check.told.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"))
    table = Table(name="drawing", columns=("what", "said"), rows=rows, source="drawing", counted=check.closed_cases)
    return Section(name="drawing", tables=(table,))


def _looks(work: Work, check: Sounding) -> Section:
    rows = []
    for look in queries.looks(work, check.id):
        case = cases.get(work, look.case_id)
        rows.append((case.number or str(case.id), case.subject, "@passed" if look.passed else "@not_passed", look.by, look.note))
    columns = ("number", "subject", "verdict", "by", "note")
    table = Table(name="looks", columns=columns, rows=tuple(rows), source="sounding", counted=len(rows))
    return Section(name="looks", tables=(table,))
