from cityloop.decide.adjustments import queries, rules
from cityloop.decide.adjustments.rules import Book, Said
from cityloop.decide.adjustments.tables import Adjustment
from cityloop.decide.clocks import limiting
from cityloop.decide.clocks.reckoning import Effect
from cityloop.decide.cycles import queries as cycles
from cityloop.decide.facts import AdjustmentAgreed, AdjustmentBegun, AdjustmentLeft, AdjustmentWithdrawn
from cityloop.decide.standards import queries as standards
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.places.areas.queries import CITY

KEEPER = "rule_board"  # whose books these are


def effect(work: Work, said: Said) -> Effect:
    """What following this edition would do to the clocks that run now; nothing does."""
    _admit(work, said)
    return limiting.effect(work, queries.limits(work, said, work.by), said.key)


def agree(work: Work, said: Said) -> Adjustment:
    """Let running clocks follow an edition from a day on; those that have ended stay as they were."""
    _admit(work, said)
    if not said.why.strip():
        raise Unreadable(why="Please give a reason.")
    if not queries.limits(work, said, work.by):
        raise rules.NothingDiffers
    said = said._replace(why=said.why.strip())
    kept = work.keep(Adjustment(**said._asdict(), by=work.by, at=work.now))
    work.tell(AdjustmentAgreed(adjustment=kept.id, why=kept.why))
    if kept.since <= work.today:
        _begin(work, kept)
    return kept


def _admit(work: Work, said: Said) -> None:
    require(work, KEEPER, CITY)
    alone(work.session, "adjustment")
    if said.since < work.today:
        raise Unreadable(why="Clocks follow from today at the earliest.")
    if there := queries.of_edition(work, said):
        raise rules.FollowedAlready(since=there.since)
    if said.book is Book.cycle:
        cycles.get(work, said.name, said.edition)
        if said.edition != (newest := cycles.version_of(work, said.name)):
            raise rules.NotTheNewest(newest=newest)
    else:
        standards.edition(work, said.edition)
        if not _holds(work, said):
            raise rules.NotInForceThen(since=said.since)


def _holds(work: Work, said: Said) -> bool:
    """Whether what is to be followed is in force on that day."""
    if said.book is Book.cycle:
        return said.edition == cycles.version_of(work, said.name)
    book = standards.holding(work, said.since)
    return book is not None and book.id == said.edition


def withdraw(work: Work, adjustment_id: int, why: str) -> Adjustment:
    """Take an adjustment back before its day."""
    require(work, KEEPER, CITY)
    alone(work.session, "adjustment")
    one = work.find(Adjustment, adjustment_id)
    if one.begun is not None:
        raise rules.BegunAlready
    if not why.strip():
        raise Unreadable(why="Please say why this is taken back.")
    return _take_back(work, one, why.strip())


def _take_back(work: Work, one: Adjustment, why: str) -> Adjustment:
    if one.withdrawn is None:
        one.withdrawn, one.withdrawn_by, one.withdrawn_why = work.now, work.by, why
        work.tell(AdjustmentWithdrawn(adjustment=one.id, why=why))
    return one


# on its day -----------------------------------------------------------------------------------------------------------


def keep_up(work: Work) -> None:
    """Begin what was agreed for today; what is followed no more by then, since a newer edition came, is taken back."""
    for one in queries.due(work):
        if _holds(work, queries.said_of(one)):
            _begin(work, one)
        else:
            _take_back(work, one, "By its day that edition was not in force.")


def _begin(work: Work, one: Adjustment) -> None:
    one.begun = work.now
    work.tell(AdjustmentBegun(adjustment=one.id))


def begin(work: Work, told: AdjustmentBegun) -> None:
    """Give the first page of running clocks their limits."""
    _page(work, told.adjustment, 0)


def go_on(work: Work, left: AdjustmentLeft) -> None:
    _page(work, left.adjustment, left.clock)


def _page(work: Work, adjustment_id: int, after: int) -> None:
    one = work.find(Adjustment, adjustment_id)
    said = queries.said_of(one)
    page = limiting.give(work, CITY, queries.limits(work, said, one.by), said.key, one.why, after)
    one.clocks, one.moved = one.clocks + page.given, one.moved + page.moved
    if page.last is None:
        one.ended = work.now
    else:
        work.tell(AdjustmentLeft(adjustment=one.id, clock=page.last))
