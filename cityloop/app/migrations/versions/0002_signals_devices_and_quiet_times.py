"""Signals devices and quiet times."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("repairer", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("expect_every_s", sa.Double(), nullable=False),
        sa.Column(
            "life",
            sa.Enum("planned", "active", "suspended", "retired", name="life", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("changed", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("code", name=op.f("uq_device_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_device_digest")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index("ix_device_area_kind", ["area", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_revision"), ["revision"], unique=False)

    op.create_table(
        "mute",
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked", Instant(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved", Instant(), nullable=True),
        sa.Column("ended", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
    )
    with op.batch_alter_table("mute", schema=None) as batch_op:
        batch_op.create_index("ix_mute_until", ["until"], unique=False)

    op.create_table(
        "outside_warning",
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sent", Instant(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("headline", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("expires", Instant(), nullable=True),
        sa.Column("received", Instant(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_warning")),
        sa.UniqueConstraint("sender", "identifier", name=op.f("uq_outside_warning_sender_identifier")),
    )
    with op.batch_alter_table("outside_warning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_warning_expires"), ["expires"], unique=False)
        batch_op.create_index(batch_op.f("ix_outside_warning_root"), ["root"], unique=False)

    op.create_table(
        "policy",
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("warning", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("from_h", sa.Double(), nullable=False),
        sa.Column("to_h", sa.Double(), nullable=False),
        sa.Column("mode", sa.Enum("automatic", "by_hand", "shadow", name="mode", native_enum=False, length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_table(
        "signal",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("expect_every_s", sa.Double(), nullable=False),
        sa.Column("least", sa.Double(), nullable=True),
        sa.Column("most", sa.Double(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("raw_days", sa.Double(), nullable=False),
        sa.Column("hourly_days", sa.Double(), nullable=False),
        sa.Column("daily_days", sa.Double(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signal_name"), ["name"], unique=False)

    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("network", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("storm", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("head", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mute", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_alert_head"), ["head"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_mute"), ["mute"], unique=False)
        batch_op.create_index(
            "ix_alert_open_ended",
            ["detector", "ended"],
            unique=False,
            sqlite_where=sa.text("open"),
            postgresql_where=sa.text("open"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_alert_mute"), "mute", ["mute"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_alert_head"), "alert", ["head"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_alert_head"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_alert_mute"), type_="foreignkey")
        for index in ("ix_alert_open_ended", "ix_alert_mute", "ix_alert_head"):
            batch_op.drop_index(index)
        for column in ("mute", "head", "storm", "network"):
            batch_op.drop_column(column)
    for table in ("signal", "policy", "outside_warning", "mute", "device"):
        op.drop_table(table)
