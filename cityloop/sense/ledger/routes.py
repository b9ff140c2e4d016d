from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Request

from cityloop.kit.errors import Unreadable
from cityloop.kit.http import REFUSALS, Day, Desk
from cityloop.kit.work import CITY_TIME
from cityloop.people.access.queries import require_any
from cityloop.places.areas import queries as areas
from cityloop.sense.ledger import queries
from cityloop.sense.ledger.rules import HOUR_S
from cityloop.sense.ledger.schemas import CellOut, LedgerOut, SourceOut

READERS = ("operator", "dispatcher", "leader")

router = APIRouter(prefix="/api/ledger", tags=["sense"], responses=REFUSALS)


@router.get("")
def read_ledger(work: Desk, request: Request, day: Day | None = None) -> LedgerOut:
    """What every source sent in each hour of a day of the city, and what became of it; today if no day is said."""
    require_any(work, READERS, areas.CITY)
    try:
        since = datetime.combine(day or work.today, time(), CITY_TIME).astimezone(UTC)
        until = since + timedelta(days=1)
        first, last = (int(instant.timestamp()) // HOUR_S for instant in (since, until))
    except OverflowError:
        raise Unreadable(why="There is no such day.") from None
    found: dict[str, list[CellOut]] = {}
    for (source, hour), cell in sorted(queries.cells(work, first, last, request.app.state.intake.waiting()).items()):
        said = CellOut(
            hour=datetime.fromtimestamp(hour * HOUR_S, UTC),
            sent=cell.sent,
            stored=cell.stored,
            late=cell.late,
            doubled=cell.doubled,
            waiting=cell.waiting,
            refused=dict(cell.refused),
            missing=cell.missing,
        )
        found.setdefault(source, []).append(said)
    accounts = [SourceOut(source=source, cells=cells) for source, cells in found.items()]
    return LedgerOut(since=since, until=until, sources=accounts)
