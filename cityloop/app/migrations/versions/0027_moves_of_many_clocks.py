"""Deadlines that move together are told by one fact, whose lines are kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "clock_move",
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("was", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_move_clock_id")),
        sa.ForeignKeyConstraint(["fact"], ["fact.id"], name=op.f("fk_clock_move_fact")),
        sa.PrimaryKeyConstraint("clock_id", "fact", name=op.f("pk_clock_move")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("clock_move")
