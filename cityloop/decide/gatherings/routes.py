from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, UploadFile
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.decide.facts import MinutesTaken
from cityloop.decide.gatherings import actions, calling, minutes, queries, rules, views
from cityloop.decide.gatherings.schemas import (
    CallIn,
    DecisionIn,
    GatheringLine,
    GatheringPage,
    HeardOut,
    HelperOut,
    JoinedOut,
    SoundIn,
    TextIn,
    WhisperIn,
    WhisperOut,
)
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work

router = APIRouter(prefix="/api", tags=["decide"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]
FORMS = {"docx": rules.OFFICE["docx"], "pdf": "application/pdf"}


@router.get("/gatherings")
def list_gatherings(work: Desk, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[GatheringLine]:
    """The gatherings this person was called to or may look into, those that are open first."""
    return [views.line(work, one) for one in queries.seen(work, limit)]


@router.get("/cases/{case_id}/gatherings")
def gatherings_of_case(work: Desk, case_id: Id) -> list[GatheringLine]:
    """The gatherings about a case that this person may look into, newest first."""
    cases.visible(work, case_id)
    return [views.line(work, one) for one in queries.of_case(work, case_id) if queries.is_visible(work, one)]


@router.post("/cases/{case_id}/gatherings")
def open_gathering(work: Desk, case_id: Id) -> GatheringLine:
    """Come together about a case, without a plan."""
    return views.line(work, actions.open_by_hand(work, case_id))


@router.get("/gatherings/{gathering_id}")
def gathering_page(work: Desk, gathering_id: Id) -> GatheringPage:
    """What is known, who is there, what was decided, shown and said, and what is around."""
    return views.page(work, queries.visible(work, gathering_id))


@router.post("/gatherings/{gathering_id}/enter")
def enter_gathering(work: Desk, gathering_id: Id) -> GatheringLine:
    """Look in; it is noted when a member first came."""
    actions.enter(work, gathering_id)
    return views.line(work, queries.visible(work, gathering_id))


@router.post("/gatherings/{gathering_id}/members")
def call_member(work: Desk, gathering_id: Id, said: CallIn) -> GatheringLine:
    """Call one more member, whatever their duty."""
    actions.call(work, gathering_id, said.login)
    return views.line(work, queries.visible(work, gathering_id))


@router.post("/gatherings/{gathering_id}/lead")
def take_lead(work: Desk, gathering_id: Id) -> None:
    """Take the lead."""
    actions.lead(work, gathering_id)


@router.post("/gatherings/{gathering_id}/summary")
def write_summary(work: Desk, gathering_id: Id, said: TextIn) -> None:
    """Write what somebody who comes late must know first."""
    actions.summarise(work, gathering_id, said.text)


@router.post("/gatherings/{gathering_id}/remarks")
def make_remark(work: Desk, gathering_id: Id, said: TextIn) -> None:
    """Say something in writing."""
    actions.remark(work, gathering_id, said.text)


@router.post("/gatherings/{gathering_id}/decisions")
def make_decision(work: Desk, gathering_id: Id, said: DecisionIn) -> None:
    """Decide something; with a duty and a time it becomes that duty's task."""
    actions.decide(work, gathering_id, **said.model_dump())


@router.post("/gatherings/{gathering_id}/papers")
def show_paper(work: Desk, gathering_id: Id, file: UploadFile) -> None:
    """Show a picture or a document (PNG, JPEG, PDF, Office, at most 20 MiB)."""
    actions.show(work, gathering_id, file.filename or "", file.file.read(rules.LARGEST + 1))


@router.get("/gatherings/{gathering_id}/papers/{paper_id}", response_class=Response)
def read_paper(work: Desk, gathering_id: Id, paper_id: Id) -> Response:
    """A file that was shown."""
    paper = queries.paper(work, queries.visible(work, gathering_id).id, paper_id)
    way = "inline" if paper.kind in rules.IMAGES.values() else "attachment"
    said = {"content-disposition": f"{way}; filename*=UTF-8''{quote(paper.title)}", "x-content-type-options": "nosniff"}
    return Response(work.files.read(paper.file), media_type=paper.kind, headers={**said, "cache-control": "private"})


@router.post("/gatherings/{gathering_id}/close")
def close_gathering(work: Desk, gathering_id: Id) -> GatheringLine:
    """Close the gathering; everything stays readable."""
    return views.line(work, actions.close(work, gathering_id))


@router.post("/gatherings/{gathering_id}/minutes/{form}", response_class=Response)
def take_minutes(work: Desk, gathering_id: Id, form: Literal["docx", "pdf"], language: Literal["zh", "en"] = "zh") -> Response:
    """The minutes as a document: who was there, what was decided, said and shown, and all that happened."""
    gathering = queries.visible(work, gathering_id)
    content = minutes.printed(work, gathering, form, language)
    work.tell(MinutesTaken(gathering=gathering.id, form=form))
    name = quote(f"{gathering.title} {gathering.opened:%Y-%m-%d}.{form}")
    return Response(content, media_type=FORMS[form], headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"})


# the call ---------------------------------------------------------------------------------------------------------------


@router.post("/gatherings/{gathering_id}/voices")
def join_call(work: Desk, request: Request, gathering_id: Id) -> JoinedOut:
    """Speak in the call. Who is there is called by the one who comes; the ninth is refused."""
    voice = calling.join(work, gathering_id)
    urls, secret = getattr(request.app.state, "helpers", ((), ""))
    helpers = [HelperOut.model_validate(one) for one in rules.helpers(urls, secret, work.by, work.now)]
    return JoinedOut(voice=voice.id, voices=views.voices(work, gathering_id), helpers=helpers)


@router.post("/gatherings/{gathering_id}/voices/{voice_id}/whispers")
def whisper(work: Desk, gathering_id: Id, voice_id: Id, said: WhisperIn) -> None:
    """Say something to one other browser, so that they find each other."""
    calling.whisper(work, gathering_id, voice_id, said.to, {"said": said.said})


@router.post("/gatherings/{gathering_id}/voices/{voice_id}/heard")
def hear(work: Desk, gathering_id: Id, voice_id: Id, after: Annotated[int, Query(ge=0, lt=2**31)] = 0) -> HeardOut:
    """What was said to this browser since, and who is in the call. Asked every second: who asks no more has left."""
    calling.hear_of(work, gathering_id, voice_id)
    return _heard(work, gathering_id, voice_id, after)


def _heard(work: Work, gathering_id: int, voice_id: int, after: int) -> HeardOut:
    said = [WhisperOut(id=one.id, who=one.who, said=one.said["said"]) for one in queries.whispers(work, voice_id, after)]
    return HeardOut(whispers=said, voices=views.voices(work, gathering_id))


@router.post("/gatherings/{gathering_id}/voices/{voice_id}/sound")
def change_sound(work: Desk, gathering_id: Id, voice_id: Id, said: SoundIn) -> None:
    """Say whether one can be heard and seen, and whether one shows one's screen."""
    calling.change(work, gathering_id, voice_id, muted=said.muted, camera=said.camera, sharing=said.sharing)


@router.delete("/gatherings/{gathering_id}/voices/{voice_id}")
def leave_call(work: Desk, gathering_id: Id, voice_id: Id) -> None:
    """Speak in the call no more."""
    calling.leave(work, gathering_id, voice_id)
