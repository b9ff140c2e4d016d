"""What each kind of brief says, gathered from all rooms below, as of one instant."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import func, select

from cityloop.kit.records import within
from cityloop.kit.work import CITY_TIME, Work
from cityloop.places.areas import queries as areas
from cityloop.review.briefs import counting, rostering
from cityloop.review.briefs.content import Cell, Chart, Content, Figure, Section, Table
from cityloop.review.briefs.counting import Between, Case, Row, count, days, hours, inside, midnight
from cityloop.review.briefs.rules import Due, Kind
from cityloop.review.effects.rules import chance
from cityloop.review.reviews.queries import Improvement, Review
from cityloop.sense.alerts.queries import Alert

MOST = 20  # lines of a table
TOP = 8  # bars of a chart


@dataclass
class Gathered:
    """One brief on its way: its stretch, the one before it, and the cases of both."""

    work: Work
    area: str
    due: Due

    @cached_property
    def now(self) -> Between:
        return midnight(self.due.since), midnight(self.due.until)

    @cached_property
    def before(self) -> Between:
        return self.now[0] - (self.now[1] - self.now[0]), self.now[0]

    @cached_property
    def rows(self) -> list[Row]:
        return [row for row in counting.rows(self.work, self.area, self.before[0]) if row.opened < self.due.as_of]

    def both(self, name: str, test: Callable[[Row, Between], bool], source: str) -> Figure:
        """A count of the stretch beside that of the one before it."""
        value, was = (sum(test(row, between) for row in self.rows) for between in (self.now, self.before))
        return Figure(name=name, value=value, unit="cases", source=source, counted=value, before=was)


def gather(work: Work, area: str, due: Due) -> Content:
    """All that a brief of that kind says of the area."""
    gathered = Gathered(work, area, due)
    return Content(
        kind=due.kind.value,
        area=area,
        area_name=areas.title(work, area),
        since=due.since.isoformat(),
        until=due.until.isoformat(),
        as_of=due.as_of.astimezone(CITY_TIME).isoformat(timespec="minutes"),
        sections=tuple(part(gathered) for part in PARTS[due.kind]),
    )


# the parts --------------------------------------------------------------------------------------------------------------


def overview(g: Gathered) -> Section:
    """What came, what was closed, how well, and what is left."""
    as_of = g.due.as_of
    closed = [row for row in g.rows if inside(row.closed, g.now)]
    on_time = count(closed, lambda row: not row.late)
    share = round(100 * on_time / len(closed), 1) if closed else None
    took, done = hours(g.rows, g.now)
    left, late = count(g.rows, lambda row: row.open_at(as_of)), count(g.rows, lambda row: row.overdue_at(as_of))
    return Section(
        name="overview",
        figures=(
            g.both("reported", lambda row, between: inside(row.opened, between), "opened"),
            g.both("filed", lambda row, between: inside(row.filed, between), "filed"),
            g.both("closed", lambda row, between: inside(row.closed, between), "closed"),
            Figure(name="on_time", value=share, unit="%", source="on_time", counted=len(closed)),
            Figure(name="took", value=took, unit="h", source="took", counted=done),
            g.both("reworked", lambda row, between: inside(row.closed, between) and row.rework > 0, "reworked"),
            Figure(name="open", value=left, unit="cases", source="open", counted=left),
            Figure(name="overdue", value=late, unit="cases", source="overdue", counted=late),
        ),
        charts=(_by_day(g), _by_kind(g)),
    )


def _by_day(g: Gathered) -> Chart:
    """What came and what was closed, day by day; of a single day the week it ends."""
    between = (g.now[1] - timedelta(days=7), g.now[1]) if g.due.kind is Kind.daily else g.now
    pieces = days(between) if g.due.kind is not Kind.quarterly else _weeks(between)
    rows = g.rows if between[0] >= g.before[0] else counting.rows(g.work, g.area, between[0])
    came = tuple(float(sum(inside(row.opened, piece) for row in rows)) for piece in pieces)
    went = tuple(float(sum(inside(row.closed, piece) for row in rows)) for piece in pieces)
    labels = tuple(f"{piece[0].month}/{piece[0].day}" for piece in pieces)
    counted = int(sum(came) + sum(went))
    return Chart(
        name="by_day",
        shape="columns",
        labels=labels,
        series=(("reported", came), ("closed", went)),
        source="by_day",
        counted=counted,
    )


def _weeks(between: Between) -> list[Between]:
    week = timedelta(days=7)
    starts = [between[0] + n * week for n in range(-(-(between[1] - between[0]).days // 7))]
    return [(start, min(start + week, between[1])) for start in starts]


def _by_kind(g: Gathered) -> Chart:
    """What it was about: the most frequent kinds."""
    kinds = Counter(row.kind for row in g.rows if inside(row.opened, g.now))
    most = kinds.most_common(TOP)
    labels, values = tuple(f"@{kind}" for kind, _ in most), tuple(float(number) for _, number in most)
    return Chart(
        name="by_kind", shape="bars", labels=labels, series=(("reported", values),), source="by_kind", counted=kinds.total()
    )


def watch(g: Gathered) -> Section:
    """The watch: what was raised, and how fast somebody was sent to what was grave."""
    raised = _alerts(g, g.now)
    grave = [row for row in g.rows if row.warning <= 2 and inside(row.opened, g.now)]
    sent = [row.dispatched - row.opened for row in grave if row.dispatched and row.dispatched < g.due.as_of]
    slowest = round(max(sent).total_seconds() / 60, 1) if sent else None
    unsent, told = len(grave) - len(sent), [(f"@{name}", number) for name, number in raised.most_common(MOST)]
    return Section(
        name="watch",
        figures=(
            Figure(name="alerts", value=sum(raised.values()), unit="alerts", source="alerts", counted=sum(raised.values()),
                   before=sum(_alerts(g, g.before).values())),
            Figure(name="grave", value=len(grave), unit="cases", source="grave", counted=len(grave)),
            Figure(name="slowest", value=slowest, unit="min", source="slowest", counted=len(sent)),
            Figure(name="unsent", value=unsent, unit="cases", source="unsent", counted=unsent),
        ),
        tables=(_table("raised", ("detector", "alerts"), told, "alerts", sum(raised.values())),),
    )  # fmt: skip


def _alerts(g: Gathered, between: Between) -> Counter[str]:
    inside_area = within(Alert.area, g.area) & (Alert.raised >= between[0]) & (Alert.raised < between[1]) & ~Alert.drill
    rows = g.work.session.execute(select(Alert.detector, func.count()).where(inside_area).group_by(Alert.detector))
    return Counter({name: int(number) for name, number in rows})


def on_duty(g: Gathered) -> Section:
    """Who was on duty, and which hand-overs both signed."""
    return rostering.on_duty(g.work, g.area, g.now, g.due.as_of)


def left_over(g: Gathered) -> Section:
    """What is past its time, the longest first, and whose it is."""
    as_of = g.due.as_of
    late = sorted((row for row in g.rows if row.overdue_at(as_of)), key=lambda row: row.due)
    lines = [(row.number or str(row.id), row.subject, f"@{row.duty}", _moment(row.due)) for row in late[:MOST]]
    by_duty: dict[str, list[Row]] = {}
    for row in g.rows:
        if row.open_at(as_of):
            by_duty.setdefault(row.duty, []).append(row)
    duties = [(f"@{duty}", len(own), count(own, lambda row: row.overdue_at(as_of))) for duty, own in by_duty.items()]
    duties.sort(key=lambda line: (-line[2], -line[1], line[0]))
    return Section(
        name="left_over",
        tables=(
            _table("overdue_cases", ("number", "subject", "duty", "due"), lines, "overdue", len(late)),
            _table("by_duty", ("duty", "open", "overdue"), duties[:MOST], "open", sum(line[1] for line in duties)),
        ),
    )


def orders(g: Gathered) -> Section:
    """What was ordered or agreed on, and what of it is not done in time."""
    as_of = g.due.as_of
    mine = within(Improvement.area, g.area) & (Improvement.at < as_of)
    kept = g.work.session.scalars(select(Improvement).where(mine).order_by(Improvement.due, Improvement.id)).all()
    today = g.due.until
    open_now = [one for one in kept if one.done is None or one.done >= as_of]
    late = [one for one in open_now if one.due < today]
    given = [one for one in kept if inside(one.at, g.now)]
    done = [one for one in kept if inside(one.done, g.now)]
    lines = [(one.what, f"@{one.duty}", one.owner, one.due.isoformat()) for one in open_now[:MOST]]
    return Section(
        name="orders",
        figures=tuple(
            Figure(name=name, value=len(found), unit="tasks", source="improvements", counted=len(found))
            for name, found in (("given", given), ("done", done), ("still_open", open_now), ("late", late))
        ),
        tables=(_table("open_orders", ("what", "duty", "owner", "due"), lines, "improvements", len(open_now)),),
    )


def hot_spots(g: Gathered) -> Section:
    """Where most came, beside the stretch before."""
    digits = {2: 6, 6: 9, 9: 12, 12: 15}.get(len(g.area), 15)
    now = Counter(row.area[:digits] for row in g.rows if inside(row.opened, g.now))
    was = Counter(row.area[:digits] for row in g.rows if inside(row.opened, g.before))
    lines = [(areas.title(g.work, code), number, was[code]) for code, number in now.most_common(MOST)]
    return Section(name="hot_spots", tables=(_table("places", ("place", "reported", "before"), lines, "by_place", now.total()),))


def risks(g: Gathered) -> Section:
    """Kinds that came clearly more often than in the stretch before: more than chance explains in one of twenty."""
    now = Counter(row.kind for row in g.rows if inside(row.opened, g.now))
    was = Counter(row.kind for row in g.rows if inside(row.opened, g.before))
    rising = [
        (f"@{kind}", number, was[kind], round(chance(number, was[kind]), 4)) for kind, number in now.items() if number > was[kind]
    ]
    real = sorted((line for line in rising if line[3] <= 0.05), key=lambda line: line[3])
    table = _table("rising", ("kind", "reported", "before", "chance"), real[:MOST], "rising", now.total() + was.total())
    return Section(name="risks", tables=(table,))


def forecast(g: Gathered) -> Section:
    """What is to be expected next, as the mean of the four stretches of equal length before; and what this would have said of
    the present one, which is known."""
    length = g.now[1] - g.now[0]
    pieces = [(g.now[0] - n * length, g.now[1] - n * length) for n in range(5)]
    counts = [_opened(g, piece) for piece in pieces]
    reaches = _first(g)
    if reaches is None or reaches > pieces[-1][0]:
        return Section(
            name="forecast",
            lines=(("历史不足五个周期，暂不预测。", "Fewer than five such stretches are known: nothing is forecast."),),
        )
    ahead, back = sum(counts[:4]) / 4, sum(counts[1:]) / 4
    return Section(
        name="forecast",
        figures=(
            Figure(name="expected", value=round(ahead, 1), unit="cases", source="forecast", counted=sum(counts[:4])),
            Figure(name="expected_now", value=round(back, 1), unit="cases", source="forecast", counted=sum(counts[1:])),
            Figure(name="came", value=counts[0], unit="cases", source="opened", counted=counts[0]),
        ),
    )  # fmt: skip


def _opened(g: Gathered, between: Between) -> int:
    inside_area = within(Case.area, g.area) & (Case.opened >= between[0]) & (Case.opened < between[1])
    own = Case.drill.is_(False) & Case.merged_into.is_(None)
    return g.work.session.scalar(select(func.count()).select_from(Case).where(inside_area, own)) or 0


def _first(g: Gathered) -> datetime | None:
    found: datetime | None = g.work.session.scalar(select(func.min(Case.opened)).where(within(Case.area, g.area), ~Case.drill))
    return found


def reviewed(g: Gathered) -> Section:
    """The reviews of the stretch, what they found, and what is open."""
    inside_area = within(Review.area, g.area) & (Review.opened >= g.now[0]) & (Review.opened < g.now[1]) & ~Review.drill
    kept = g.work.session.scalars(select(Review).where(inside_area).order_by(Review.id)).all()
    causes = Counter(cause for one in kept for cause in one.causes)
    closed = sum(one.closed is not None and one.closed < g.due.as_of for one in kept)
    lines = [(f"#{one.id}", f"@trigger.{one.trigger.value}", one.title, one.lessons, one.decision) for one in kept[:MOST]]
    why = [(f"@cause.{cause}", number) for cause, number in causes.most_common(MOST)]
    return Section(
        name="reviewed",
        figures=(
            Figure(name="reviews", value=len(kept), unit="reviews", source="reviews", counted=len(kept)),
            Figure(name="concluded", value=closed, unit="reviews", source="reviews", counted=closed),
        ),
        tables=(
            _table("reviews", ("review", "trigger", "subject", "lessons", "decision"), lines, "reviews", len(kept)),
            _table("causes", ("cause", "reviews"), why, "reviews", causes.total()),
        ),
    )


def _table(name: str, columns: tuple[str, ...], lines: Sequence[tuple[Cell, ...]], source: str, counted: int) -> Table:
    return Table(name=name, columns=columns, rows=tuple(lines), source=source, counted=counted)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"


PARTS: Mapping[Kind, tuple[Callable[[Gathered], Section], ...]] = {
    Kind.daily: (overview, watch, on_duty, left_over),
    Kind.weekly: (overview, on_duty, left_over, orders),
    Kind.monthly: (overview, hot_spots, risks, forecast, left_over, orders),
    Kind.quarterly: (overview, reviewed, hot_spots, orders),
}
