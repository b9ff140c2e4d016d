"""What a reorganisation asks for and what follows for lines, posts and cases. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import shape

from cityloop.decide.matrix.rules import Line
from cityloop.decide.matrix.solving import Held
from cityloop.kit.errors import Refused
from cityloop.places.areas.changing import Drafting
from cityloop.places.areas.recasting import Became, Link, Recast


class State(StrEnum):
    drafted = "drafted"
    adopted = "adopted"
    done = "done"
    undone = "undone"


class NotNowAnyMore(Refused):
    """Plan {id} is {state}; it cannot be {move}."""


class NothingToDo(Refused):
    """A plan has at least one step, and each names what it changes."""

    status = 422


class NobodyLeads(Refused):
    """In no line of the matrix does {duty} lead in {category} in {area}; there is nothing to hand on."""

    status = 422


Step = Mapping[str, Any]
ON_THE_MAP = ("merge", "cut", "part", "split", "move", "rename")


def areas_of(step: Step) -> list[str]:
    """The areas a step changes."""
    named = [*step.get("areas", []), *step.get("names", {}).keys()] if step["kind"] in ("merge", "rename") else []
    return [code for code in (*named, step.get("area", ""), step.get("to", "") if step["kind"] == "move" else "") if code]


def recast_by(step: Step, draft: Drafting) -> Recast:
    """What a step asks of the map."""
    match step["kind"]:
        case "merge":
            return draft.merge(step["areas"], step.get("into", ""), step.get("name", ""))
        case "cut":
            return draft.cut(step["area"], [(lon, lat) for lon, lat in step["line"]])
        case "part":
            outlines: list[shapely.Geometry] = [shape(one) for one in step["outlines"]]
            return draft.parted(step["area"], np.array([*outlines, None], dtype=object)[:-1])
        case "split":
            return draft.split(step["area"], step["parts"], step.get("part_names", []))
        case "move":
            return draft.move(step["area"], step["to"])
        case _:
            return draft.rename(step["names"])


def went(links: Iterable[Link]) -> dict[str, list[str]]:
    """Where each area that ends goes to; one into which others go and that stays is not among them."""
    found: dict[str, list[str]] = {}
    for link in links:
        if link.kind is not Became.renamed and link.after and link.after != link.before:
            found.setdefault(link.before, []).append(link.after)
    return found


def rewritten(lines: Sequence[Line], moved: Mapping[str, Sequence[str]], steps: Iterable[Step]) -> list[Line]:
    """The lines of the matrix for the areas that come, with matters handed on. What then says the same twice is said once."""
    found = [line._replace(area=area) for line in lines for area in moved.get(line.area, [line.area])]
    for step in (one for one in steps if one["kind"] == "hand"):
        found = handed(found, step)
    kept: dict[tuple[object, ...], Line] = {}
    for line in found:
        kept.setdefault((*line[:6], line.since, line.until), line)
    return list(kept.values())


def handed(lines: Sequence[Line], step: Step) -> list[Line]:
    """Matters of a class handed from one duty to another wherever it leads in them, in an area."""
    duty, to, category, area = step["duty"], step["to_duty"], step.get("category", ""), step.get("area", "50")
    found, changed = [], 0
    for line in lines:
        meant = line.duty == duty and line.category.startswith(category) and line.area.startswith(area)
        changed += meant
        agency = step.get("agency") or line.agency
        found.append(line._replace(duty=to, agency=agency, source=step.get("source") or line.source) if meant else line)
    if not changed:
        raise NobodyLeads(duty=duty, category=category or "everything", area=area)
    return found


def standing(held: Iterable[Held], moved: Mapping[str, Sequence[str]], since: date) -> list[Held]:
    """Who holds what once posts in areas that end have gone on in those that come."""
    found = []
    for one in held:
        after = moved.get(one.area)
        lasts = one.until is None or one.until > since
        if after is None or not lasts:
            found.append(one)
            continue
        found.append(one._replace(until=since))
        found += [one._replace(area=area, since=max(since, one.since or since)) for area in after]
    return found


class Mixing(NamedTuple):
    """Areas whose figures become one, or one whose figures become several: no longer comparable with the time before."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def mixing(links: Iterable[Link]) -> list[Mixing]:
    """Which areas' figures mix, streets before communities before grids. What only moved takes its figures along."""
    into: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for link in links:
        if link.kind is Became.merged:
            into.setdefault(link.after, []).append(link.before)
        elif link.kind is Became.parted:
            parts.setdefault(link.before, []).append(link.after)
    found = [Mixing(tuple(sorted({*before, after})), (after,)) for after, before in into.items()]
    found += [Mixing((before,), tuple(sorted(after))) for before, after in parts.items()]
    return sorted(found, key=lambda one: (len(one.before[0]), one))
