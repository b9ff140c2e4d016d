from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, insert, select

from cityloop.decide.facts import MatrixPublished, MatrixWithdrawn
from cityloop.decide.matrix import queries, rules
from cityloop.decide.matrix.rules import CITY, Line, State
from cityloop.decide.matrix.sheets import Known, Read
from cityloop.decide.matrix.tables import Matrix, MatrixLine
from cityloop.decide.standards import queries as standards
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.duties.queries import held_by
from cityloop.places.areas import queries as areas

KEEPER = "rule_board"


class Brought(NamedTuple):
    """What became of the rows of a sheet: new, changed, same or refused; and how many lines of the draft are gone."""

    verdicts: Sequence[tuple[Read, str]]
    gone: int


def draft(work: Work, note: str) -> Matrix:
    """A draft with all lines of the matrix that holds last, to be changed."""
    require_somewhere(work)
    base = queries.newest(work)
    made = work.keep(Matrix(note=note.strip(), by=work.by, at=work.now, base=base.id if base else None))
    if base:
        columns = [column for column in MatrixLine.__table__.columns if column.name not in ("id", "matrix_id")]
        copied = select(*[MatrixLine.__table__.c[column.name] for column in columns]).where(MatrixLine.matrix_id == base.id)
        rows = [{"matrix_id": made.id, **row} for row in work.session.execute(copied).mappings()]
        if rows:
            work.session.execute(insert(MatrixLine), rows)
    return made


def require_somewhere(work: Work) -> None:
    """Refuse who keeps no rules anywhere."""
    require(work, KEEPER, next((area for area in _kept(work)), CITY))


def _kept(work: Work) -> list[str]:
    return [held.area for held in held_by(work, work.by) if held.duty == KEEPER]


def _draft(work: Work, matrix_id: int) -> Matrix:
    alone(work.session, "matrix")
    found = queries.get(work, matrix_id)
    if found.state is not State.draft:
        raise rules.NotADraft(id=matrix_id, state=found.state)
    return found


def known(work: Work) -> Known:
    """What a line may speak of today."""
    keys = [one.key for one in standards.categories(work)]
    starts = {key[:step] for key in keys for step in range(len(key) + 1)}
    here = areas.area_map(work)
    return Known(starts.__contains__, lambda code: here.area(code) is not None, work.rulebook.duties)


def add(work: Work, matrix_id: int, line: Line) -> MatrixLine:
    """Put a line into a draft."""
    _draft(work, matrix_id)
    require(work, KEEPER, line.area)
    try:
        said = {"category": line.category, "area": line.area}
        may = known(work)
        if not may.category(line.category) or not may.area(line.area):
            raise NotFound(kind="category or area", id=" ".join(said.values()))
        rules.checked(line, may.duties)
    except rules.NotALine as fault:
        raise Unreadable(why=str(fault)) from None
    return work.keep(_row(matrix_id, line))


def strike(work: Work, matrix_id: int, line_id: int) -> None:
    """Take a line out of a draft."""
    _draft(work, matrix_id)
    line = work.find(MatrixLine, line_id)
    if line.matrix_id != matrix_id:
        raise NotFound(kind="line", id=line_id)
    require(work, KEEPER, line.area)
    work.session.delete(line)


def bring(work: Work, matrix_id: int, rows: Sequence[Read], area: str = CITY, *, dry_run: bool = False) -> Brought:
    """Let the lines of a draft in an area be those of a sheet: all of them, or nothing while a row is refused."""
    _draft(work, matrix_id)
    require(work, KEEPER, area)
    rows = [_within(one, area) for one in rows]
    before = {queries.as_line(one): one for one in queries.lines(work, matrix_id, area)}
    after = [one.line for one in rows if one.line]
    places = {line.place for line in before}
    verdicts = [(one, _verdict(one.line, before, places)) for one in rows]
    gone = {line.place for line in before} - {line.place for line in after}
    if not dry_run and len(after) == len(rows):
        _become(work, matrix_id, before, after)
    return Brought(verdicts, len(gone))


def _within(one: Read, area: str) -> Read:
    if one.line is None or one.line.area.startswith(area):
        return one
    return one._replace(line=None, reason=f"{one.line.area} does not lie in {area}.")


def _verdict(line: Line | None, before: dict[Line, MatrixLine], places: set[tuple[str, str, date]]) -> str:
    if line is None:
        return "refused"
    return "same" if line in before else "changed" if line.place in places else "new"


def _become(work: Work, matrix_id: int, before: dict[Line, MatrixLine], after: Iterable[Line]) -> None:
    wanted = dict.fromkeys(after)
    for line, row in before.items():
        if line not in wanted:
            work.session.delete(row)
    work.session.flush()
    fresh = [_values(matrix_id, line) for line in wanted if line not in before]
    if fresh:
        work.session.execute(insert(MatrixLine), fresh)


def publish(work: Work, matrix_id: int, since: date) -> Matrix:
    """Let a draft hold from a day on: refused while, from then on, a matter somewhere has no lead, two, or nobody to do it."""
    made = _draft(work, matrix_id)
    base = queries.newest(work)
    if (base.id if base else None) != made.base:
        raise rules.BookChanged
    if since < work.today:
        raise Unreadable(why="A matrix holds from today at the earliest: until today others led.")
    if base and base.since and since < base.since:
        raise rules.DraftToCome(day=base.since)
    lines = [queries.as_line(one) for one in queries.lines(work, matrix_id)]
    held = {queries.as_line(one) for one in queries.lines(work, base.id)} if base else set[Line]()
    for area in {line.area for line in held.symmetric_difference(lines)} or {CITY}:
        require(work, KEEPER, area)
    return _publish(work, made, lines, since)


def republish(work: Work, lines: Sequence[Line], note: str, since: date) -> Matrix:
    """Publish these lines in place of the matrix that holds last, for a reorganisation. Asks nobody who does it."""
    alone(work.session, "matrix")
    base = queries.newest(work)
    if base and base.since and since < base.since:
        raise rules.DraftToCome(day=base.since)
    made = work.keep(Matrix(note=note, by=work.by, at=work.now, base=base.id if base else None))
    work.session.execute(insert(MatrixLine), [_values(made.id, line) for line in lines])
    return _publish(work, made, lines, since)


def take_back(work: Work, matrix_id: int) -> None:
    """Withdraw what a reorganisation published, before its day."""
    found = queries.get(work, matrix_id)
    if found is not queries.newest(work) or found.since is None or found.since <= work.today:
        raise rules.Holds(id=matrix_id, since=found.since)
    found.state = State.withdrawn
    work.tell(MatrixWithdrawn(matrix=found.id))


def _publish(work: Work, made: Matrix, lines: Sequence[Line], since: date) -> Matrix:
    whole = queries.solved(work, lines, CITY, since)
    bars = whole.barring(since)
    if bars:
        raise rules.Incomplete(first=bars[0], more=len(bars) + whole.untold)
    made.state, made.since, made.number = State.published, since, 1 + (work.session.scalar(select(func.max(Matrix.number))) or 0)
    made.published_by, made.published_at = work.by, work.now
    work.tell(MatrixPublished(matrix=made.id))
    return made


def withdraw(work: Work, matrix_id: int) -> Matrix:
    """Take back a draft, or a matrix whose day has not come."""
    alone(work.session, "matrix")
    require_somewhere(work)
    found = queries.get(work, matrix_id)
    to_come = found.state is State.published and found.since is not None and found.since > work.today
    if found.state is not State.draft and not (to_come and found is queries.newest(work)):
        raise rules.Holds(id=matrix_id, since=found.since)
    if found.state is State.published:
        require(work, KEEPER, CITY)
    found.state = State.withdrawn
    work.tell(MatrixWithdrawn(matrix=found.id))
    return found


def catch_up(work: Work, matrix_id: int) -> Matrix:
    """Make a draft's changes again on the matrix that was published meanwhile."""
    made, now = _draft(work, matrix_id), queries.newest(work)
    mine, base, newest = (
        {queries.as_line(one): one for one in queries.lines(work, number)} if number else {}
        for number in (made.id, made.base, now.id if now else None)
    )
    wanted = [line for line in newest if line not in base or line in mine] + [line for line in mine if line not in base]
    _become(work, matrix_id, mine, wanted)
    made.base = now.id if now else None
    return made


def _row(matrix_id: int, line: Line) -> MatrixLine:
    return MatrixLine(**_values(matrix_id, line))  # type: ignore[arg-type]


def _values(matrix_id: int, line: Line) -> dict[str, object]:
    return {"matrix_id": matrix_id, **line._asdict(), "assisting": list(line.assisting)}
