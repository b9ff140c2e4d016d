from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from cityloop.kit.errors import NotAllowed, Refused, Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import keeps, require
from cityloop.people.agencies import actions as agencies
from cityloop.people.agencies import queries as agency_queries
from cityloop.people.agencies.rules import AgencyKind, Profile
from cityloop.people.books.sheets import Line
from cityloop.people.duties.rules import KEEPER, Ground, PostKind, Side
from cityloop.people.duties.tables import Post
from cityloop.people.members import queries as members
from cityloop.people.members.rules import Standing
from cityloop.people.posts import actions as posts
from cityloop.people.posts import queries as post_queries
from cityloop.people.teams import actions as teams
from cityloop.people.teams import queries as team_queries
from cityloop.people.teams.rules import Part

Kind = TypeVar("Kind", bound=StrEnum)


class Told(NamedTuple):
    """What became of a row: new, changed (what it was and is), same, or refused with a reason."""

    kind: str
    row: int
    about: str
    verdict: str
    reason: str = ""


def bring(work: Work, ground: Ground, lines: Sequence[Line], *, by_operator: bool = False) -> list[Told]:
    """Bring the rows of a workbook, each for itself. The operator may bring what began before today."""
    if not (by_operator or keeps(work)):
        raise NotAllowed(why="Only who keeps personnel brings a workbook of people.")
    order = {kind: place for place, kind in enumerate(BRINGS)}
    told: list[Told] = []
    waiting = sorted(lines, key=lambda line: (order[line.kind], line.since or work.today, line.row))
    while waiting:  # a row may stand before what it names: it is tried again as long as that helps
        tried = [(line, _bring(work, ground, line, by_operator)) for line in waiting]
        again = [line for line, one in tried if one.verdict == "refused" and not line.fault]
        if len(again) == len(waiting):
            again = []
        told += [one for line, one in tried if line not in again]
        waiting = again
    return sorted(told, key=lambda one: (order[one.kind], one.row))


def _bring(work: Work, ground: Ground, line: Line, by_operator: bool) -> Told:
    about = " ".join(line.said.get(key, "") for key in ("code", "login", "duty", "area", "part") if line.said.get(key))
    if line.fault:
        return Told(line.kind, line.row, about, "refused", line.fault)
    try:
        with work.session.begin_nested():
            verdict, reason = BRINGS[line.kind](work, ground, line, by_operator)
    except Refused as refused:
        return Told(line.kind, line.row, about, "refused", str(refused))
    return Told(line.kind, line.row, about, verdict, reason)


def _agency(work: Work, ground: Ground, line: Line, by_operator: bool) -> tuple[str, str]:
    said, since = line.said, line.since or work.today
    kind = _one(AgencyKind, said.get("kind") or "department")
    texts = {key: said.get(key, "") for key in ("name", "short", "credit", "area", "parent", "leader")}
    profile = Profile(kind=kind, **texts | {"short": texts["short"] or texts["name"]})
    known = agency_queries.there(work, said["code"])
    if known is None:
        agencies.found(work, ground, said["code"], since, profile, "", by_operator=by_operator)
        if line.until:
            agencies.close(work, said["code"], line.until, by_operator=by_operator)
        return "new", ""
    states = agency_queries.states(work, known.id)
    held = next((state for state in states if state.since == since), None if line.since else states[-1])
    if held is None or (line.since is None and agencies.profile_of(work, held) != profile):
        was = agencies.profile_of(work, states[-1])
        agencies.change(work, ground, said["code"], since, profile, "", by_operator=by_operator)
        return "changed", _difference(was._asdict(), profile._asdict())
    was = agencies.profile_of(work, held)
    if was != profile:
        raise Unreadable(why=f"From {since} on it is said already, otherwise ({_difference(was._asdict(), profile._asdict())}).")
    if held is states[-1] and line.until and line.until != held.until:
        agencies.close(work, said["code"], line.until, by_operator=by_operator)
        return "changed", _difference({"until": held.until}, {"until": line.until})
    return "same", ""


def _member(work: Work, _: Ground, line: Line, by_operator: bool) -> tuple[str, str]:
    said = line.said
    known = members.by_login(work, said["login"])
    about = {key: said.get(key, getattr(known, key, "")) for key in ("name", "mobile", "skills")}
    if known is None:
        posts.enter(work, said["login"], **about, by_operator=by_operator)
        return "new", ""
    standing = _one(Standing, said.get("standing") or known.standing.value)
    now = about | {"standing": standing.value}
    was = {key: str(getattr(known, key)) for key in now}
    if was == now:
        return "same", ""
    posts.change_member(work, known.login, **about, standing=standing, by_operator=by_operator)
    return "changed", _difference(was, now)


def _post(work: Work, ground: Ground, line: Line, by_operator: bool) -> tuple[str, str]:
    said, member = line.said, members.known(work, line.said["login"])
    kind = _one(PostKind, said.get("kind") or "regular")
    board = _one(Side, said["board"]) if said.get("board") else None
    agency = agency_queries.get(work, said["agency"]).id if said.get("agency") else None
    colleague = members.known(work, said["for"]) if said.get("for") else None
    same = (Post.member_id == member.id, Post.duty == said["duty"], Post.area == said["area"], Post.kind == kind)
    whose = Post.for_member_id == colleague.id if colleague else Post.for_member_id.is_(None)
    begun = Post.since == line.since if line.since else Post.until.is_(None)
    held = work.session.scalar(select(Post).where(*same, whose, begun).order_by(Post.id.desc()).limit(1))
    if held and colleague:  # whose post it is says of which agency and board
        agency, board = held.agency_id, held.board
    if held:
        return _post_changed(work, held, agency, board, line.until, by_operator)
    since = line.since or work.today
    if colleague is None:
        give = partial(posts.give, work, ground, member.login, said["duty"], said["area"], by_operator=by_operator)
        give(since=since, until=line.until, agency_id=agency, board=board)
        return "new", ""
    own = (post for post in post_queries.own(work, colleague.id) if post.duty == said["duty"])
    source = next((post for post in own if said["area"].startswith(post.area)), None)
    if source is None or line.until is None:
        raise Unreadable(why=f"{colleague.name} holds no such post of their own, or the day on which it ends is not said.")
    posts.entrust(work, ground, source.id, member.login, said["area"], since, line.until, kind=kind, by_operator=by_operator)
    return "new", ""


def _post_changed(
    work: Work, held: Post, agency: int | None, board: Side | None, until: date | None, by_operator: bool
) -> tuple[str, str]:
    was = {"agency": held.agency_id, "board": held.board, "until": held.until}
    now = {"agency": agency, "board": board, "until": until or held.until}
    if was == now:
        return "same", ""
    if not by_operator:
        require(work, KEEPER, held.area)
    held.agency_id, held.board = agency, board
    if until and until != was["until"]:
        posts.end(work, held.id, until, by_operator=by_operator)
    return "changed", _difference(was, now)


def _seat(work: Work, ground: Ground, line: Line, by_operator: bool) -> tuple[str, str]:
    member, part = members.known(work, line.said["login"]), _one(Part, line.said["part"])
    held = [one for one in team_queries.of_member(work, member.id) if (one.area, one.part) == (line.said["area"], part)]
    same = next((one for one in held if one.since == line.since or (line.since is None and one.until is None)), None)
    if same is None:
        since = line.since or work.today
        teams.join(work, ground, member.login, line.said["area"], part, since, line.until, by_operator=by_operator)
        return "new", ""
    if line.until is None or same.until == line.until:
        return "same", ""
    was = same.until
    teams.leave(work, same.id, line.until, by_operator=by_operator)
    return "changed", _difference({"until": was}, {"until": line.until})


def _one(kind: type[Kind], said: str) -> Kind:
    try:
        return kind(said)
    except ValueError:
        raise Unreadable(why=f"{said} is none of {', '.join(kind)}.") from None


def _difference(was: Mapping[str, object], now: Mapping[str, object]) -> str:
    return "; ".join(f"{key}: {was[key] or '—'} → {now[key] or '—'}" for key in now if was[key] != now[key])


BRINGS: dict[str, Callable[[Work, Ground, Line, bool], tuple[str, str]]] = {
    "agencies": _agency,
    "members": _member,
    "posts": _post,
    "teams": _seat,
}
