from sqlalchemy import select

from cityloop.kit.facts import cursor_of
from cityloop.kit.frames.accounts import Cells
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.sense.ledger.tables import TallyRow

READER = "ledger"


def post(work: Work) -> None:
    """Keep what the reading log has counted since last time. The cursor moves in the same transaction as the counts."""
    alone(work.session, READER)
    cursor, accounts = cursor_of(work.session, READER), work.frames.log.accounts
    accounts.forget(cursor.read)
    for number, cells in accounts.cut():
        if number > cursor.read:
            _add(work, cells)
            cursor.read = number


def _add(work: Work, cells: Cells) -> None:
    for (source, hour), counts in cells.items():
        of_cell = select(TallyRow).where(TallyRow.hour == hour, TallyRow.source == source)
        rows = {row.what: row for row in work.session.scalars(of_cell)}
        for what, count in counts.items():
            row = rows.get(what) or work.keep(TallyRow(hour=hour, source=source, what=what))
            row.count += count
