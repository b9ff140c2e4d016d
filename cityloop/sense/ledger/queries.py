from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from cityloop.kit.facts import Cursor
from cityloop.kit.frames.accounts import Cell as Place
from cityloop.kit.frames.accounts import Cells
from cityloop.kit.work import Work
from cityloop.sense.ledger.actions import READER
from cityloop.sense.ledger.rules import Cell
from cityloop.sense.ledger.tables import TallyRow

Waiting = Mapping[Place, tuple[int, int]]  # rows sent that wait, rows that do wait


def cells(work: Work, since: int, until: int, waiting: Waiting) -> dict[Place, Cell]:
    """Every cell with since <= hour < until that has anything in it, up to this moment.

    The log is asked before the database: what is posted in between is left out of what the log said, never missed.
    """
    parts = work.frames.log.accounts.parts()
    cursor = work.session.get(Cursor, READER)
    posted = cursor.read if cursor else 0
    found: Cells = {}
    for row in work.session.scalars(select(TallyRow).where(TallyRow.hour >= since, TallyRow.hour < until)):
        found.setdefault((row.source, row.hour), Counter())[row.what] += row.count
    for number, part in parts:
        for place, counts in part.items():
            if number > posted and since <= place[1] < until:
                found.setdefault(place, Counter()).update(counts)
    here = {place: rows for place, rows in waiting.items() if since <= place[1] < until}
    return {place: Cell.of(found.get(place, {}), here.get(place, (0, 0))) for place in found.keys() | here.keys()}
