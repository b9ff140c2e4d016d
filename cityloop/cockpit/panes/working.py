"""How the city works, as panes: today's way from sensed to reviewed, open cases, who is on duty, who does well."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cityloop.cockpit.panes.schemas import (
    LampsOut,
    LoopOut,
    OnWatchOut,
    RaceRunOut,
    RankingOut,
    RosterOut,
    RunnerNowOut,
    StepOut,
    TurnNowOut,
)
from cityloop.decide.cases.counting import counted_by_lamp
from cityloop.decide.clocks.rules import Lamp
from cityloop.kit.errors import Refused
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.access.queries import is_near
from cityloop.people.members.queries import by_ids
from cityloop.people.rosters import queries as rosters
from cityloop.people.rosters import rules as turns
from cityloop.places.areas import queries as areas
from cityloop.review.reviews import queries as reviews
from cityloop.rulebook.scenes import Pane
from cityloop.sense.alerts import queries as alerts
from cityloop.supervise.races import queries as races
from cityloop.supervise.rankings import queries as rankings
from cityloop.supervise.rankings import rules as ranks
from cityloop.supervise.rankings.schemas import RankedOut
from cityloop.supervise.yardsticks import counting
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.rules import By, Kind, stretch

WAY = (  # of today: the step, the count it shows, and the yardstick that says how well it went
    ("heard", "reports_of_people", ""),
    ("filed", "filed", "filing_on_time"),
    ("handled", "handled", "handling_on_time"),
    ("verified", "closed", "closing_on_time"),
)
AHEAD = timedelta(days=2)  # so far the next one on duty is looked for
FEW = 3  # rosters: then those a level below are shown too
MOST = 12
RANKED = 40


def lamps(work: Work, pane: Pane, area: str) -> LampsOut:
    found = counted_by_lamp(work, area)
    return LampsOut(
        name=pane.name, at=work.now, area=area, lamps={one: found.get(one, 0) for one in Lamp}, still=found.get(None, 0)
    )


def loop(work: Work, pane: Pane, area: str) -> LoopOut:
    """Today's way, by the yardsticks of the day: the same counts whose cases `/api/yardsticks/cases` lists."""
    today = stretch(Kind.day, work.today)
    book, found = yardsticks.book(work, work.today), yardsticks.counted(work, area, today, By.whole)
    counts = found.row(found.groups[0]) if found.groups else {}
    values = counting.values(book, found) if found.groups else {}
    midnight = datetime.combine(work.today, datetime.min.time(), CITY_TIME)
    steps = [StepOut(step="sensed", value=alerts.raised_since(work, midnight, area))]
    for step, count, rate in WAY:
        said = values[rate][0] if rate in values else None
        steps.append(
            StepOut(
                step=step,
                value=int(counts.get(count, 0)),
                count=count if count in book.counts else "",
                part=int(said.part) if said else None,
                whole=int(said.whole) if said else None,
                rate=rate if rate in book.yardsticks else "",
            )
        )
    steps.append(StepOut(step="reviewed", value=reviews.taken_in_since(work, midnight, area)))
    return LoopOut(name=pane.name, at=work.now, area=area, steps=steps)


def duty(work: Work, pane: Pane, area: str) -> OnWatchOut:
    """Who is on duty in the area and around it; where that says little, one level below too."""
    found = list(rosters.seen(work, area))
    if len(found) < FEW:
        known = {one.id for one in found}
        found += [one for one in rosters.inside(work, area, len(area) + 4) if one.id not in known and is_near(work, one.area)]
    found.sort(key=lambda one: (abs(len(one.area) - len(area)), one.area, one.duty, one.name))
    laid = rosters.laid_out(work, found[:MOST], work.now - turns.HOUR, work.now + AHEAD)
    people = by_ids(work, {turn.member for one in laid for turn in one.turns})
    called = {id: member.name for id, member in people.items()}
    return OnWatchOut(name=pane.name, at=work.now, rosters=[_roster(work, one, called) for one in laid])


def _roster(work: Work, laid: rosters.Laid, called: Mapping[int, str]) -> RosterOut:
    posts = []
    for rank, title in laid.titles.items():
        turn, after = rosters.at(laid.turns, rank, work.now)
        there = turn is not None and not turn.why
        posts.append(
            TurnNowOut(
                title=title,
                name=called.get(turn.member, "") if turn and there else "",
                until=turn.ended if turn else None,
                why=(turn.why or "") if turn else "nobody",
                next_name=called.get(after.member, "") if after else "",
                next_at=after.began if after else None,
            )
        )
    one = laid.roster
    return RosterOut(id=one.id, duty=one.duty, area=one.area, area_name=areas.title(work, one.area), posts=posts)


def ranking(work: Work, pane: Pane, area: str) -> RankingOut:
    """The month so far. What cannot be ranked any more leaves the pane empty: its scene was brought when it could."""
    by = By(pane.by) if pane.by else By.district if area == areas.CITY else By.street
    book = yardsticks.book(work, work.today)
    one = book.yardsticks.get(pane.source)
    said = {"name": pane.name, "at": work.now, "area": area, "by": by.value, "yardstick": pane.source}
    try:
        found = rankings.ranked(work, area, stretch(Kind.month, work.today), by, pane.source)
    except Refused:
        return RankingOut.model_validate({**said, "words": {}, "better": "none", "part": "", "whole": "", "rows": []})
    part, whole = ranks.shares(one) if one else ("", "")
    rows = [RankedOut(title=areas.title(work, line.group), **line._asdict()) for line in found[:RANKED]]
    words = dict(one.words) if one else {}
    better = one.better if one else "none"
    return RankingOut.model_validate({**said, "words": words, "better": better, "part": part, "whole": whole, "rows": rows})


def race(work: Work, pane: Pane, area: str) -> RaceRunOut:
    """The month so far. To who does not see the whole area a race that stands still open is not there: the pane is empty."""
    found = {one.name: one for one in races.races(work)}.get(pane.source)
    rows: list[RunnerNowOut] = []
    try:
        run, _ = races.shown(work, pane.source, area, work.today)
    except Refused:
        run = None
    for one in run.runners if run else ():
        before = int(one.before.get("place", 0)) if one.before else 0
        rows.append(
            RunnerNowOut(
                group=one.group,
                title=areas.title(work, one.group),
                place=one.place,
                before=before,
                total=one.total,
                flag=one.flag,
                cases=one.cases,
            )
        )
    words = dict(found.words) if found else {}
    return RaceRunOut(name=pane.name, at=work.now, area=area, race=pane.source, words=words, rows=rows)
