"""Reorganisations: plans that hold together from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    states = sa.Enum("drafted", "adopted", "done", "undone", name="state", native_enum=False, length=32)
    op.create_table(
        "reorganisation",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("adopted_by", sa.String(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("matrix_id", sa.Integer(), nullable=True),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_reorganisation_survey_id")),
        sa.ForeignKeyConstraint(["matrix_id"], ["matrix.id"], name=op.f("fk_reorganisation_matrix_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
    )
    op.create_index(op.f("ix_reorganisation_since"), "reorganisation", ["since"], unique=False)


def downgrade() -> None:
    op.drop_table("reorganisation")
