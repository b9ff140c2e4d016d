"""Clocks and calendars."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0010"
down_revision = "0009"

RUNNING = sa.text("ended is null")


def upgrade() -> None:
    op.create_table(
        "day_list",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("withdrawn", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_list")),
    )
    op.create_table(
        "working_hours",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("holidays_off", sa.Boolean(), nullable=False),
        sa.Column("next_day", sa.Boolean(), nullable=False),
        sa.Column("yellow_share", sa.Double(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("withdrawn", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_hours")),
    )
    op.create_table(
        "clock",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("unit", sa.Enum("UH", "UD", "WH", "WD", name="counting", native_enum=False, length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("began", Instant(), nullable=False),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("yellow", Instant(), nullable=True),
        sa.Column("ended", Instant(), nullable=True),
        sa.Column("paused_since", Instant(), nullable=True),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("lamp", sa.Enum("green", "yellow", "red", name="lamp", native_enum=False, length=32), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Double(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clock_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        sa.UniqueConstraint("case_id", "stage", "turn", name=op.f("uq_clock_case_id_stage_turn")),
    )
    for name, columns in (("due", ["due"]), ("yellow", ["yellow"]), ("running", ["area", "id"])):
        op.create_index(f"ix_clock_{name}", "clock", columns, postgresql_where=RUNNING, sqlite_where=RUNNING)
    op.create_index("ix_clock_ended", "clock", ["ended"])


def downgrade() -> None:
    op.drop_table("clock")
    op.drop_table("working_hours")
    op.drop_table("day_list")
