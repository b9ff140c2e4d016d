from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.records import Numbered, Record
from cityloop.sense.devices.rules import Life


class Device(Numbered, Record):
    """A device. Its code is the subject under which it speaks. Only the digest of its credential is kept."""

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_area_kind", "area", "kind"),)

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    maker: Mapped[str]
    owner: Mapped[str]  # the unit whose it is
    repairer: Mapped[str]  # the unit that must repair it
    asset: Mapped[str]  # code of the managed thing it hangs on; empty for none
    area: Mapped[str]  # the grid it stands in
    lon: Mapped[float]
    lat: Mapped[float]
    expect_every_s: Mapped[float]
    life: Mapped[Life]
    changed: Mapped[datetime]
    revision: Mapped[int] = mapped_column(index=True)  # of the registry, when this was changed last
    digest: Mapped[str | None] = mapped_column(unique=True, default=None)
