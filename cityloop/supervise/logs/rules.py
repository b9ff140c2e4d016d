"""An event log (a row an event: case, activity, time, resource, group, deadline) measured. Pure: bytes in, numbers out."""

import csv
import gzip
import io
from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

GZIP = b"\x1f\x8b"
HEADS = {
    "case": ("case:concept:name", "case"),
    "at": ("time:timestamp", "time", "at"),
    "activity": ("concept:name", "activity"),
    "group": ("org:group", "group"),
    "deadline": ("case:deadline", "deadline"),
}


class Unlike(ValueError):
    """Why this is no event log, as a sentence."""


class Touched(NamedTuple):
    """What one group did, and how many of the cases it touched last ended after their deadline."""

    events: int
    ended: int
    overdue: int


class Measured(NamedTuple):
    """Exact counts; `dated` are the cases with a deadline, `overdue` those whose last event came after it, `most_open` how many
    were open at once at the most and from when on; `load` is how many were open at the end of each day (UTC)."""

    events: int
    cases: int
    activities: int
    dated: int
    overdue: int
    most_open: int
    most_open_at: datetime
    load: dict[str, int]
    groups: dict[str, Touched]


def measure(content: bytes) -> Measured:
    """Measure a log, CSV or CSV packed by gzip. A case is open from its first event to its last. Raises Unlike."""
    text = (gzip.decompress(content) if content[:2] == GZIP else content).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    heads = {name: next((head for head in known if head in (rows.fieldnames or ())), "") for name, known in HEADS.items()}
    missing = [name for name in ("case", "at", "activity") if not heads[name]]
    if missing:
        raise Unlike(f"The log has no column for {', '.join(missing)}.")
    events: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    deadlines, activities = dict[str, datetime](), set[str]()
    for row in rows:
        case, group = row[heads["case"]], row.get(heads["group"]) or ""
        events[case].append((_instant(row[heads["at"]]), group))
        activities.add(row[heads["activity"]])
        if row.get(heads["deadline"]):
            deadlines[case] = _instant(row[heads["deadline"]])
    if not events:
        raise Unlike("The log has no events.")
    spans = {case: (min(told)[0], max(told)) for case, told in events.items()}
    late = {case for case, deadline in deadlines.items() if spans[case][1][0] > deadline}
    most, since, load = _load([(first, last) for first, (last, _) in spans.values()])
    many = sum(map(len, events.values()))
    groups = _groups(events, {case: last[1] for case, (_, last) in spans.items()}, late)
    return Measured(many, len(events), len(activities), len(deadlines), len(late), most, since, load, groups)


def _groups(events: dict[str, list[tuple[datetime, str]]], last: dict[str, str], late: set[str]) -> dict[str, Touched]:
    done: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for told in events.values():
        for _, group in told:
            done[group][0] += 1
    for case, group in last.items():
        done[group][1] += 1
        done[group][2] += case in late
    return {group: Touched(*numbers) for group, numbers in sorted(done.items())}


def _load(spans: list[tuple[datetime, datetime]]) -> tuple[int, datetime, dict[str, int]]:
    """At one instant what begins counts before what ends: both were open then."""
    steps = sorted([(first, 0) for first, _ in spans] + [(last, 1) for _, last in spans])
    now, most, since, load = 0, 0, steps[0][0], dict[str, int]()
    for at, ends in steps:
        now += -1 if ends else 1
        if now > most:
            most, since = now, at
        load[at.date().isoformat()] = now
    return most, since, load


def _instant(said: str) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise Unlike(f"{said[:40]!r} is no instant.") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
