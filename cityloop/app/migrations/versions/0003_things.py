"""Things."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from cityloop.kit.records import Instant

revision = "0003"
down_revision = "0002"

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "location",
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("shape", DOCUMENT, nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("properties", DOCUMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_west"), ["west", "east"], unique=False)

    op.create_table(
        "observed_property",
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("properties", DOCUMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observed_property")),
    )
    with op.batch_alter_table("observed_property", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observed_property_owner"), ["owner"], unique=False)

    op.create_table(
        "sensor",
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("told", DOCUMENT, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("properties", DOCUMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensor")),
    )
    with op.batch_alter_table("sensor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sensor_owner"), ["owner"], unique=False)

    op.create_table(
        "thing",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("properties", DOCUMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thing")),
    )
    with op.batch_alter_table("thing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thing_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_thing_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_thing_owner"), ["owner"], unique=False)

    op.create_table(
        "feature_of_interest",
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("shape", DOCUMENT, nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("properties", DOCUMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_feature_of_interest_location_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature_of_interest")),
    )
    with op.batch_alter_table("feature_of_interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feature_of_interest_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_feature_of_interest_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feature_of_interest_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_feature_of_interest_west"), ["west", "east"], unique=False)

    op.create_table(
        "historical_location",
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_historical_location_thing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_historical_location")),
    )
    with op.batch_alter_table("historical_location", schema=None) as batch_op:
        batch_op.create_index("ix_historical_location_thing", ["thing_id", "at"], unique=False)

    op.create_table(
        "thing_location",
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_thing_location_location_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_thing_location_thing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("thing_id", "location_id", name=op.f("pk_thing_location")),
    )
    with op.batch_alter_table("thing_location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thing_location_location_id"), ["location_id"], unique=False)

    op.create_table(
        "datastream",
        sa.Column("observation_type", sa.String(), nullable=False),
        sa.Column("measured_in", DOCUMENT, nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("sensor_id", sa.Integer(), nullable=False),
        sa.Column("observed_property_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("properties", DOCUMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["feature_of_interest.id"], name=op.f("fk_datastream_feature_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["observed_property_id"],
            ["observed_property.id"],
            name=op.f("fk_datastream_observed_property_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["sensor_id"], ["sensor.id"], name=op.f("fk_datastream_sensor_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_datastream_thing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datastream")),
        sa.UniqueConstraint("signal", "subject", name=op.f("uq_datastream_signal_subject")),
    )
    with op.batch_alter_table("datastream", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_datastream_feature_id"), ["feature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_datastream_observed_property_id"), ["observed_property_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_datastream_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_datastream_sensor_id"), ["sensor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_datastream_thing_id"), ["thing_id"], unique=False)

    op.create_table(
        "historical_location_location",
        sa.Column("historical_location_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["historical_location_id"],
            ["historical_location.id"],
            name=op.f("fk_historical_location_location_historical_location_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_historical_location_location_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("historical_location_id", "location_id", name=op.f("pk_historical_location_location")),
    )
    with op.batch_alter_table("historical_location_location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_historical_location_location_location_id"), ["location_id"], unique=False)

    op.create_table(
        "observation_note",
        sa.Column("datastream_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("said", DOCUMENT, nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["datastream_id"], ["datastream.id"], name=op.f("fk_observation_note_datastream_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["feature_of_interest.id"], name=op.f("fk_observation_note_feature_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("datastream_id", "at", name=op.f("pk_observation_note")),
    )
    with op.batch_alter_table("observation_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_note_feature_id"), ["feature_id"], unique=False)


def downgrade() -> None:
    gone = (
        "observation_note",
        "historical_location_location",
        "datastream",
        "thing_location",
        "historical_location",
        "feature_of_interest",
        "thing",
        "sensor",
        "observed_property",
        "location",
    )
    for table in gone:
        op.drop_table(table)
