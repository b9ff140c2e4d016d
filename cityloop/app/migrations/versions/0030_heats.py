"""Races of months, kept with the frozen period."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "heat",
        sa.Column("race", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_heat_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heat")),
        sa.UniqueConstraint("race", "area", "first", name=op.f("uq_heat_race_area_first")),
    )


def downgrade() -> None:
    op.drop_table("heat")
