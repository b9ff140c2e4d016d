from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from cityloop.kit.records import Numbered, Record

Said = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Described(Numbered, kw_only=True):
    """What most of them have: a name, a description, properties of one's own, and the source that keeps them."""

    name: Mapped[str]
    description: Mapped[str]
    owner: Mapped[str] = mapped_column(index=True)
    properties: Mapped[dict[str, Any] | None] = mapped_column(Said, default=None)


class Placed(Described, kw_only=True):
    """What lies somewhere: GeoJSON, the box around it in degrees, and the area its middle is in."""

    encoding: Mapped[str]
    shape: Mapped[dict[str, Any]] = mapped_column(Said)
    area: Mapped[str] = mapped_column(index=True)
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index, ...]:
        return (Index(None, "west", "east"),)


class Thing(Described, Record, kw_only=True):
    """A thing as its source describes it. `code` is what it is called as a subject of readings, and as a device."""

    __tablename__ = "thing"

    code: Mapped[str] = mapped_column(index=True)
    area: Mapped[str] = mapped_column(index=True)


class Location(Placed, Record, kw_only=True):
    """Where things are or were."""

    __tablename__ = "location"


class ThingLocation(Record):
    """Where a thing is now."""

    __tablename__ = "thing_location"

    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id", ondelete="CASCADE"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"), primary_key=True, index=True)


class HistoricalLocation(Numbered, Record, kw_only=True):
    """Since when a thing was at some locations."""

    __tablename__ = "historical_location"
    __table_args__ = (Index("ix_historical_location_thing", "thing_id", "at"),)

    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id", ondelete="CASCADE"))
    at: Mapped[datetime]


class HistoricalLocationLocation(Record):
    """At which."""

    __tablename__ = "historical_location_location"

    historical_location_id: Mapped[int] = mapped_column(
        ForeignKey("historical_location.id", ondelete="CASCADE"), primary_key=True
    )
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"), primary_key=True, index=True)


class Sensor(Described, Record, kw_only=True):
    """By what a datastream is measured."""

    __tablename__ = "sensor"

    encoding: Mapped[str]
    told: Mapped[Any] = mapped_column(Said)


class ObservedProperty(Described, Record, kw_only=True):
    """What is measured."""

    __tablename__ = "observed_property"

    definition: Mapped[str]


class FeatureOfInterest(Placed, Record, kw_only=True):
    """Of what something is observed; made from a thing's location where nobody says."""

    __tablename__ = "feature_of_interest"

    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id", ondelete="SET NULL"), index=True, default=None)


class Datastream(Described, Record, kw_only=True):
    """The readings of one signal about one subject, as SensorThings speaks of them."""

    __tablename__ = "datastream"
    __table_args__ = (UniqueConstraint("signal", "subject"),)

    observation_type: Mapped[str]
    measured_in: Mapped[dict[str, Any]] = mapped_column(Said)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id", ondelete="CASCADE"), index=True)
    sensor_id: Mapped[int] = mapped_column(ForeignKey("sensor.id", ondelete="CASCADE"), index=True)
    observed_property_id: Mapped[int] = mapped_column(ForeignKey("observed_property.id", ondelete="CASCADE"), index=True)
    signal: Mapped[str]
    subject: Mapped[str]
    feature_id: Mapped[int | None] = mapped_column(
        ForeignKey("feature_of_interest.id", ondelete="SET NULL"), index=True, default=None
    )


class ObservationNote(Record, kw_only=True):
    """What an observation says beyond instant and number, or that it is gone. Few have any.

    `at` is the reading's in milliseconds UTC; `said` holds resultTime, resultQuality, validTime and parameters as they came.
    """

    __tablename__ = "observation_note"

    datastream_id: Mapped[int] = mapped_column(ForeignKey("datastream.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    said: Mapped[dict[str, Any]] = mapped_column(Said)
    feature_id: Mapped[int | None] = mapped_column(
        ForeignKey("feature_of_interest.id", ondelete="SET NULL"), index=True, default=None
    )
    gone: Mapped[bool] = mapped_column(default=False)


TABLES: dict[str, type[Any]] = {
    one.__name__: one for one in (Thing, Location, HistoricalLocation, Sensor, ObservedProperty, FeatureOfInterest, Datastream)
}
THROUGH: dict[str, type[Any]] = {one.__tablename__: one for one in (ThingLocation, HistoricalLocationLocation)}
