"""What the city senses, as panes: what is wrong, where, and how its vital signs stand."""

from collections.abc import Mapping, Sequence

from cityloop.cockpit.panes.schemas import (
    AlertsOut,
    BoardLineOut,
    BoardsOut,
    CaseSpotOut,
    MapOut,
    NumberOut,
    SpotOut,
    TickerOut,
    TidingOut,
    WrongOut,
)
from cityloop.cockpit.situation import views
from cityloop.cockpit.timelines import queries as timelines
from cityloop.cockpit.timelines.queries import Line
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.cases.schemas import LineOut
from cityloop.decide.clocks import queries as clocks
from cityloop.decide.clocks.rules import lamp
from cityloop.kit import facts
from cityloop.kit.work import Work
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level
from cityloop.rulebook.scenes import Pane
from cityloop.sense.alerts import queries as alerts
from cityloop.sense.alerts.queries import Alert
from cityloop.sense.vitals import queries as vitals
from cityloop.sense.vitals.schemas import BeatOut
from cityloop.sense.vitals.views import beat_line, title

WORST = 16  # alerts with a line of their own
SPOTS = 500  # alerts, and as many cases, drawn one by one
LIT = 3  # vital signs with a line of their own in a board
READ_BACK = 400  # facts looked through for the ticker
TOLD = 30
INDEX = ".index.score"  # how the index of a board is called

Beats = Mapping[str, BeatOut]


def beats(work: Work, area: str) -> Beats:
    """All vital signs seen in the area, by name: read once for all panes that show some of them."""
    return {one.vital.name: beat_line(one) for one in vitals.beats(work, area)}


def number(work: Work, pane: Pane, area: str, known: Beats) -> NumberOut:
    return NumberOut(name=pane.name, at=work.now, area=area, beat=known.get(pane.source))


def boards(work: Work, pane: Pane, area: str, known: Beats) -> BoardsOut:
    wanted = [one for one in work.rulebook.boards.values() if pane.board in ("", one.name)]
    board_of = {track.name: track.board for track in work.rulebook.tracks.values()}
    panes = []
    for board in wanted:
        mine = [one for one in known.values() if board_of.get(one.track) == board.name]
        index = next((one for one in mine if one.name == f"{board.name}{INDEX}"), None)
        panes.append(_board_line(board.name, title(board.title).model_dump(), mine, index))
    return BoardsOut(name=pane.name, at=work.now, area=area, boards=panes)


def _board_line(name: str, called: dict[str, str], mine: Sequence[BeatOut], index: BeatOut | None) -> BoardLineOut:
    said = [one for one in mine if one.value is not None]
    lamps = {level: sum(one.warning == level for one in said) for level in range(5)}
    lit = sorted((one for one in said if one.warning), key=lambda one: (one.warning, one.name))
    return BoardLineOut.model_validate(
        {
            "name": name,
            "title": called,
            "lamps": {level: many for level, many in lamps.items() if many},
            "unknown": len(mine) - len(said),
            "index": index,
            "lit": lit[:LIT],
        }
    )


def wrong(work: Work, pane: Pane, area: str) -> AlertsOut:
    warnings = {name: int(detector.warning) for name, detector in work.rulebook.detectors.items()}
    counts: dict[int, int] = {}
    for detector, many in alerts.open_by_detector(work, area).items():
        level = warnings.get(detector, 4)
        counts[level] = counts.get(level, 0) + many
    found = _worst(work, area, warnings, WORST)
    held = {case.alert_id: case for case in cases.of_alerts(work, [one.id for one in found])}
    mine = cases.seen_among(work, {case.id for case in held.values()})
    running = clocks.soonest(work, sorted(mine))
    lines = []
    for one in found:
        case = held.get(one.id)
        clock = running.get(case.id) if case else None
        seen = case if case and case.id in mine else None
        lines.append(
            WrongOut(
                alert=views.alert_line(work, one),
                duty=seen.duty if seen else "",
                held_at_name=areas.title(work, seen.held_at) if seen and seen.held_at else "",
                due=clock.due if clock else None,
                lamp=lamp(clock.yellow, clock.due, work.now) if clock else None,
            )
        )
    return AlertsOut(name=pane.name, at=work.now, counts=counts, worst=lines)


def _worst(work: Work, area: str, warnings: Mapping[str, int], most: int) -> list[Alert]:
    """The open alerts of the worst level first, of each level the newest first."""
    found: list[Alert] = []
    for level in sorted(set(warnings.values())):
        if len(found) < most:
            of_level = [name for name, one in warnings.items() if one == level]
            found += alerts.newest(work, most - len(found), open_only=True, area=area, detectors=of_level, drills=False)
    return found


def drawn(work: Work, pane: Pane, area: str) -> MapOut:
    warnings = {name: int(detector.warning) for name, detector in work.rulebook.detectors.items()}
    found = _worst(work, area, warnings, SPOTS)
    many = sum(alerts.open_by_detector(work, area).values())
    held = {one.alert_id: one.id for one in cases.of_alerts(work, [one.id for one in found])}
    mine = cases.seen_among(work, set(held.values()))
    spots = [
        SpotOut(
            **{name: getattr(one, name) for name in ("id", "lon", "lat", "subject", "detector", "storm", "raised")},
            warning=warnings.get(one.detector, 4),
            case=held[one.id] if held.get(one.id) in mine else None,
        )
        for one in found
        if one.lon is not None and one.lat is not None
    ]
    return MapOut(
        name=pane.name, at=work.now, area=area, alerts=spots, cases=_case_spots(work, area), more=max(0, many - len(found))
    )


def _case_spots(work: Work, area: str) -> list[CaseSpotOut]:
    """Open cases that no alert stands for, or whose alert is over: the rest lie under their alerts."""
    found = [one for one in cases.seen(work, area=area, limit=SPOTS) if one.open and not one.drill]
    running = clocks.soonest(work, [one.id for one in found])

    def spot(one: Case) -> CaseSpotOut:
        clock = running.get(one.id)
        lit = lamp(clock.yellow, clock.due, work.now) if clock else None
        return CaseSpotOut(id=one.id, lon=one.lon or 0.0, lat=one.lat or 0.0, lamp=lit, subject=one.subject)

    return [spot(one) for one in found if one.lon is not None and one.lat is not None]


def ticker(work: Work, pane: Pane, area: str) -> TickerOut:
    """What happened last in the area to cases and alerts, newest first."""
    newest = facts.newest(work.session)
    lines = timelines.news(work, max(0, newest - READ_BACK)).lines
    ids = {name: {int(one.about[name]) for one in lines if isinstance(one.about.get(name), int)} for name in ("case", "alert")}
    mine = cases.seen_among(work, ids["case"])
    of_case = {one.id: one for one in (cases.get(work, number) for number in sorted(mine))}
    told: list[TidingOut] = []
    for line in reversed(lines):
        about = _about(work, line, of_case)
        if about is not None and about.area.startswith(area) and len(told) < TOLD:
            told.append(_told(work, line, about))
    return TickerOut(name=pane.name, at=work.now, lines=told)


def _about(work: Work, line: Line, known: Mapping[int, Case]) -> Case | Alert | None:
    """What a line is about, of what the one who works may see."""
    if isinstance(line.about.get("case"), int):
        return known.get(int(line.about["case"]))
    if isinstance(line.about.get("alert"), int):
        return alerts.visible(work, int(line.about["alert"]))
    return None


def _told(work: Work, line: Line, about: Case | Alert) -> TidingOut:
    detector = work.rulebook.detectors.get(about.detector)
    return TidingOut(
        line=LineOut.model_validate(line),
        subject=about.subject,
        detector=about.detector,
        warning=about.warning if isinstance(about, Case) else int(detector.warning) if detector else 4,
        area_name=areas.title(work, about.area[: Level.street.digits]),
    )
