from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import delete, insert, select

from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.places.areas import queries as areas
from cityloop.sense.facts import QuarantineReleased
from cityloop.sense.quarantine import queries
from cityloop.sense.quarantine.rules import KEPT, LENGTH, Kept, Refusal, Still, Verdict, WhyMissing, newest
from cityloop.sense.quarantine.tables import How, Quarantined, Release

KEEPERS = ("operator", "dispatcher")
AT_ONCE, AT_ONCE_LONG = 5000, 16_000_000  # rows that are brought again together, and characters of them
HOUR_S = 3600

Again = Callable[[Sequence[Kept]], Sequence[Verdict]]


def keep(work: Work, refusals: Sequence[Refusal]) -> None:
    """Let refused rows wait. Of each source and reason the oldest beyond KEPT go: they stay counted."""
    rows = [
        {**one._asdict(), "content": one.content[:LENGTH], "cut": len(one.content) > LENGTH, "tries": 0}
        for one in newest(refusals)
    ]
    work.session.execute(insert(Quarantined), rows)
    for source, reason in {(one.source, one.reason) for one in refusals}:
        of_heap = queries.chosen(source, reason).with_only_columns(Quarantined.id)
        last = work.session.scalar(of_heap.order_by(Quarantined.id.desc()).offset(KEPT).limit(1))
        if last is not None:
            heap = (Quarantined.source == source) & (Quarantined.reason == reason)
            work.session.execute(delete(Quarantined).where(heap, Quarantined.id <= last))


def replay(work: Work, again: Again, source: str = "", reason: str = "") -> list[Release]:
    """Bring the rows that wait again, the oldest first. What is good now goes into the log and leaves; the others stay,
    with the reason they have now. `again` is the intake's; it counts each row once, however often this is begun."""
    require_any(work, KEEPERS, areas.CITY)
    alone(work.session, "quarantine")
    rows = _oldest(work, source, reason)
    kept = [Kept(row.id, row.source, row.reason, int(row.at.timestamp()) // HOUR_S, row.content, row.tries) for row in rows]
    left, still = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    more: list[Refusal] = []
    for row, verdict in zip(rows, again(kept), strict=True):
        if verdict:
            still[row.source, row.reason] += 1
            more += [Refusal(row.source, one.reason, one.said, row.at, one.content) for one in verdict[1:]]
            _stay(row, verdict[0])
        else:
            left[row.source, row.reason] += 1
            work.session.delete(row)
    if more:
        keep(work, more)
    return [_release(work, How.replayed, heap, left[heap], still[heap], "") for heap in sorted(left.keys() | still.keys())]


def _oldest(work: Work, source: str, reason: str) -> list[Quarantined]:
    """As many as may be brought again together, at least one."""
    wanted = queries.chosen(source, reason).where(~Quarantined.cut).order_by(Quarantined.id).limit(AT_ONCE)
    rows, length = list[Quarantined](), 0
    for row in work.session.scalars(wanted.execution_options(yield_per=200)):
        length += len(row.content)
        if rows and length > AT_ONCE_LONG:
            break
        rows.append(row)
    return rows


def _stay(row: Quarantined, still: Still) -> None:
    row.reason, row.said, row.tries = still.reason, still.said, row.tries + 1
    row.content, row.cut = still.content[:LENGTH], len(still.content) > LENGTH


def discard(work: Work, source: str, reason: str, why: str) -> list[Release]:
    """Let rows go that nobody will mend. They stay counted as refused."""
    require_any(work, KEEPERS, areas.CITY)
    if not 0 < len(why.strip()) <= 500:
        raise WhyMissing
    alone(work.session, "quarantine")
    ids = work.session.execute(
        select(Quarantined.source, Quarantined.reason).where(Quarantined.source == source, Quarantined.reason == reason)
    )
    count = Counter((row.source, row.reason) for row in ids)
    work.session.execute(delete(Quarantined).where(Quarantined.source == source, Quarantined.reason == reason))
    return [_release(work, How.discarded, heap, rows, 0, why.strip()) for heap, rows in count.items()]


def _release(work: Work, how: How, heap: tuple[str, str], count: int, still: int, why: str) -> Release:
    source, reason = heap
    release = work.keep(
        Release(how=how, source=source, reason=reason, count=count, still=still, why=why, by=work.by, at=work.now)
    )
    work.tell(QuarantineReleased(release=release.id))
    return release
