from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.channels import actions, queries
from cityloop.people.channels.actions import CITY, DUTY
from cityloop.people.channels.kinds import kinds
from cityloop.people.channels.queries import Outlet
from cityloop.people.channels.schemas import ChannelChange, ChannelIn, ChannelOut, KindOfChannel

router = APIRouter(prefix="/api/channels", tags=["people"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]


@router.get("")
def list_channels(work: Desk) -> list[ChannelOut]:
    """The channels by which people are told, for the operators of the city."""
    require(work, DUTY, CITY)
    return [_out(work, one) for one in queries.outlets(work)]


@router.get("/kinds")
def channel_kinds(work: Desk) -> list[KindOfChannel]:
    """The kinds of channels that can be set up, with the forms they ask for."""
    require(work, DUTY, CITY)
    return [
        KindOfChannel(
            name=name,
            settings=kind.Settings.model_json_schema(),
            secrets=kind.Secrets.model_json_schema(),
            reaches=kind.reaches,
            gathers=kind.gathers,
        )
        for name, kind in kinds().items()
    ]


@router.post("")
def set_up_channel(work: Desk, said: ChannelIn) -> ChannelOut:
    """A channel of that kind, which sends from now on."""
    return _out(work, actions.set_up(work, **said.model_dump()))


@router.put("/{channel_id}")
def change_channel(work: Desk, channel_id: Id, said: ChannelChange) -> ChannelOut:
    """Other settings, or other secrets."""
    return _out(work, actions.change(work, channel_id, **said.model_dump()))


@router.post("/{channel_id}/pause")
def pause_channel(work: Desk, channel_id: Id) -> ChannelOut:
    """Let what is to go out by it wait."""
    return _out(work, actions.pause(work, channel_id, True))


@router.post("/{channel_id}/start")
def start_channel(work: Desk, channel_id: Id) -> ChannelOut:
    """Let it go on."""
    return _out(work, actions.pause(work, channel_id, False))


@router.post("/push-key")
def rotate_push_key(work: Desk) -> str:
    """A new key for browsers; those that were given an older one are served with that until they come by again."""
    return actions.rotate_push_key(work)


def _out(work: Work, outlet: Outlet) -> ChannelOut:
    names = sorted(queries.secrets_of(work.session, outlet.id))
    said = {name: getattr(outlet, name) for name in set(ChannelOut.model_fields) - {"secrets"}}
    return ChannelOut(**said, secrets=names)
