from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.members import queries as members
from cityloop.people.tokens import actions, queries
from cityloop.people.tokens.schemas import NewTokenOut, TokenIn, TokenOut

router = APIRouter(prefix="/api/account/tokens", tags=["people"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("")
def list_tokens(work: Desk) -> list[TokenOut]:
    """One's own tokens for machines, newest first."""
    return [TokenOut.model_validate(one) for one in queries.of_member(work, members.get(work, work.by).id)]


@router.post("")
def make_token(work: Desk, said: TokenIn) -> NewTokenOut:
    """Make a token for a machine; its key is told this once."""
    me = members.get(work, work.by).id
    lasts = timedelta(days=said.days)
    token, key = actions.make(work, me, said.name, said.duty, said.area, lasts, read_only=said.read_only, a_minute=said.a_minute)
    return NewTokenOut(token=TokenOut.model_validate(token), key=key)


@router.post("/{token_id}/rotate")
def rotate_token(work: Desk, token_id: Id) -> NewTokenOut:
    """Give the token another key; the one before is good for another day."""
    token, key = actions.rotate(work, members.get(work, work.by).id, token_id)
    return NewTokenOut(token=TokenOut.model_validate(token), key=key)


@router.delete("/{token_id}", status_code=204)
def end_token(work: Desk, token_id: Id) -> None:
    """End the token at once."""
    actions.end(work, members.get(work, work.by).id, token_id)
