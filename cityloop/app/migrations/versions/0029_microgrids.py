"""Micro-grids: what a grid is shared into, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "micro_grid",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_micro_grid_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_micro_grid")),
    )
    with op.batch_alter_table("micro_grid") as batch:
        batch.create_index("ix_micro_grid_code_since", ["code", "since"], unique=False)
        batch.create_index(batch.f("ix_micro_grid_survey_id"), ["survey_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("micro_grid") as batch:
        batch.drop_index(batch.f("ix_micro_grid_survey_id"))
        batch.drop_index("ix_micro_grid_code_since")

    op.drop_table("micro_grid")
