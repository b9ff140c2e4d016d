from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.decide.cases import queries as cases
from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.notices import queries as notices
from cityloop.people.notices.queries import NoticeOut

router = APIRouter(prefix="/api/cases", tags=["cockpit"], responses=REFUSALS)


@router.get("/{case_id}/notices")
def notices_of_case(work: Desk, case_id: Annotated[int, InPath(ge=1, lt=2**31)]) -> list[NoticeOut]:
    """Who was told of a case this person may see, by which channel, and what became of it; oldest first."""
    return notices.of_about(work, f"case:{cases.visible(work, case_id).id}")
