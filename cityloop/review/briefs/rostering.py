"""What a brief says of the rosters: who was on duty, where nobody was, and which hand-overs were not signed by both."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.members import queries as members
from cityloop.people.rosters import queries as rosters
from cityloop.people.rosters.queries import Handover, Laid
from cityloop.people.rosters.rules import Turn, handovers
from cityloop.review.briefs.content import Cell, Figure, Section, Table
from cityloop.review.briefs.counting import Between

DAY = timedelta(days=1)
MOST = 40  # lines of a table
BELOW = {2: 6, 6: 9, 9: 12}  # digits of the level below each


def on_duty(work: Work, area: str, between: Between, as_of: datetime) -> Section:
    """The turns of a stretch in the rosters of an area and the level below it, as of an instant."""
    since, until = between
    laid = rosters.laid_out(work, rosters.inside(work, area, BELOW.get(len(area), len(area))), since - DAY, until)
    turns = [(one, turn) for one in laid for turn in one.turns if turn.ended > since]
    empty = sum(bool(turn.why) for _, turn in turns)
    due = [(one, *pair) for one in laid for pair in handovers(one.turns) if since <= pair[1].began < min(until, as_of)]
    notes = {one.roster.id: rosters.handovers(work, one.roster.id, since, until) for one, _, _ in due}
    lacking = [(one, goes, comes, _lacks(notes[one.roster.id], comes, as_of)) for one, goes, comes in due]
    missing = [line for line in lacking if line[3]]
    names = {number: one.name for number, one in members.by_ids(work, _people(turns)).items()}
    return Section(
        name="on_duty",
        figures=(
            Figure(name="turns", value=len(turns), unit="turns", source="turns", counted=len(turns)),
            Figure(name="empty", value=empty, unit="turns", source="turns", counted=len(turns)),
            Figure(name="handovers", value=len(due), unit="handovers", source="handovers", counted=len(due)),
            Figure(name="signed", value=len(due) - len(missing), unit="handovers", source="handovers", counted=len(due)),
        ),
        tables=(
            Table(
                name="turns",
                columns=("roster", "who", "from", "until"),
                rows=tuple(_line(one, turn, names) for one, turn in turns[:MOST]),
                source="turns",
                counted=len(turns),
            ),
            Table(
                name="unsigned",
                columns=("roster", "at", "goes", "comes", "standing"),
                rows=tuple(
                    (one.roster.name, _moment(comes.began), names.get(goes.member, ""), names.get(comes.member, ""), why)
                    for one, goes, comes, why in missing[:MOST]
                ),
                source="handovers",
                counted=len(missing),
            ),
        ),
    )


def _lacks(notes: Sequence[Handover], comes: Turn, as_of: datetime) -> str:
    """What was missing at a hand-over as of then; nothing if both had signed."""
    note = next((each for each in notes if (each.rank, each.at) == (comes.rank, comes.began) and each.signed < as_of), None)
    if note is None:
        return "@brief.duty.unwritten"
    return "" if note.taken and note.taken < as_of else "@brief.duty.untaken"


def _people(turns: list[tuple[Laid, Turn]]) -> set[int]:
    return {turn.member for _, turn in turns}


def _line(one: Laid, turn: Turn, names: dict[int, str]) -> tuple[Cell, ...]:
    who = "@brief.duty.nobody" if turn.why else names.get(turn.member, "")
    return (one.roster.name, who, _moment(turn.began), _moment(turn.ended))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
