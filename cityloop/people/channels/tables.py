from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.keyring import SEALED
from cityloop.kit.records import Numbered, Record


class Outlet(Numbered, Record):
    """A channel as it is set up. `version` grows with whatever makes it begin anew; one that is paused keeps what waits."""

    __tablename__ = "outlet"

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    a_minute: Mapped[int]  # how many notices it sends in a minute at most; 0 is as many as there are
    by: Mapped[str]
    at: Mapped[datetime]
    paused: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class OutletSecret(Numbered, Record):
    """What a channel shows the outside, or signs with. Read by the channel alone."""

    __tablename__ = "outlet_secret"
    __table_args__ = (UniqueConstraint("outlet_id", "name"),)

    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id", ondelete="CASCADE"))
    name: Mapped[str]
    value: Mapped[str] = mapped_column(info=SEALED)


class CityKey(Numbered, Record):
    """A pair of keys by which push services know the city. The newest is shown to browsers; an older one signs for those that
    were given it, until they come by again."""

    __tablename__ = "city_key"

    public: Mapped[str] = mapped_column(unique=True)
    private: Mapped[str] = mapped_column(info=SEALED)
    made: Mapped[datetime]
