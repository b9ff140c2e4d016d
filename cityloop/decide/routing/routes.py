from fastapi import APIRouter

from cityloop.decide.routing import actions, queries, views
from cityloop.decide.routing.schemas import RouteOut, RouteTryIn, RoutingIn, RoutingLookedOut, RoutingOut
from cityloop.kit.http import REFUSALS, Desk

router = APIRouter(prefix="/api/routing", tags=["decide"], responses=REFUSALS)


@router.get("")
def list_routing(work: Desk) -> list[RoutingOut]:
    """Every version of the routing book, newest first: its lines in the order in which they are asked, and its probes."""
    holds = queries.holding(work)
    return [views.book(one, holds.id if holds else None) for one in queries.books(work)]


@router.post("")
def adopt_routing(work: Desk, said: RoutingIn) -> RoutingLookedOut:
    """Adopt a routing book from a day on, or only look at it. Refused while a probe goes elsewhere than it should; lines that
    can never be used or are never reached are named."""
    lines, probes = [views.line_of(one) for one in said.lines], [views.probe_of(work, one) for one in said.probes]
    if said.dry_run:
        return views.looked(actions.look(work, lines, probes, said.since), None)
    kept, looked = actions.adopt(work, lines, probes, said.since, said.reason)
    return views.looked(looked, kept.id)


@router.post("/try")
def try_routing(work: Desk, said: RouteTryIn) -> RouteOut:
    """Where a described matter would go and why, by the book that holds or by lines that are still being written."""
    matter = views.matter_of(work, said.matter)
    book = queries.holding(work, matter.at.date())
    lines = queries.lines_of(book) if said.lines is None else [views.line_of(one) for one in said.lines]
    number = book.id if book and said.lines is None else None
    found = queries.among(work, lines, matter, queries.usual(work, matter), number)
    return views.route(work, matter, found, lines)
