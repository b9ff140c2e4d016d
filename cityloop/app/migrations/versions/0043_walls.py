"""Scenes of the city's own; and what a wall counts of the day is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "own_scene",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_scene")),
    )
    with op.batch_alter_table("own_scene") as batch:
        batch.create_index("ix_own_scene_name", ["name"], unique=False)
    with op.batch_alter_table("alert") as batch:
        batch.create_index("ix_alert_raised", ["raised"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("alert") as batch:
        batch.drop_index("ix_alert_raised")
    op.drop_table("own_scene")
