from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cityloop.kit.keyring import SEALED
from cityloop.kit.records import Numbered, Record


class Connection(Numbered, Record):
    """A connector as it is set up. It owns the source of its name. `version` grows with whatever makes it begin anew."""

    __tablename__ = "connection"

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[str]
    at: Mapped[datetime]
    mapping: Mapped[int]  # the number of the version in force
    paused: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)


class Secret(Numbered, Record):
    """What a connector shows the outside to be let in. Read by the connector alone."""

    __tablename__ = "connection_secret"
    __table_args__ = (UniqueConstraint("connection_id", "name"),)

    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    name: Mapped[str]
    value: Mapped[str] = mapped_column(info=SEALED)


class MappingVersion(Numbered, Record):
    """A mapping as it was published: by whom, when, why. None is ever changed; going back publishes an older one again."""

    __tablename__ = "mapping_version"
    __table_args__ = (UniqueConstraint("connection_id", "number"),)

    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    number: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    why: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Terminal(Numbered, Record):
    """A vehicle terminal that has registered (JT/T 808): for which vehicle it speaks. Of its code only the digest is kept."""

    __tablename__ = "terminal"
    __table_args__ = (UniqueConstraint("connection_id", "phone"), UniqueConstraint("connection_id", "plate"))

    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    phone: Mapped[str]
    plate: Mapped[str]
    colour: Mapped[int]
    maker: Mapped[str]
    model: Mapped[str]
    terminal: Mapped[str]
    digest: Mapped[str]
    at: Mapped[datetime]
