from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from cityloop.kit.errors import Unreadable
from cityloop.kit.keyring import sealed
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.channels import queries, rules
from cityloop.people.channels.channel import Ground
from cityloop.people.channels.kinds import kind_of
from cityloop.people.channels.sealing import made
from cityloop.people.channels.tables import CityKey, Outlet, OutletSecret
from cityloop.people.facts import ChannelChanged, PushKeyMade

Said = Mapping[str, Any]
DUTY, CITY = "operator", "50"


def set_up(work: Work, name: str, kind: str, settings: Said, secrets: Said, a_minute: int) -> Outlet:
    """A channel of that kind, which sends from now on."""
    require(work, DUTY, CITY)
    return make(work, name, kind, settings, secrets, a_minute)


def make(work: Work, name: str, kind: str, settings: Said, secrets: Said, a_minute: int = 0) -> Outlet:
    """The same for the city itself, when it is founded."""
    if queries.named(work, rules.good_name(name)):
        raise rules.ChannelThere(name=name)
    said, shown = _tried(work, kind, settings, secrets)
    outlet = work.keep(Outlet(name=name, kind=kind, settings=said, a_minute=_pace(a_minute), by=work.by, at=work.now))
    _keep_secrets(work, outlet.id, shown)
    if kind_of(kind).reaches == "push" and queries.push_key(work.session) is None:
        make_push_key(work)
    work.tell(ChannelChanged(channel=outlet.id))
    return outlet


def change(work: Work, outlet_id: int, settings: Said, secrets: Said, a_minute: int) -> Outlet:
    """New settings; of the secrets only those that are given are new, and one given as nothing is struck off."""
    require(work, DUTY, CITY)
    outlet = queries.get(work, outlet_id)
    kept = queries.secrets_of(work.session, outlet_id) | dict(secrets)
    outlet.settings, shown = _tried(work, outlet.kind, settings, kept)
    outlet.a_minute = _pace(a_minute)
    _keep_secrets(work, outlet_id, shown)
    return _changed(work, outlet)


def pause(work: Work, outlet_id: int, paused: bool) -> Outlet:
    """Let what is to go out by this channel wait, or go on."""
    require(work, DUTY, CITY)
    outlet = queries.get(work, outlet_id)
    outlet.paused = paused
    return _changed(work, outlet)


def rotate_push_key(work: Work) -> str:
    """A new key for browsers; those that were given an older one are served with that until they come by again."""
    require(work, DUTY, CITY)
    return make_push_key(work)


def make_push_key(work: Work) -> str:
    alone(work.session, "push key")
    pair = made()
    work.keep(CityKey(public=pair.public, private=sealed(work.session, pair.private), made=work.now))
    work.tell(PushKeyMade(key=pair.public))
    return pair.public


def strike_off_key(work: Work, public: str) -> None:
    """An older key that is used no more."""
    work.session.execute(delete(CityKey).where(CityKey.public == public))


def _tried(work: Work, kind: str, settings: Said, secrets: Said) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings and secrets as the kind's forms ask for them, and the channel once made of them."""
    known = kind_of(kind)
    said = rules.formed(known.Settings, dict(settings), "settings")
    shown = rules.formed(known.Secrets, dict(secrets), "secrets")
    known(said, shown, Ground(now=lambda: work.now, inner=(), push_key=lambda _: None))
    return said.model_dump(mode="json"), shown.model_dump(mode="json")


def _pace(a_minute: int) -> int:
    if not 0 <= a_minute <= rules.MOST_A_MINUTE:
        raise Unreadable(why=f"A channel sends between 1 and {rules.MOST_A_MINUTE} notices a minute; 0 is no limit.")
    return a_minute


def _changed(work: Work, outlet: Outlet) -> Outlet:
    outlet.version += 1
    outlet.by, outlet.at = work.by, work.now
    work.tell(ChannelChanged(channel=outlet.id))
    return outlet


def _keep_secrets(work: Work, outlet_id: int, secrets: Mapping[str, str]) -> None:
    work.session.execute(delete(OutletSecret).where(OutletSecret.outlet_id == outlet_id))
    for name, value in secrets.items():
        if value:
            work.keep(OutletSecret(outlet_id=outlet_id, name=name, value=sealed(work.session, value)))
