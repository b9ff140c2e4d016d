from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel

from cityloop.decide.cases import actions, joining, routed
from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.schemas import AssistIn, DispatchIn, FinishIn, FlagsIn, MergeIn, MoveIn, SplitIn
from cityloop.decide.evidence import actions as evidence
from cityloop.decide.parts import actions as parts
from cityloop.decide.routing import queries as routing_queries
from cityloop.decide.routing import views as routing
from cityloop.decide.routing.schemas import RouteOut
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.once import Once

LARGEST = 8 * 1024 * 1024
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
WEBP = slice(8, 12)

router = APIRouter(prefix="/api", tags=["decide"], responses=REFUSALS, route_class=Once)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


class StateOut(BaseModel):
    """What became of the case."""

    id: int
    state: str


class FileOut(BaseModel):
    name: str


@router.post("/alerts/{alert_id}/case")
def open_by_hand(work: Desk, alert_id: Id) -> StateOut:
    """Open the case that no policy opened by itself."""
    case = actions.open_by_hand(work, alert_id)
    return StateOut(id=case.id, state=case.state)


@router.post("/cases/{case_id}/dispatch")
def dispatch(work: Desk, case_id: Id, said: DispatchIn) -> StateOut:
    case = actions.dispatch(work, case_id, said.area)
    return StateOut(id=case.id, state=case.state)


@router.post("/cases/{case_id}/moves/{move}")
def move(work: Desk, case_id: Id, move: str, said: MoveIn) -> StateOut:
    """Make one of the moves the case page offers, with what its form asks for."""
    case = actions.make(work, case_id, move, said.said)
    return StateOut(id=case.id, state=case.state)


@router.get("/cases/{case_id}/route")
def case_route(work: Desk, case_id: Id) -> RouteOut:
    """Why here: where the case goes by the routing of the day it was filed, today's until then; the line that took it, those
    passed over and on which condition, what the matrix says, which level answers and which were asked in vain."""
    case = cases.visible(work, case_id)
    found, matter = routed.found(work, case), routed.described(work, case)
    return routing.route(work, matter, found, routing_queries.lines_of(routing_queries.holding(work, matter.at.date())))


@router.get("/cycles/{name}/cases")
def cases_of_cycle(work: Desk, name: Annotated[str, InPath(max_length=100)]) -> dict[int, int]:
    """How many of the open cases this person may see go by each version of a case type."""
    return dict(cases.running_by_version(work, name))


@router.post("/cases/{case_id}/flags")
def flag_case(work: Desk, case_id: Id, said: FlagsIn) -> StateOut:
    """Mark a case as urgent or as typical, or take a mark away."""
    case = actions.flag(work, case_id, urgent=said.urgent, typical=said.typical)
    return StateOut(id=case.id, state=case.state)


@router.post("/cases/{case_id}/assist")
def ask_to_assist(work: Desk, case_id: Id, said: AssistIn) -> StateOut:
    """Let another duty work at the case beside its lead."""
    case = joining.ask_to_assist(work, case_id, said.duty, said.area)
    return StateOut(id=case.id, state=case.state)


@router.post("/cases/{case_id}/split")
def split_case(work: Desk, case_id: Id, said: SplitIn) -> list[StateOut]:
    """Make a case of its own of each part of the matter."""
    return [StateOut(id=case.id, state=case.state) for case in joining.split(work, case_id, said.titles)]


@router.post("/cases/{case_id}/merge")
def merge_case(work: Desk, case_id: Id, said: MergeIn) -> StateOut:
    """Say that the case is the same matter as another; who followed it follows the other."""
    case = joining.merge(work, case_id, said.into, said.reason)
    return StateOut(id=case.id, state=case.state)


@router.post("/cases/{case_id}/follow")
def follow_case(work: Desk, case_id: Id) -> None:
    """Hear what becomes of the case."""
    parts.follow(work, cases.visible(work, case_id).id, work.by)


@router.delete("/cases/{case_id}/follow")
def leave_case(work: Desk, case_id: Id) -> None:
    """Hear of the case no more."""
    parts.leave(work, cases.visible(work, case_id).id, work.by)


@router.post("/cases/{case_id}/tasks/{task_id}/take")
def take(work: Desk, case_id: Id, task_id: Id) -> StateOut:
    case = actions.take(work, case_id, task_id)
    return StateOut(id=case.id, state=case.state)


@router.post("/cases/{case_id}/tasks/{task_id}/finish")
def finish(work: Desk, case_id: Id, task_id: Id, said: FinishIn) -> StateOut:
    case = actions.finish(work, case_id, task_id, said.note, said.photos, said.outcome)
    return StateOut(id=case.id, state=case.state)


@router.post("/files")
def keep_file(
    work: Desk,
    file: UploadFile,
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None,
    at: Annotated[datetime | None, Query()] = None,
) -> FileOut:
    """Keep a picture (PNG, JPEG or WebP, at most 8 MiB) as evidence; the name goes into a task's `photos`. Where and when it
    was taken may be said with it, and counts where the picture does not say it itself."""
    content = file.file.read(LARGEST + 1)
    if len(content) > LARGEST or kind_of(content) is None:
        raise Unreadable(why="A photo is a PNG, JPEG or WebP of at most 8 MiB.")
    name = work.files.keep(content)
    evidence.send(work, name, None if lon is None or lat is None else (lon, lat), at)
    return FileOut(name=name)


@router.get("/files/{name}", response_class=Response, responses={200: {"content": {"image/*": {}}}})
def read_file(work: Desk, name: str) -> Response:
    """A picture that is evidence in a case this person may see."""
    for case_id in tasks.with_photo(work, name):
        try:
            cases.visible(work, case_id)
        except NotFound:
            continue
        content = work.files.read(name)
        return Response(content, media_type=kind_of(content), headers={"cache-control": "private, max-age=86400"})
    raise NotFound(kind="file", id=name)


def kind_of(content: bytes) -> str | None:
    kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
    return None if kind == "image/webp" and content[WEBP] != b"WEBP" else kind
