from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cityloop.kit.errors import NotFound
from cityloop.kit.keyring import opened as unsealed
from cityloop.kit.work import Work
from cityloop.people.channels.channel import Channel, Ground, PushKey
from cityloop.people.channels.kinds import kind_of, kinds
from cityloop.people.channels.rules import formed
from cityloop.people.channels.tables import CityKey, OutletSecret
from cityloop.people.channels.tables import Outlet as Outlet  # a record may be handed on, its table not


def outlets(work: Work) -> Sequence[Outlet]:
    """Every channel that is set up, oldest first."""
    return work.session.scalars(select(Outlet).order_by(Outlet.id)).all()


def get(work: Work, outlet_id: int) -> Outlet:
    outlet = work.session.get(Outlet, outlet_id)
    if outlet is None:
        raise NotFound(kind="channel", id=outlet_id)
    return outlet


def named(work: Work, name: str) -> Outlet | None:
    return work.session.scalar(select(Outlet).where(Outlet.name == name))


def reaching(work: Work) -> Mapping[str, Outlet]:
    """The channel that reaches each kind of address: of several the oldest that is not paused."""
    found: dict[str, Outlet] = {}
    for outlet in sorted(outlets(work), key=lambda one: (one.paused, one.id)):
        kind = kinds().get(outlet.kind)
        if kind and kind.reaches:
            found.setdefault(kind.reaches, outlet)
    return found


def secrets_of(session: Session, outlet_id: int) -> dict[str, str]:
    rows = select(OutletSecret.name, OutletSecret.value).where(OutletSecret.outlet_id == outlet_id)
    return {name: unsealed(session, value) for name, value in session.execute(rows)}


def opened(work: Work, outlet: Outlet, ground: Ground) -> Channel:
    """The channel itself, ready to send."""
    kind = kind_of(outlet.kind)
    settings = formed(kind.Settings, outlet.settings, "settings")
    channel: Channel = kind(settings, formed(kind.Secrets, secrets_of(work.session, outlet.id), "secrets"), ground)
    return channel


def push_key(session: Session) -> PushKey | None:
    """The pair of keys browsers are shown now."""
    found = session.scalar(select(CityKey).order_by(CityKey.id.desc()).limit(1))
    return PushKey(found.public, unsealed(session, found.private)) if found else None


def push_key_of(session: Session, public: str) -> PushKey | None:
    """The pair a browser was shown once."""
    found = session.scalar(select(CityKey).where(CityKey.public == public))
    return PushKey(found.public, unsealed(session, found.private)) if found else None


def push_keys(session: Session) -> Sequence[str]:
    """All public keys, newest first."""
    return session.scalars(select(CityKey.public).order_by(CityKey.id.desc())).all()
