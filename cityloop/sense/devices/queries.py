from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cityloop.kit.errors import NotFound
from cityloop.kit.records import within
from cityloop.kit.work import Work
from cityloop.people.access.queries import scope_of
from cityloop.sense.devices.grounds import grounds as grounds
from cityloop.sense.devices.rules import KEEPER
from cityloop.sense.devices.rules import Life as Life
from cityloop.sense.devices.tables import Device as Device  # a record may be handed on, its table not

AT_ONCE = 500  # codes asked for in one statement


def get(work: Work, code: str) -> Device:
    """The device, if the one who works may see it; otherwise there is none."""
    device = by_code(work, [code]).get(code)
    if device is None or not scope_of(work).covers(device.area, KEEPER):
        raise NotFound(kind="device", id=code)
    return device


def by_code(work: Work, codes: Iterable[str]) -> dict[str, Device]:
    """The registered ones among these, whoever asks."""
    wanted = list(codes)
    found: dict[str, Device] = {}
    for first in range(0, len(wanted), AT_ONCE):
        some = select(Device).where(Device.code.in_(wanted[first : first + AT_ONCE]))
        found |= {device.code: device for device in work.session.scalars(some)}
    return found


def places(work: Work, codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the registered ones among these."""
    wanted = list(codes)
    found: dict[str, tuple[float, float]] = {}
    for first in range(0, len(wanted), AT_ONCE):
        some = select(Device.code, Device.lon, Device.lat).where(Device.code.in_(wanted[first : first + AT_ONCE]))
        found |= {code: (lon, lat) for code, lon, lat in work.session.execute(some)}
    return found


def assets(work: Work, codes: Iterable[str]) -> dict[str, str]:
    """What the registered ones among these hang on, empty for nothing."""
    wanted = list(codes)
    found: dict[str, str] = {}
    for first in range(0, len(wanted), AT_ONCE):
        some = select(Device.code, Device.asset).where(Device.code.in_(wanted[first : first + AT_ONCE]))
        found |= {code: asset for code, asset in work.session.execute(some)}
    return found


def seen(
    work: Work, *, area: str = "", kind: str = "", life: Life | None = None, text: str = "", after: str = "", limit: int = 100
) -> Sequence[Device]:
    """The devices the one who works may see, by code, after the code `after`; `text` is looked for in code and name."""
    scope = scope_of(work)
    kept = [within(Device.area, held.area) for held in scope.duties if held.duty == KEEPER]
    chosen = select(Device).where(or_(scope.where(Device.area), *kept), Device.code > after)
    if area:
        chosen = chosen.where(within(Device.area, area))
    if kind:
        chosen = chosen.where(Device.kind == kind)
    if life:
        chosen = chosen.where(Device.life == life)
    if text:
        chosen = chosen.where(or_(Device.code.startswith(text, autoescape=True), Device.name.contains(text, autoescape=True)))
    return work.session.scalars(chosen.order_by(Device.code).limit(limit)).all()


def of_revision(work: Work, revision: int) -> Sequence[Device]:
    return work.session.scalars(select(Device).where(Device.revision == revision)).all()


def newest_revision(session: Session) -> int:
    return session.scalar(select(func.max(Device.revision))) or 0


def by_digest(session: Session, digest: str) -> str | None:
    """The code of the device in service whose credential has this digest."""
    mine = (Device.digest == digest) & (Device.life != Life.retired)
    return session.scalar(select(Device.code).where(mine))
